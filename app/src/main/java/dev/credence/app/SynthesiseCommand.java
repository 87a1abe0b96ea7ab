package dev.credence.app;

import dev.credence.transformer.synthetic.LlamaShape;
import dev.credence.transformer.synthetic.SyntheticModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a model of a real one's shape, with random weights. */
@Command(
    name = "synthesise",
    description = {
      "Write a model of a real model's shape with random weights, to learn what",
      "this machine can do with one of that size."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence synthesise --shape llama-3.1-8b --out /tmp/8b",
      "  credence query --model /tmp/8b --dtype bf16 \"128000 9906 1917\"",
      "",
      "Hugging Face layout in bfloat16, without a tokenizer: prompts are token ids.",
      "What such a model answers means nothing."
    })
final class SynthesiseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "SHAPE",
      description = "llama-3.1-8b (16 GB), llama-3.2-1b (2.5 GB) or tiny.")
  private String shape = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the weights (default: 0).")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the model; empty or not there.")
  private Path out = Path.of("");

  SynthesiseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    SyntheticModel model = new SyntheticModel(LlamaShape.named(shape), seed);
    terminal.note("%s: %,.1f MB of weights", shape, model.bytes() / 1e6);
    model.write(out);
    terminal.print("%s", out);
    return 0;
  }
}
