package dev.credence.app;

import dev.credence.lab.control.Subject;
import dev.credence.lab.experiment.ExperimentFile;
import dev.credence.lab.experiment.ExperimentOutcome;
import dev.credence.lab.experiment.ExperimentRun;
import dev.credence.lab.experiment.RunFolder;
import dev.credence.transformer.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an experiment file. */
@Command(
    name = "run",
    description = "Run any cells you write down: prompts, edits, captures, readouts.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence run heads.yaml --model MODEL.gguf --out results/heads",
      "",
      "DIR gets cells.csv (one row a cell, readout and position), out.safetensors",
      "(captures, as CELL/HOOK), and run.json. The form of the file is described in",
      "docs/experiment-files.md."
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "EXPERIMENT", description = "An experiment file, .yaml or .json.")
  private Path experiment = Path.of("");

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ExplainOption explain = new ExplainOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results.")
  private Path out = Path.of("");

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ExperimentFile file = ExperimentFile.read(experiment);
    try (Progress progress = new Progress(terminal)) {
      progress.begin("loading " + model.shortName());
      long began = System.nanoTime();
      try (Subject subject = model.open()) {
        Model opened = subject.model();
        progress.loaded();
        double loadSeconds = (System.nanoTime() - began) / 1e9;
        RunFolder folder = RunFolder.claim(out, opened);
        ExperimentRun run = new ExperimentRun(file, opened);
        long bytes = run.captureBytes();
        if (bytes > 0) {
          progress.note("captures: %,.1f MB".formatted(bytes / 1e6));
        }
        int cells = run.cells().cells().cells().size();
        progress.begin("running");
        ExperimentOutcome outcome =
            run.run(
                explain.explaining(
                    (done, all, share) -> {
                      progress.update(done, all, share);
                      if (done == all) {
                        progress.done(cells);
                        progress.begin("comparing to float32"); // at once where it is float32
                      }
                    },
                    opened,
                    progress::note));
        outcome.precision().line().ifPresent(progress::note);
        List<Path> files = outcome.write(folder, loadSeconds);
        files.forEach(written -> terminal.print("%s", written));
      }
    }
    return 0;
  }
}
