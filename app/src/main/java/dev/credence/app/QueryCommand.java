package dev.credence.app;

import dev.credence.lab.control.Subject;
import dev.credence.lab.experiment.CompactEdit;
import dev.credence.lab.experiment.Experiment;
import dev.credence.lab.experiment.Experiment.PromptSource;
import dev.credence.lab.experiment.Experiment.ReadoutSource;
import dev.credence.lab.experiment.Experiment.Symbol;
import dev.credence.lab.experiment.ExperimentFile;
import dev.credence.lab.experiment.ExperimentRun;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.generate.Generated;
import dev.credence.transformer.generate.Generation;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.tokenizer.BosPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a model for its next token, with edits if wanted. */
@Command(
    name = "query",
    description = "Next-token probabilities of a prompt, or what follows it, with edits.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence query --model M \"X Y X X\" --among \" X\" \" Y\"",
      "  credence query --model M \"X Y X X\" --top 5",
      "  credence query --model M \"X Y X X\" --among \" X\" \" Y\" \\",
      "    --edit \"ablate zero blocks.7.attn.hook_z heads=3,4\"",
      "  credence query --model M \"Y Y Y\" --among \" X\" \" Y\" --prompt clean=\"X X X\" \\",
      "    --edit \"patch blocks.*.hook_resid_post positions=last from=clean\"",
      "  credence query --model M \"X Y\" --among \" X\" \" Y\" \\",
      "    --edit \"steer blocks.8.hook_resid_post vector=w.npy alpha=5 positions=last\"",
      "  credence query --model M \"Once upon a time\" --generate 40 \\",
      "    --edit \"steer blocks.8.hook_resid_post vector=w.npy alpha=5\"",
      "",
      "An edit is OP [KIND] HOOK key=value ...; the operations are ablate (zero, mean,",
      "vector, position_vectors, position_means, resample), patch, steer, scale and",
      "interchange, the keys those of experiment files (docs/experiment-files.md).",
      "With --generate, steer, scale, ablate zero and ablate vector at all positions",
      "(the default) act on every token that is written; other edits act on the",
      "prompt only."
    })
final class QueryCommand implements Callable<Integer> {
  private static final int DEFAULT_TOP = 5;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "PROMPT",
      description = {
        "Text; token ids such as \"0 4 4 2\" for a model without a tokenizer; or draws",
        "such as XXYX for a built-in model."
      })
  private String prompt = "";

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ExplainOption explain = new ExplainOption();

  @Mixin private GenerateOption generate = new GenerateOption();

  @Option(
      names = "--among",
      arity = "1..*",
      paramLabel = "SYMBOL",
      description = "Answers, each one token; a space in front counts.")
  private List<String> among = List.of();

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Show the K likeliest tokens (5 without --among).")
  private @Nullable Integer top;

  @Option(
      names = "--edit",
      paramLabel = "EDIT",
      description = "A change inside the model; may be repeated.")
  private List<String> edits = List.of();

  @Option(
      names = "--prompt",
      paramLabel = "NAME=TEXT",
      description = "Another prompt, to patch from; may be repeated.")
  private Map<String, String> others = Map.of();

  @Option(
      names = "--bos",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "Begin prompts with a BOS token: auto (default), always, never.")
  private String bos = "auto";

  @Option(
      names = "--tokens",
      description = "Prompts and answers are token ids (always so without a tokenizer).")
  private boolean tokens;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  QueryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Generation generation = generate.generation();
    try (Subject subject = model.open()) {
      var file = ExperimentFile.of(experiment(subject), "query", Path.of(""));
      SweepListener listener =
          explain.explaining(
              SweepListener.SILENT, subject.model(), line -> terminal.note("%s", line));
      var run = new ExperimentRun(file, subject.model());
      Map<String, Object> tree = new LinkedHashMap<>();
      List<String> texts = new ArrayList<>();
      if (generation != null) {
        WrittenAnswer written = write(generation, run, subject);
        tree.putAll(written.tree());
        texts.add(written.text());
      }
      if (generation == null || !among.isEmpty() || top != null) {
        QueryAnswer answer = new QueryAnswer(run.run(listener));
        tree.putAll(answer.tree());
        texts.addFirst(answer.text());
      }
      terminal.print("%s", json ? Json.write(tree) : String.join("\n\n", texts));
    }
    return 0;
  }

  private WrittenAnswer write(Generation generation, ExperimentRun run, Subject subject) {
    List<Generated> written = new ArrayList<>();
    // The edited cell first: if its edits cannot go on, nothing has been waited for.
    for (Cell cell : run.cells().cells().cells().reversed()) {
      long began = System.nanoTime();
      Generated each = generation.run(subject.model(), run.cells().cells(), cell.id());
      double seconds = (System.nanoTime() - began) / 1e9;
      written.addFirst(each);
      terminal.note(
          "%s: %d tokens in %.2f s, %.1f a second",
          each.cell(), each.tokens().length, seconds, each.tokens().length / seconds);
    }
    return new WrittenAnswer(subject.model(), run.cells(), generation, written);
  }

  private Experiment experiment(Subject subject) {
    boolean ids = tokens || subject.model().tokenizer().isEmpty();
    Map<String, PromptSource> prompts = new LinkedHashMap<>();
    prompts.put(QueryAnswer.PROMPT, source(prompt, ids, subject));
    others.forEach((name, text) -> prompts.put(name, source(text, ids, subject)));
    Map<String, List<Symbol>> answers = new LinkedHashMap<>();
    for (String symbol : among) {
      answers.put(symbol, List.of(ids ? answer(symbol, subject) : new Symbol.Text(symbol)));
    }
    List<Intervention> interventions = new ArrayList<>();
    for (String edit : edits) {
      interventions.addAll(CompactEdit.read(edit, subject.model().config().layers()));
    }
    int likeliest = top != null ? top : answers.isEmpty() ? DEFAULT_TOP : 0;
    List<Cell> cells = new ArrayList<>();
    String readout = "next";
    cells.add(Cell.unedited(QueryAnswer.UNEDITED, QueryAnswer.PROMPT, readout));
    if (!interventions.isEmpty()) {
      cells.add(new Cell(QueryAnswer.EDITED, QueryAnswer.PROMPT, interventions, List.of(readout)));
    }
    var read = new ReadoutSource(answers, Positions.LAST, likeliest, !interventions.isEmpty());
    return new Experiment(prompts, Map.of(), Map.of(readout, read), cells, List.of(), List.of());
  }

  private PromptSource source(String text, boolean ids, Subject subject) {
    if (!ids) {
      return new PromptSource.Text(text, BosPolicy.parse(bos));
    }
    List<Integer> draws = new Draws(subject).prompt(text);
    if (draws != null) {
      return new PromptSource.Tokens(draws);
    }
    return new PromptSource.Tokens(
        Arrays.stream(text.strip().split("[\\s,]+")).map(word -> id(word, "prompt")).toList());
  }

  private static Symbol answer(String symbol, Subject subject) {
    Integer known = new Draws(subject).answer(symbol);
    return new Symbol.Id(known != null ? known : id(symbol, "--among"));
  }

  private static int id(String word, String what) {
    try {
      return Integer.parseInt(word.strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
              "%s: \"%s\" is no token id; a model without a tokenizer (and --tokens) takes ids, as"
                  + " in \"0 4 4 2\"",
              what, word)
          .withCause(e);
    }
  }
}
