package dev.credence.app;

import dev.credence.belief.prompt.Control;
import dev.credence.lab.control.Subject;
import dev.credence.lab.replicate.Part;
import dev.credence.lab.replicate.ReplicateOptions;
import dev.credence.lab.replicate.Replication;
import dev.credence.lab.report.Report;
import dev.credence.lab.report.TerminalReport;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.SweepListener;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The first notebooks' analysis. */
@Command(
    name = "replicate",
    description = {
      "The first notebooks, number for number: behaviour, localisation, causal",
      "interventions; the same file names and columns."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence replicate --model MODEL.gguf",
      "  credence replicate --model MODEL.gguf --part behaviour --out results/first",
      "  credence replicate --model MODEL.gguf --part localise,causal --patch-layers all",
      "",
      "Each part can be run from what earlier ones left in the folder."
    })
final class ReplicateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ExplainOption explain = new ExplainOption();

  @Option(
      names = "--part",
      split = ",",
      paramLabel = "PART",
      description = "behaviour, localise, causal; all of them if not given.")
  private List<String> parts = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder for the results (default: results).")
  private Path out = Path.of("results");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the random generator (default: 0).")
  private long seed;

  @Option(
      names = "--n-total",
      paramLabel = "N",
      defaultValue = "10",
      description = "Draws in each sequence (default: 10).")
  private int nTotal;

  @Option(
      names = "--permutations",
      paramLabel = "N",
      defaultValue = "5",
      description = "Orders of each count of X in the causal part's sweeps (default: 5).")
  private int permutations;

  @Option(
      names = "--control",
      paramLabel = "WORDING",
      defaultValue = "order_irrelevant",
      description = "order_irrelevant (default), independent or base.")
  private String control = "";

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "20",
      description = "Heads of highest and of lowest recovery to ablate (default: 20).")
  private int topK;

  @Option(
      names = "--patch-layers",
      paramLabel = "WHICH",
      defaultValue = "last8",
      description = "Whose heads are patched: last8 (default) or all.")
  private String patchLayers = "";

  @Option(
      names = "--steer-layer",
      paramLabel = "L",
      description = "Where to steer; that of the best probe if not given.")
  private @Nullable Integer steerLayer;

  @Option(
      names = "--steer-alpha",
      paramLabel = "A",
      defaultValue = "5",
      description = "How far to steer (default: 5).")
  private double steerAlpha;

  ReplicateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ReplicateOptions options = options();
    try (Progress progress = new Progress(terminal)) {
      progress.begin("loading " + model.shortName());
      try (Subject subject = model.open()) {
        progress.loaded();
        new Replication(subject.model(), subject.task(), options, out)
            .run(
                new ReplicationProgress(progress)
                    .planning(
                        explain.explaining(SweepListener.SILENT, subject.model(), progress::note)));
      }
    }
    Path page = Report.write(out);
    terminal.print("%s", TerminalReport.of(out, terminal.colour()));
    terminal.print("%s", page);
    return 0;
  }

  private ReplicateOptions options() {
    return new ReplicateOptions(
        parts(),
        seed,
        nTotal,
        permutations,
        ReplicateOptions.NOTEBOOK.behaviourPermutations(),
        control(),
        topK,
        patchesEveryLayer(),
        steerLayer,
        steerAlpha);
  }

  private Set<Part> parts() {
    return parts.isEmpty()
        ? EnumSet.allOf(Part.class)
        : parts.stream()
            .map(Part::ofLabel)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
  }

  private Control control() {
    try {
      return Control.ofLabel(control);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("--%s", String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private boolean patchesEveryLayer() {
    return switch (patchLayers) {
      case "all" -> true;
      case "last8" -> false;
      default ->
          throw new InvalidInputException(
              "--patch-layers \"%s\" is not one of last8, all", patchLayers);
    };
  }
}
