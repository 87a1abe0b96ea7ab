package dev.credence.lab.experiment;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.PrecisionCheck;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.tokenizer.Tokenizer;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an experiment gave.
 *
 * @param file the experiment
 * @param model what it was run on; still open
 * @param ready the experiment with its names looked up
 * @param results readings and captured activations
 * @param precision how far they are from float32
 * @param started when the run began
 * @param duration how long it took, loading and the comparison to float32 apart
 */
public record ExperimentOutcome(
    ExperimentFile file,
    Model model,
    ExperimentCells ready,
    Results results,
    PrecisionCheck precision,
    Instant started,
    Duration duration) {

  /** The table of readings. */
  public static final String CELLS_FILE = "cells.csv";

  /** Captured activations. */
  public static final String TENSORS_FILE = "out.safetensors";

  /**
   * Writes {@value #CELLS_FILE}, {@value #TENSORS_FILE} where something was captured, and last
   * {@value RunFolder#RUN_FILE}: whole files only.
   *
   * @param folder of this model, see {@link RunFolder#claim}
   * @param loadSeconds how long the model took to load
   * @return the files, in the order in which they were written
   * @throws InvalidInputException if a file cannot be written
   */
  public List<Path> write(RunFolder folder, double loadSeconds) {
    List<Path> files = new ArrayList<>();
    files.add(Csv.write(folder.path(), table()));
    if (!results.captures().isEmpty()) {
      Path tensors = folder.path().resolve(TENSORS_FILE);
      Safetensors.write(
          tensors,
          results.captures(),
          Map.of("model", model.name(), "model_digest", model.digest()));
      files.add(tensors);
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("experiment", file.lines().source());
    record.put("started", started.toString());
    record.put("load_seconds", loadSeconds);
    record.put("run_seconds", duration.toMillis() / 1000.0);
    record.put("precision_check", precision.tree());
    record.put("cells", ready.cells().cells().size());
    record.put("readings", results.readings().size());
    record.put("captures", results.captures().size());
    record.put("prompts", prompts());
    record.put("files", files.stream().map(f -> String.valueOf(f.getFileName())).toList());
    files.add(folder.writeRecord(record));
    return files;
  }

  private Map<String, Object> prompts() {
    Map<String, Object> prompts = new LinkedHashMap<>();
    ready
        .cells()
        .prompts()
        .forEach(
            (name, tokens) -> {
              Map<String, Object> prompt = new LinkedHashMap<>();
              prompt.put("tokens", tokens);
              if (ready.bos().containsKey(name)) {
                prompt.put("bos", ready.bos().get(name));
              }
              prompts.put(name, prompt);
            });
    return prompts;
  }

  /**
   * One row a cell, readout and position.
   *
   * <p>Columns: {@code cell}, {@code prompt}, {@code readout}, {@code position}; for each answer of
   * any readout {@code logit[ANSWER]}, in nats, and {@code p[ANSWER]}, among the whole vocabulary;
   * {@code logit_difference} of the first two answers, {@code p_among} of the first given that it
   * is one of them, {@code mass} of all; {@code kl_nats} and {@code top} where a readout asks.
   * Empty where a row has no such number.
   */
  public Table table() {
    boolean kl = ready.cells().readouts().values().stream().anyMatch(Readout::kl);
    boolean top = ready.cells().readouts().values().stream().anyMatch(r -> r.top() > 0);
    Set<String> labels = new LinkedHashSet<>();
    ready.cells().readouts().values().forEach(readout -> labels.addAll(readout.labels()));
    List<String> columns = new ArrayList<>(List.of("cell", "prompt", "readout", "position"));
    labels.forEach(label -> columns.add("logit[" + label + "]"));
    labels.forEach(label -> columns.add("p[" + label + "]"));
    if (!labels.isEmpty()) {
      columns.addAll(List.of("logit_difference", "p_among", "mass"));
    }
    if (kl) {
      columns.add("kl_nats");
    }
    if (top) {
      columns.add("top");
    }
    Map<String, String> prompts =
        ready.cells().cells().stream().collect(Collectors.toMap(Cell::id, Cell::prompt));
    Table.Builder table = Table.builder("cells", columns.toArray(String[]::new));
    for (Reading reading : results.readings()) {
      List<Object> row = new ArrayList<>();
      row.addAll(
          Arrays.asList(
              reading.cell(),
              prompts.getOrDefault(reading.cell(), ""),
              reading.readout(),
              (long) reading.position()));
      for (double[] values : List.of(reading.logits(), reading.probabilities())) {
        for (String label : labels) {
          int at = reading.labels().indexOf(label);
          row.add(at < 0 ? Double.NaN : values[at]);
        }
      }
      if (!labels.isEmpty()) {
        boolean any = !reading.labels().isEmpty();
        row.add(reading.logitDifferenceNats());
        row.add(any ? reading.among(0) : Double.NaN);
        row.add(any ? reading.mass() : Double.NaN);
      }
      if (kl) {
        row.add(reading.klNats());
      }
      if (top) {
        row.add(top(reading));
      }
      table.row(row.toArray());
    }
    return table.build();
  }

  /** {@code [{"id": 5, "text": " X", "p": 0.31}, ...]}, likeliest first. */
  private String top(Reading reading) {
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int i = 0; i < reading.topTokens().length; i++) {
      Map<String, Object> token = new LinkedHashMap<>();
      int id = reading.topTokens()[i];
      token.put("id", id);
      model.tokenizer().ifPresent(tokenizer -> token.put("text", text(tokenizer, id)));
      token.put("p", reading.topProbabilities()[i]);
      tokens.add(token);
    }
    return tokens.isEmpty() ? "" : JsonMapper.shared().writeValueAsString(tokens);
  }

  /** Models may predict ids beyond their vocabulary, where the embedding is filled up. */
  private static String text(Tokenizer tokenizer, int id) {
    return id < tokenizer.vocabularySize() ? tokenizer.text(id) : "";
  }
}
