package dev.credence.lab.train;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.lab.task.TaskFile;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.family.TransformerLensFolder;
import dev.credence.transformer.learn.Training;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * From a recipe to a folder that opens as a model.
 *
 * <pre>
 * checkpoint.safetensors   while it trains: all that the steps to come depend on
 * loss.csv                 step, rate, cross_entropy_nats, kl_bits
 * tl_config.json, model.safetensors, task.yaml      at the end
 * </pre>
 *
 * <p>Killed and begun again in the same folder, it goes on from the last checkpoint and comes to
 * the same weights, bit for bit on one machine.
 */
public final class TrainingRun {
  /** Tells nobody. */
  public static final Listener SILENT = (done, steps, bits) -> {};

  private static final String CHECKPOINT = "checkpoint.safetensors";
  private static final String RECIPE = "recipe";

  /** How often in a training a checkpoint is written. */
  private static final int CHECKPOINTS = 20;

  /** Steps over which the last losses are averaged. */
  private static final int RECENT = 50;

  private final Recipe recipe;
  private final Path folder;

  /** Told how far a training has come. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called after every step.
     *
     * @param done steps taken
     * @param steps in all
     * @param klBits mean divergence from what was to be told, over the last steps
     */
    void progress(int done, int steps, double klBits);
  }

  /**
   * What came of it.
   *
   * @param klBits mean divergence over the last steps
   * @param resumedAt the step from which it went on; 0 from the beginning
   * @param files what lies in the folder
   */
  public record Outcome(double klBits, int resumedAt, List<Path> files) {}

  /**
   * A training into a folder.
   *
   * @param recipe what it follows from
   * @param folder made if it is not there
   */
  public TrainingRun(Recipe recipe, Path folder) {
    this.recipe = recipe;
    this.folder = folder;
  }

  /**
   * Trains, or goes on; where it is done already, says so by its outcome.
   *
   * @param listener told how far it has come
   * @return what came of it
   * @throws InvalidInputException if the folder holds another training, or cannot be written
   */
  public Outcome run(Listener listener) {
    WholeTextFile.makeFolder(folder);
    Path checkpoint = folder.resolve(CHECKPOINT);
    requireOwn(folder.resolve(Safetensors.SINGLE_FILE));
    try (Training training = begun(checkpoint)) {
      int resumedAt = training.steps();
      int every = Math.ceilDiv(recipe.schedule().steps(), CHECKPOINTS);
      while (training.steps() < recipe.schedule().steps()) {
        training.step();
        if (training.steps() % every == 0) {
          save(training, checkpoint);
        }
        listener.progress(training.steps(), recipe.schedule().steps(), recentBits(training));
      }
      save(training, checkpoint);
      WholeTextFile.write(folder.resolve(TaskFile.NAME), TaskFile.text(recipe.curriculum().task()));
      TransformerLensFolder.write(
          folder,
          recipe.config(),
          training.weights(),
          Map.of(
              "provenance",
              "credence train " + recipe.name() + " --out DIR",
              RECIPE,
              recipe.toString()));
      return new Outcome(recentBits(training), resumedAt, files());
    }
  }

  private Training begun(Path checkpoint) {
    return Files.exists(checkpoint)
        ? Training.resume(
            checkpoint, recipe.config(), recipe.schedule(), recipe.seed(), recipe::examples)
        : new Training(recipe.config(), recipe.schedule(), recipe.seed(), recipe::examples);
  }

  private void requireOwn(Path model) {
    if (Files.exists(model)) {
      try (Checkpoint found = Safetensors.open(model)) {
        String other = String.valueOf(found.metadata().get(RECIPE));
        if (!other.equals(recipe.toString())) {
          throw new InvalidInputException(
              "%s: a model lies there that was made otherwise (%s). Give another folder with --out",
              folder, other);
        }
      }
    }
  }

  private void save(Training training, Path checkpoint) {
    training.save(checkpoint);
    Table.Builder curve = Table.builder("loss", "step", "rate", "cross_entropy_nats", "kl_bits");
    for (int i = 0; i < training.losses().size(); i++) {
      Training.Loss loss = training.losses().get(i);
      curve.row(
          (long) i,
          recipe.schedule().rate(i),
          loss.crossEntropyNats(),
          bits(loss.divergenceNats()));
    }
    Csv.write(folder, curve.build());
  }

  private static double recentBits(Training training) {
    List<Training.Loss> losses = training.losses();
    return bits(
        losses.subList(Math.max(0, losses.size() - RECENT), losses.size()).stream()
            .mapToDouble(Training.Loss::divergenceNats)
            .average()
            .orElse(Double.NaN));
  }

  private static double bits(double nats) {
    return nats / Math.log(2);
  }

  private List<Path> files() {
    try (var inside = Files.list(folder)) {
      return inside.sorted().toList();
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be listed (%s)", folder, e.getClass().getSimpleName())
          .withCause(e);
    }
  }
}
