package dev.credence.lab.study;

import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.control.Outcome;
import dev.credence.lab.control.RightVerdict;
import dev.credence.lab.table.Csv;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.Engine;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges every control at every seed, and notes which verdicts are right. A trial that is done is
 * on disk; the same call goes on with the rest.
 */
public final class Calibration {
  /** One line a trial, in the order in which they ended. */
  private static final String TRIALS = "trials.jsonl";

  private static final String RECORD = "calibration.json";

  private static final JsonMapper LINE = JsonMapper.builder().build();
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final List<String> controls;
  private final int seeds;
  private final StudyOptions options;

  /**
   * A calibration.
   *
   * @param folder made if need be
   * @param controls names, as {@link Controls#calibration} gives them
   * @param seeds of each, from 0
   * @param options how much is asked
   * @throws InvalidInputException if there is no control of a name, or no seed
   */
  public Calibration(Path folder, List<String> controls, int seeds, StudyOptions options) {
    controls.forEach(Controls::named);
    if (seeds < 1) {
      throw new InvalidInputException("calibration: --seeds is %s; expected 1 or more", seeds);
    }
    this.folder = folder;
    this.controls = List.copyOf(controls);
    this.seeds = seeds;
    this.options = options;
  }

  /** How many trials there are in all. */
  public int size() {
    return controls.size() * seeds;
  }

  /** Where the record lies in the end. */
  public Path record() {
    return folder.resolve(RECORD);
  }

  /**
   * Runs what is not there yet, several trials side by side.
   *
   * @param threads how many
   * @param done hears of each trial as it ends, and of those that were there
   * @return the record, which is on disk too
   */
  public Gate run(int threads, Consumer<Gate.Trial> done) {
    WholeTextFile.makeFolder(folder);
    String instrument = Instrument.id(Thresholds.STANDARD);
    Map<String, Gate.Trial> known = known(instrument);
    List<Future<Gate.Trial>> running = new ArrayList<>();
    List<Gate.Trial> trials = new ArrayList<>();
    int perOperation = Engine.here().threads();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int seed = 0; seed < seeds; seed++) {
        for (String control : controls) {
          Gate.Trial before = known.get(control + "@" + seed);
          if (before != null) {
            done.accept(before);
            trials.add(before);
          } else {
            long own = seed;
            running.add(
                pool.submit(
                    () -> {
                      // This thread's: trials beside each other fill the cores.
                      Engine.useThreads(1);
                      Gate.Trial trial = judge(control, own);
                      note(instrument, trial);
                      done.accept(trial);
                      return trial;
                    }));
          }
        }
      }
      for (Future<Gate.Trial> future : running) {
        trials.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("calibration was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trial failed: " + e.getCause(), e);
    } finally {
      Engine.useThreads(perOperation);
    }
    trials.sort(
        Comparator.comparingInt((Gate.Trial t) -> controls.indexOf(t.control()))
            .thenComparingLong(Gate.Trial::seed));
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("instrument", instrument);
    record.put("trials", trials.stream().map(Calibration::fields).toList());
    WholeTextFile.write(record(), INDENTED.writeValueAsString(record).replace("\r\n", "\n") + "\n");
    Gate gate = new Gate(instrument, trials);
    Csv.write(folder, CalibrationTables.byControl(gate));
    Csv.write(folder, CalibrationTables.power(gate));
    return gate;
  }

  /**
   * Judges one control.
   *
   * @param name of the control
   * @param seed of model, design, splits and draws
   * @param options how much is asked
   * @return what came out
   */
  public static Gate.Trial judge(String name, long seed, StudyOptions options) {
    long began = System.nanoTime();
    Control control = Controls.named(name + "@" + seed % Controls.seeds(name));
    try (Model model = control.open(ModelOptions.standard())) {
      StudyResult result =
          StudyRun.of(
                  model, control.task(), options.withoutHeads().withSeed(seed), Thresholds.STANDARD)
              .run((stage, cells) -> model.run(cells));
      Verdict verdict = result.verdict();
      RightVerdict right = control.rightVerdict();
      Finding c4 = result.finding(C4Interchange.ID);
      return new Gate.Trial(
          name,
          control.group(),
          seed,
          verdict.words()
              + (verdict.outcome() == Outcome.NOT_BAYESIAN ? " (" + verdict.observer() + ")" : ""),
          right.toString(),
          isRight(verdict, right),
          verdict.outcome() == Outcome.INTERNAL_BELIEF_MECHANISM,
          right.negative(),
          c4.value(),
          Double.isNaN(c4.number("slope_other"))
              ? c4.number("slope_same")
              : c4.number("slope_other"),
          result.finding(C5Needed.ID).value(),
          (System.nanoTime() - began) / 1e9);
    }
  }

  private Gate.Trial judge(String control, long seed) {
    return judge(control, seed, options);
  }

  /** The outcome, all that a full answer adds, and the observer where one is to be named. */
  static boolean isRight(Verdict verdict, RightVerdict right) {
    boolean added =
        right.modifiers().stream()
            .allMatch(m -> verdict.modifiers().stream().anyMatch(v -> v.startsWith(m)));
    boolean named =
        right.observer() == null
            || verdict.outcome() != Outcome.NOT_BAYESIAN
            || verdict.observer().equals(right.observer());
    boolean nothingElse =
        verdict.outcome() != Outcome.INTERNAL_BELIEF_MECHANISM
            || verdict.modifiers().size() == right.modifiers().size();
    return right.allows(verdict.outcome())
        && (added || right.outcomes().size() > 1)
        && named
        && nothingElse;
  }

  private static Map<String, @Nullable Object> fields(Gate.Trial t) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("control", t.control());
    fields.put("group", t.group());
    fields.put("seed", t.seed());
    fields.put("verdict", t.verdict());
    fields.put("expected", t.expected());
    fields.put("right", t.right());
    fields.put("mechanism", t.mechanism());
    fields.put("negative", t.negative());
    fields.put("c4", finite(t.c4()));
    fields.put("slope", finite(t.slope()));
    fields.put("c5", finite(t.c5()));
    fields.put("seconds", Math.round(t.seconds() * 10) / 10.0);
    return fields;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
  }

  private synchronized void note(String instrument, Gate.Trial trial) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("instrument", instrument);
    line.putAll(fields(trial));
    try {
      Files.writeString(
          folder.resolve(TRIALS),
          LINE.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be written (%s)", folder.resolve(TRIALS), e.getClass().getSimpleName())
          .withCause(e);
    }
  }

  /** Trials of this instrument that are on disk; a last line that was cut short is not one. */
  private Map<String, Gate.Trial> known(String instrument) {
    Map<String, Gate.Trial> known = new LinkedHashMap<>();
    Path file = folder.resolve(TRIALS);
    if (!Files.exists(file)) {
      return known;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        try {
          JsonNode node = LINE.readTree(line);
          if (node.path("instrument").asString("").equals(instrument)) {
            Gate.Trial trial = Gate.trial(node);
            known.put(trial.control() + "@" + trial.seed(), trial);
          }
        } catch (JacksonException e) {
          // Cut short by the end of an earlier process: that trial is run again.
        }
      }
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read (%s)", file, e.getClass().getSimpleName())
          .withCause(e);
    }
    return known;
  }
}
