package dev.credence.app;

import dev.credence.lab.train.Recipe;
import dev.credence.lab.train.Recipes;
import dev.credence.lab.train.TrainingRun;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a small model. */
@Command(
    name = "train",
    description = {
      "Train a small model on draws from two generators. Killed, the same command goes",
      "on where it was."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence train shuffled-labels --out models/shuffled",
      "  credence train trained-urn@3 --out models/urn-3",
      "  credence query --model models/urn-3 \"0 3 12 1 1 2\" --among 1 2",
      "",
      "TRAINING is a file or one of trained-urn, trained-urn-without-positions,",
      "trained-urn-one-pair, trained-segments and shuffled-labels, each also @SEED.",
      "DIR gets the model (tl_config.json, model.safetensors, task.yaml), loss.csv and",
      "checkpoint.safetensors. The form of the file is described in docs/training.md."
    })
final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "TRAINING", description = "A name, or a file, .yaml or .json.")
  private String training = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the model.")
  private Path out = Path.of("");

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Recipe recipe = Recipes.resolve(training);
    try (Progress progress = new Progress(terminal, "steps")) {
      progress.begin("training " + recipe.name());
      TrainingRun.Outcome outcome =
          new TrainingRun(recipe, out)
              .run(
                  (done, steps, bits) -> {
                    progress.begun("training %s, KL %.2g bit", recipe.name(), bits);
                    progress.update(done, steps, (double) done / steps);
                  });
      int steps = recipe.schedule().steps();
      progress.done(steps - outcome.resumedAt());
      progress.note(
          String.format(
              Locale.ROOT,
              "KL to what was told, mean of the last steps: %.2g bit%s",
              outcome.klBits(),
              outcome.resumedAt() == 0
                  ? ""
                  : String.format(Locale.ROOT, "; went on from step %,d", outcome.resumedAt())));
      outcome.files().forEach(file -> terminal.print("%s", file));
    }
    return 0;
  }
}
