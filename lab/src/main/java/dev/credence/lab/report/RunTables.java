package dev.credence.lab.report;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A run's folder, read once. What is missing is empty; what is there but damaged is an error that
 * names the file.
 */
final class RunTables {
  private final Path folder;
  private final RunFacts facts;
  private final Map<String, Table> tables;
  private final List<PromptRow> prompts;
  private final Optional<HeadRecovery> recovery;

  private RunTables(
      Path folder,
      RunFacts facts,
      Map<String, Table> tables,
      List<PromptRow> prompts,
      Optional<HeadRecovery> recovery) {
    this.folder = folder;
    this.facts = facts;
    this.tables = tables;
    this.prompts = prompts;
    this.recovery = recovery;
  }

  /**
   * Reads {@code run.json}, every {@code .csv}, the recoveries and the chosen heads.
   *
   * @throws InvalidInputException if the folder is not there, holds no table, or a file of it is
   *     damaged
   */
  static RunTables read(Path folder) {
    Map<String, Table> tables = new TreeMap<>();
    for (Path file : files(folder)) {
      Table table = Csv.read(file);
      tables.put(table.name(), table);
    }
    if (tables.isEmpty()) {
      throw new InvalidInputException(
          "%s: there is no table here. Give the folder that credence replicate --out wrote",
          folder);
    }
    List<PromptRow> prompts =
        tables.containsKey("prompts") ? PromptRow.of(tables.get("prompts")) : List.of();
    return new RunTables(folder, facts(folder), tables, prompts, recovery(folder));
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s: there is no such folder. Give the folder that credence replicate --out wrote",
          folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: this folder cannot be read (%s)", folder, e.getClass().getSimpleName())
          .withCause(e);
    }
  }

  private static RunFacts facts(Path folder) {
    Path file = folder.resolve("run.json");
    if (!Files.exists(file)) {
      return new RunFacts(JsonNodeFactory.instance.objectNode());
    }
    try {
      JsonNode json = Spec.JSON.readTree(WholeTextFile.read(file));
      return new RunFacts(json);
    } catch (JacksonException e) {
      throw new InvalidInputException("%s: not JSON (%s)", file, e.getOriginalMessage())
          .withCause(e);
    }
  }

  private static Optional<HeadRecovery> recovery(Path folder) {
    Path honest = folder.resolve("head_patching_recovery_nan.npy"); // NaN where the other has 0
    Path array = Files.exists(honest) ? honest : folder.resolve("head_patching_recovery.npy");
    if (!Files.exists(array)) {
      return Optional.empty();
    }
    NdArray values = Npy.read(array);
    if (values.shape().length != 2) {
      throw new InvalidInputException(
          "%s: it has %d axes; expected [layers, heads]", array, values.shape().length);
    }
    Path heads = folder.resolve("selected_heads.txt");
    String selection = Files.exists(heads) ? WholeTextFile.read(heads) : "";
    return Optional.of(
        HeadRecovery.of(
            Files.exists(honest)
                ? values.doubles()
                : HeadRecovery.withoutSkipped(values.doubles(), (int) values.shape()[1]),
            (int) values.shape()[0],
            (int) values.shape()[1],
            selection));
  }

  RunFacts facts() {
    return facts;
  }

  Path folder() {
    return folder;
  }

  /** What a reader calls this run: the model, or the folder where that is not known. */
  String label() {
    return facts
        .text("/label", "/model/name", "/model")
        .map(name -> name.replaceFirst("^builtin:", ""))
        .orElseGet(() -> String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
  }

  Optional<Table> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  /** By name. */
  List<Table> tables() {
    return List.copyOf(tables.values());
  }

  List<PromptRow> prompts() {
    return prompts;
  }

  /** The prompts of a part's section, in the order in which they were asked. */
  List<PromptRow> prompts(String part, String section) {
    return prompts.stream()
        .filter(p -> p.part().equals(part) && p.section().equals(section))
        .toList();
  }

  Optional<HeadRecovery> recovery() {
    return recovery;
  }
}
