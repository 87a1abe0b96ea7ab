package dev.credence.app;

import dev.credence.lab.control.Controls;
import dev.credence.lab.replicate.ReplicateOptions;
import dev.credence.lab.replicate.Replication;
import dev.credence.lab.report.Report;
import dev.credence.lab.report.TerminalReport;
import dev.credence.transformer.ModelOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The notebooks' analysis on two built-in models whose mechanism is known. */
@Command(
    name = "demo",
    description = {
      "The notebooks' analysis on two built-in models, side by side: one that computes",
      "Bayes' rule and one that only looks answers up. Needs no weights."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  credence demo", "  credence demo --out results/demo"})
final class DemoCommand implements Callable<Integer> {
  private static final List<String> MODELS = List.of("exact-bayes", "count-table");

  private static final String CONCLUSION =
      """
      Both answer like exact Bayes, and the same interventions move them; only the
      first computes it. With three draws in the place of ten they part:
        credence query --model builtin:exact-bayes XXX --among X Y
        credence query --model builtin:count-table XXX --among X Y
      """;

  private final Terminal terminal;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results/demo",
      description = "Folder for the results (default: results/demo).")
  private Path out = Path.of("results", "demo");

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Path> folders = new ArrayList<>();
    try (Progress progress = new Progress(terminal)) {
      for (String name : MODELS) {
        Path folder = out.resolve(name);
        var control = Controls.named(name);
        progress.note("builtin:" + name + ": " + control.mechanism());
        try (Opened opened = Opened.of(control, ModelOptions.standard())) {
          var options = ReplicateOptions.NOTEBOOK.withHeads(1, true);
          new Replication(opened.model(), opened.task(), options, folder)
              .run(new ReplicationProgress(progress));
        }
        Report.write(folder);
        folders.add(folder);
      }
    }
    folders.forEach(folder -> terminal.print("%s", TerminalReport.of(folder, terminal.colour())));
    terminal.print("%s", CONCLUSION);
    terminal.print("%s", Report.write(out.resolve("report.html"), folders));
    return 0;
  }
}
