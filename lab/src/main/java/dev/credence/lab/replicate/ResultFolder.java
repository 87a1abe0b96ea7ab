package dev.credence.lab.replicate;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Npy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder of a replication: tables and arrays under the notebooks' names, and {@code run.json},
 * which says of which model they are. Every file is there whole or not at all.
 */
final class ResultFolder {
  private static final String RUN = "run.json";
  private static final String PROMPTS = "prompts";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final ObjectNode run;
  private final boolean foreign;

  private ResultFolder(Path folder, ObjectNode run, boolean foreign) {
    this.folder = folder;
    this.run = run;
    this.foreign = foreign;
  }

  /**
   * Opens a folder for the results of a model, and makes it if need be.
   *
   * @throws InvalidInputException if it holds results of another model, or is not writable
   */
  static ResultFolder open(Path folder, Model model) {
    WholeTextFile.makeFolder(folder);
    Path file = folder.resolve(RUN);
    if (!Files.exists(file)) {
      return new ResultFolder(folder, JSON.createObjectNode(), true);
    }
    JsonNode read;
    try {
      read = JSON.readTree(WholeTextFile.read(file));
    } catch (JacksonException e) {
      throw new InvalidInputException(
              "%s: no JSON (%s). Take the file away, or give another folder with --out",
              file, e.getOriginalMessage())
          .withCause(e);
    }
    String digest = read.path("model").path("digest").asString("");
    if (!(read instanceof ObjectNode run) || !digest.equals(model.digest())) {
      throw new InvalidInputException(
          "%s: it holds results of %s (weights %s); this model is %s (weights %s). Give another"
              + " folder with --out",
          folder,
          read.path("model").path("name").asString("another program"),
          shortened(digest),
          model.name(),
          shortened(model.digest()));
    }
    return new ResultFolder(folder, run, false);
  }

  private static String shortened(String digest) {
    return digest.isEmpty() ? "unknown" : digest.substring(0, Math.min(12, digest.length()));
  }

  Path path() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Whether nothing here says whose the files are. */
  boolean foreign() {
    return foreign;
  }

  /** Writes what a part found, {@code run.json} last. */
  void write(PartResult result, Progress progress, ObjectNode about, double seconds) {
    new TreeMap<>(result.tables()).values().forEach(t -> progress.wrote(Csv.write(folder, t)));
    new TreeMap<>(result.arrays())
        .forEach(
            (name, array) -> {
              Path file = folder.resolve(name + ".npy");
              Npy.write(file, array);
              progress.wrote(file);
            });
    new TreeMap<>(result.texts())
        .forEach(
            (name, text) -> {
              Path file = folder.resolve(name);
              WholeTextFile.write(file, text);
              progress.wrote(file);
            });
    progress.wrote(Csv.write(folder, prompts(progress.part(), result.answers())));
    progress.wrote(Csv.write(folder, Quirks.table()));
    describe(result, progress, about, seconds);
    WholeTextFile.write(folder.resolve(RUN), JSON.writeValueAsString(run) + "\n");
    progress.wrote(folder.resolve(RUN));
  }

  private void describe(PartResult result, Progress progress, ObjectNode about, double seconds) {
    about.properties().forEach(e -> run.set(e.getKey(), e.getValue()));
    JsonNode known = run.get("parts");
    ObjectNode parts = known instanceof ObjectNode o ? o : run.putObject("parts");
    ObjectNode part = parts.putObject(progress.part().label());
    part.put("seconds", seconds);
    part.put("cells", result.cells());
    part.set("precision_check", JSON.valueToTree(progress.precision().tree()));
    part.put("prompts", result.answers().size());
    part.put("empty_answers", result.answers().stream().filter(Answer::empty).count());
    ArrayNode files = part.putArray("files");
    new TreeMap<>(result.tables()).keySet().forEach(name -> files.add(name + ".csv"));
    new TreeMap<>(result.arrays()).keySet().forEach(name -> files.add(name + ".npy"));
    new TreeMap<>(result.texts()).keySet().forEach(files::add);
    ArrayNode notes = part.putArray("notes");
    progress.notes().forEach(notes::add);
    ArrayNode quirks = run.putArray("quirks");
    for (Quirk quirk : Quirks.ALL) {
      quirks
          .addObject()
          .put("id", quirk.id())
          .put("what", quirk.what())
          .put("why_it_matters", quirk.why())
          .put("where", quirk.where());
    }
  }

  /** Every single answer: this part's, in the place of those it gave before, after the others'. */
  private Table prompts(Part part, List<Answer> answers) {
    Table.Builder table =
        Table.builder(
            PROMPTS,
            "part",
            "section",
            "control",
            "n_X",
            "n_total",
            "sequence",
            "p_x",
            "mass",
            "logit_difference",
            "empty",
            "prompt");
    Table fresh = table.build();
    Table before = readPrompts();
    if (before != null && before.columns().equals(fresh.columns())) {
      for (Part other : Part.values()) {
        if (other == part) {
          add(table, part, answers);
        } else {
          table.rows(before.where("part", other.label()));
        }
      }
    } else {
      add(table, part, answers);
    }
    return table.build();
  }

  private @Nullable Table readPrompts() {
    Path file = folder.resolve(PROMPTS + ".csv");
    return foreign || !Files.exists(file) ? null : Csv.read(file);
  }

  private static void add(Table.Builder table, Part part, List<Answer> answers) {
    for (Answer a : answers) {
      table.row(
          part.label(),
          a.section(),
          a.wording(),
          a.evidence().countX(),
          a.evidence().length(),
          a.evidence().draws(),
          a.pX(),
          a.mass(),
          a.logitDifferenceNats(),
          a.empty(),
          a.prompt().text());
    }
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }
}
