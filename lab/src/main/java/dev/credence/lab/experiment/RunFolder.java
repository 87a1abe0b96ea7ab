package dev.credence.lab.experiment;

import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A folder of results, all of one model: its {@value #RUN_FILE} says which. */
public final class RunFolder {
  /** What a run left behind: versions, the model's digest, precision, device, times. */
  public static final String RUN_FILE = "run.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path path;
  private final Model model;

  private RunFolder(Path path, Model model) {
    this.path = path;
    this.model = model;
  }

  /**
   * Makes the folder, or takes one that is there.
   *
   * @param path the folder
   * @param model whose results it holds or shall hold
   * @throws InvalidInputException if it cannot be made or written to, or holds the results of
   *     another model or in another precision
   */
  public static RunFolder claim(Path path, Model model) {
    WholeTextFile.makeFolder(path);
    Path file = path.resolve(RUN_FILE);
    if (Files.exists(file)) {
      JsonNode found = read(file).path("model");
      differs(
          path,
          "the model",
          found.path("name").asString("unknown"),
          "digest",
          found,
          model.digest());
      differs(path, "precision", "", "dtype", found, String.valueOf(model.options().dtype()));
    }
    return new RunFolder(path, model);
  }

  private static void differs(
      Path path, String what, String name, String key, JsonNode found, String own) {
    String other = found.path(key).asString("unknown");
    if (!other.equals(own)) {
      throw new InvalidInputException(
          "%s: it holds results of another %s (%s%s, now %s). Give another folder with --out",
          path,
          what.replace("the ", ""),
          name.isEmpty() ? "" : name + ", ",
          shortened(other),
          shortened(own));
    }
  }

  private static String shortened(String digest) {
    int end = "sha256:".length() + 12;
    return digest.startsWith("sha256:") && digest.length() > end
        ? digest.substring(0, end)
        : digest;
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(WholeTextFile.read(file));
    } catch (JacksonException e) {
      throw new InvalidInputException(
              "%s: no JSON: %s. Give another folder with --out", file, e.getOriginalMessage())
          .withCause(e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Writes {@value #RUN_FILE}.
   *
   * @param more what else to say, behind versions and model
   * @return the file
   * @throws InvalidInputException if it cannot be written
   */
  public Path writeRecord(Map<String, ?> more) {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put(
        "credence",
        Objects.requireNonNullElse(
            RunFolder.class.getPackage().getImplementationVersion(), "built from classes"));
    versions.put("java", Runtime.version().toString());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("name", model.name());
    of.put("digest", model.digest());
    of.put("dtype", String.valueOf(model.options().dtype()));
    of.put("device", String.valueOf(model.options().device()));
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("versions", versions);
    record.put("model", of);
    record.putAll(more);
    Path file = path.resolve(RUN_FILE);
    WholeTextFile.write(file, JSON.writeValueAsString(record) + "\n");
    return file;
  }
}
