package dev.credence.app;

import dev.credence.lab.Demo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verdict on built-in models whose mechanism is known. */
@Command(
    name = "demo",
    description = {
      "Judges built-in models whose inside is known: one that computes Bayes' rule, one",
      "that learnt to, and impostors that only answer as if. Needs no weights."
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
      var judged =
          demo.run(
              (model, stage) -> {
                progress.begin(model + ": " + stage);
                return progress::update;
              });
      progress.pause();
      Demo.story(judged).forEach(line -> terminal.print("%s", line));
    }
    terminal.print("%s", demo.report());
    return 0;
  }
}
