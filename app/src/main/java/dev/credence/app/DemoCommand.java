package dev.credence.app;

import dev.credence.lab.Demo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The notebooks' analysis of built-in models whose mechanism is known. */
@Command(
    name = "demo",
    description = {
      "The notebooks' analysis of built-in models, side by side: one that computes",
      "Bayes' rule, and impostors that only answer as if. Needs no weights."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  credence demo", "  credence demo --out results/demo"})
final class DemoCommand implements Callable<Integer> {
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
    Demo demo = new Demo(out);
    try (Progress progress = new Progress(terminal)) {
      var findings = demo.run(new ReplicationProgress(progress)::of);
      progress.pause();
      Demo.story(findings).forEach(line -> terminal.print("%s", line));
    }
    terminal.print("");
    terminal.print("%s", demo.report());
    return 0;
  }
}
