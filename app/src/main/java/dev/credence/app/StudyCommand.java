package dev.credence.app;

import dev.credence.lab.control.Controls;
import dev.credence.lab.control.Subject;
import dev.credence.lab.report.StudyReport;
import dev.credence.lab.report.StudyTerminalReport;
import dev.credence.lab.study.Calibration;
import dev.credence.lab.study.CalibrationTables;
import dev.credence.lab.study.Gate;
import dev.credence.lab.study.StudyFile;
import dev.credence.lab.study.StudyFolder;
import dev.credence.lab.study.StudyOptions;
import dev.credence.lab.study.StudyRun;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.SweepListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verdict. */
@Command(
    name = "study",
    description = {
      "The verdict: does the model hold a belief that evidence writes and predictions",
      "read, or does it only answer as if it did? Criteria, statistics, report."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence study --model MODEL.gguf",
      "  credence study --model MODEL.gguf --quick --out results/first-look",
      "  credence study my-study.yaml --model builtin:decorative-belief",
      "  credence study --calibrate --out results/calibration",
      "",
      "Stopped at any moment, the same command goes on where it stopped."
    })
final class StudyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "STUDY.yaml",
      description = "What to ask; the standard study if not given.")
  private @Nullable Path file;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "A folder, a .gguf file, ORG/NAME in the Hugging Face cache, or builtin:NAME.")
  private @Nullable String model;

  @Mixin private ComputeOption compute = new ComputeOption();
  @Mixin private ExplainOption explain = new ExplainOption();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results (default: results/NAME of the model).")
  private @Nullable Path out;

  @Option(
      names = "--quick",
      description = "A first look with fewer cells; its result is marked as exploratory.")
  private boolean quick;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of every choice (default: 0, or what the file says).")
  private @Nullable Long seed;

  @Option(
      names = "--calibrate",
      description = {
        "Judge every control at 20 seeds instead of a model, and write the record that",
        "opens the gate."
      })
  private boolean calibrate;

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description = "A calibration.json to go by instead of the one that ships.")
  private @Nullable Path calibration;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Seeds of each control when calibrating (default: 20).")
  private int seeds;

  @Option(
      names = "--controls",
      split = ",",
      paramLabel = "NAME",
      description = "Which controls to calibrate with; all of them if not given.")
  private List<String> controls = List.of();

  StudyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (calibrate) {
      return calibrate();
    }
    if (model == null) {
      throw new InvalidInputException(
          "study: no model is given; name one with --model, or calibrate with --calibrate");
    }
    return study(model);
  }

  private int study(String name) {
    StudyOptions base = quick ? StudyOptions.QUICK : StudyOptions.STANDARD;
    StudyFile asked = file == null ? StudyFile.standard(base) : StudyFile.read(file, base);
    if (seed != null) {
      asked = asked.withSeed(seed);
    }
    Path folder = out == null ? Path.of("results", shortName(name)) : out;
    Gate gate = calibration == null ? Gate.shipped() : Gate.read(calibration);
    String closed =
        name.startsWith("builtin:") ? null : gate.closed(asked.thresholds()).orElse(null);
    try (Progress progress = new Progress(terminal)) {
      progress.begin("loading " + shortName(name));
      try (Subject subject = compute.open(name)) {
        progress.loaded();
        StudyRun run = StudyRun.of(subject, asked);
        new StudyFolder(folder, subject, run, command(name))
            .run(
                gate,
                closed,
                (stage, cells) -> {
                  progress.begin(stage);
                  return explain.explaining(
                      new SweepListener() {
                        @Override
                        public void progress(long done, long all, double share) {
                          progress.update(done, all, share);
                        }
                      },
                      subject.model(),
                      progress::note);
                });
      }
    }
    Path page = StudyReport.write(folder);
    terminal.print("%s", StudyTerminalReport.of(folder, terminal.colour()));
    terminal.print("%s", page);
    return 0;
  }

  private String command(String name) {
    return "credence study"
        + (file == null ? "" : " " + file)
        + " --model "
        + name
        + (quick ? " --quick" : "")
        + (seed == null ? "" : " --seed " + seed);
  }

  private static String shortName(String name) {
    return name.substring(
        Math.max(name.lastIndexOf('/', name.length() - 2), name.lastIndexOf(':')) + 1);
  }

  private int calibrate() {
    Path folder = out == null ? Path.of("results", "calibration") : out;
    Calibration calibration =
        new Calibration(
            folder,
            controls.isEmpty() ? Controls.calibration() : controls,
            seeds,
            StudyOptions.CALIBRATION);
    AtomicInteger done = new AtomicInteger();
    Gate gate =
        calibration.run(
            Runtime.getRuntime().availableProcessors(),
            trial ->
                terminal.note(
                    "%d of %d  %s@%d  %s  %s%s",
                    done.incrementAndGet(),
                    calibration.size(),
                    trial.control(),
                    trial.seed(),
                    trial.right() ? "right" : "WRONG",
                    trial.verdict(),
                    trial.right() ? "" : "  expected " + trial.expected()));
    for (List<Object> row : CalibrationTables.byControl(gate).rows()) {
      terminal.print("%-30s %-4s %2.0f of %2.0f", row.get(0), row.get(1), row.get(4), row.get(3));
    }
    terminal.print("%s of %d verdicts are right", gate.summary(), calibration.size());
    gate.closed(dev.credence.lab.study.Thresholds.STANDARD)
        .ifPresent(why -> terminal.print("the gate stays closed: %s", why));
    terminal.print("%s", calibration.record());
    return 0;
  }
}
