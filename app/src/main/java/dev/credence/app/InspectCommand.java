package dev.credence.app;

import dev.credence.lab.control.Subject;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.tokenizer.BosPolicy;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a model is made of. */
@Command(
    name = "inspect",
    description = "Show a model's configuration, hook points, and the tokens of a text.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence inspect MODEL.gguf",
      "  credence inspect MODEL.gguf --text \"X Y X\"",
      "  credence inspect ORG/NAME --json"
    })
final class InspectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "MODEL",
      description = "A folder, a .gguf file, ORG/NAME in the Hugging Face cache, or builtin:NAME.")
  private String model = "";

  @Option(names = "--text", paramLabel = "TEXT", description = "Show the tokens of this prompt.")
  private @Nullable String text;

  @Option(
      names = "--bos",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "Begin the prompt with a BOS token: auto (default), always, never.")
  private String bos = "auto";

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Subject subject = Subject.open(model, ModelOptions.standard(), null)) {
      Model opened = subject.model();
      var tokens =
          text == null ? null : opened.requireTokenizer().prompt(text, BosPolicy.parse(bos));
      var description = new ModelDescription(opened, tokens);
      terminal.print("%s", json ? Json.write(description.tree()) : description.text());
    }
    return 0;
  }
}
