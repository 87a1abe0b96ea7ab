package dev.credence.lab.experiment;

import dev.credence.transformer.Model;
import dev.credence.transformer.PrecisionCheck;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.SweepListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** An experiment and the model that it is run on; everything is checked before anything runs. */
public final class ExperimentRun {
  /** The part of the heap that captured activations may fill. */
  private static final double HEAP_SHARE = 0.7;

  private final ExperimentFile file;
  private final Model model;
  private final ExperimentCells ready;

  /**
   * Makes an experiment ready to run.
   *
   * @param file the experiment
   * @param model what it is run on
   * @throws InvalidInputException if the experiment does not fit the model, or its captures do not
   *     fit in memory
   */
  public ExperimentRun(ExperimentFile file, Model model) {
    this.file = file;
    this.model = model;
    this.ready = ExperimentCells.of(file, model);
    long bytes = captureBytes();
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > HEAP_SHARE * heap) {
      throw new InvalidInputException(
          "%s: the captures take %,d MB, Java may use %,d MB in all. Capture fewer cells or"
              + " positions, or give it more: CREDENCE_JAVA_OPTS=-Xmx%dg",
          file.lines().where("capture"), bytes >> 20, heap >> 20, (2 * bytes >> 30) + 2);
    }
  }

  /** The experiment with its names looked up. */
  public ExperimentCells cells() {
    return ready;
  }

  /** Bytes of all captured activations, as float32. */
  public long captureBytes() {
    Map<String, Integer> positions = new HashMap<>();
    long bytes = 0;
    Set<String> counted = new HashSet<>();
    for (Capture capture : ready.cells().captures()) {
      for (HookPoint point : model.hooks().match(capture.hook())) {
        for (Cell cell : ready.cells().cells()) {
          boolean wanted = capture.cells().isEmpty() || capture.cells().contains(cell.id());
          if (wanted && counted.add(cell.id() + '/' + point.name())) {
            int length = Objects.requireNonNull(ready.cells().prompts().get(cell.prompt())).length;
            int kept =
                positions.computeIfAbsent(
                    capture.hook() + ' ' + capture.positions() + ' ' + cell.prompt(),
                    key ->
                        EditForm.located(
                            new Node(null, "capture", file.lines()),
                            () -> capture.positions().resolve(length, capture.hook()).length));
            bytes += model.hooks().bytes(point, length) / length * kept;
          }
        }
      }
    }
    return bytes;
  }

  /**
   * Runs it, and compares what a reduced precision gave to float32.
   *
   * @param listener told how far it has come
   * @return what it gave
   */
  public ExperimentOutcome run(SweepListener listener) {
    Instant started = Instant.now();
    Results results = model.run(ready.cells(), listener);
    Duration duration = Duration.between(started, Instant.now());
    PrecisionCheck precision = PrecisionCheck.of(model, ready.cells(), results);
    return new ExperimentOutcome(file, model, ready, results, precision, started, duration);
  }
}
