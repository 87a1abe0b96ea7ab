package dev.credence.lab.experiment;

import dev.credence.lab.experiment.Experiment.PromptSource;
import dev.credence.lab.experiment.Experiment.ReadoutSource;
import dev.credence.lab.experiment.Experiment.Sweep;
import dev.credence.lab.experiment.Experiment.Symbol;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.tokenizer.BosPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An experiment file, YAML or JSON (by its ending {@code .json}).
 *
 * <pre>
 * prompts:  {NAME: {text: TEXT, bos: auto | always | never} or {tokens: [...]}}
 * tensors:  {NAME: file.npy or file.safetensors#tensor}
 * readouts: {NAME: {among: [SYMBOL, ...] or {LABEL: [SYMBOL, ...]}, positions, top, kl}}
 * cells:    [{id, prompt, edits: [EDIT, ...], readouts: [NAME, ...]}]
 * sweeps:   [{id, prompt, over: {AXIS: all | 3..7 | [...]}, edits, readouts}]
 * capture:  [{hook, positions, cells: [...]}]
 * </pre>
 *
 * <p>Without {@code readouts} a cell takes all of them. A symbol is a text that is one token, or a
 * token id. Unknown keys are errors.
 */
public final class ExperimentFile {
  private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9})\\.\\.(-?\\d{1,9})");

  /** Most values a range may stand for. */
  private static final int LONGEST_RANGE = 1_000_000;

  private final Experiment experiment;
  private final Path folder;
  private final Lines lines;

  private ExperimentFile(Experiment experiment, Path folder, Lines lines) {
    this.experiment = experiment;
    this.folder = folder;
    this.lines = lines;
  }

  /**
   * Reads a file. What needs a model to be checked is checked by {@link ExperimentCells#of}.
   *
   * @param file its folder is where names of tensor files begin
   * @throws InvalidInputException if it is missing or not of this form; the message names file,
   *     line and key
   */
  public static ExperimentFile read(Path file) {
    return of(TreeReader.read(file), file.toAbsolutePath().getParent(), file.toString());
  }

  /**
   * Reads the text of a YAML file.
   *
   * @param yaml the text
   * @param source what messages call it
   * @param folder where names of tensor files begin
   * @throws InvalidInputException as {@link #read}
   */
  public static ExperimentFile parse(String yaml, String source, Path folder) {
    return of(TreeReader.read(yaml, source, false), folder, source);
  }

  /**
   * An experiment that was put together in Java.
   *
   * @param experiment the experiment
   * @param source what messages begin with
   * @param folder where names of tensor files begin
   */
  public static ExperimentFile of(Experiment experiment, String source, Path folder) {
    return new ExperimentFile(experiment, folder, Lines.unwritten(source));
  }

  private static ExperimentFile of(Node root, @Nullable Path folder, String source) {
    return new ExperimentFile(
        experiment(root), folder == null ? Path.of("") : folder, root.lines());
  }

  /** What the file says. */
  public Experiment experiment() {
    return experiment;
  }

  /** Where names of tensor files begin. */
  public Path folder() {
    return folder;
  }

  Lines lines() {
    return lines;
  }

  private static Experiment experiment(Node root) {
    var keys = root.keys("prompts", "tensors", "readouts", "cells", "sweeps", "capture");
    Map<String, PromptSource> prompts = new LinkedHashMap<>();
    keys.mapping("prompts").forEach((name, prompt) -> prompts.put(name, prompt(prompt)));
    Map<String, String> tensors = new LinkedHashMap<>();
    keys.mapping("tensors").forEach((name, file) -> tensors.put(name, file.text()));
    Map<String, ReadoutSource> readouts = new LinkedHashMap<>();
    keys.mapping("readouts").forEach((name, readout) -> readouts.put(name, readout(readout)));
    List<String> all = List.copyOf(readouts.keySet());
    List<Cell> cells = keys.items("cells").stream().map(node -> cell(node, all)).toList();
    List<Sweep> sweeps = keys.items("sweeps").stream().map(node -> sweep(node, all)).toList();
    List<Capture> captures = keys.items("capture").stream().map(ExperimentFile::capture).toList();
    if (cells.isEmpty() && sweeps.isEmpty()) {
      throw root.problem("there are neither cells nor sweeps, so nothing would run");
    }
    return new Experiment(prompts, tensors, readouts, cells, sweeps, captures);
  }

  private static PromptSource prompt(Node node) {
    var keys = node.keys("text", "bos", "tokens");
    Node text = keys.find("text");
    Node tokens = keys.find("tokens");
    Node bos = keys.find("bos");
    if ((text == null) == (tokens == null)) {
      throw node.problem("expected either \"text\" or \"tokens\"");
    }
    if (tokens != null) {
      if (bos != null) {
        throw bos.problem("tokens are taken as they are; drop \"bos\" or give \"text\"");
      }
      return new PromptSource.Tokens(tokens.integers());
    }
    BosPolicy policy =
        bos == null ? BosPolicy.AUTO : EditForm.located(bos, () -> BosPolicy.parse(bos.text()));
    return new PromptSource.Text(keys.need("text").text(), policy);
  }

  private static ReadoutSource readout(Node node) {
    var keys = node.keys("among", "positions", "top", "kl");
    Node positions = keys.find("positions");
    Node top = keys.find("top");
    Node kl = keys.find("kl");
    int likeliest = top == null ? 0 : top.integer();
    boolean divergence = kl != null && kl.flag();
    Map<String, List<Symbol>> among = among(keys.find("among"));
    if (likeliest < 0 || (among.isEmpty() && likeliest == 0 && !divergence)) {
      throw node.problem(
          "there is nothing to read; give \"among\", a \"top\" of 1 or more, or \"kl: true\"");
    }
    return new ReadoutSource(
        among, positions == null ? Positions.LAST : positions.positions(), likeliest, divergence);
  }

  private static Map<String, List<Symbol>> among(@Nullable Node node) {
    Map<String, List<Symbol>> among = new LinkedHashMap<>();
    if (node == null) {
      return among;
    }
    if (node.isMapping()) {
      node.members()
          .forEach(
              (label, symbols) ->
                  among.put(
                      label,
                      symbols.isList()
                          ? symbols.items().stream().map(ExperimentFile::symbol).toList()
                          : List.of(symbol(symbols))));
    } else {
      for (Node item : node.items()) {
        Symbol symbol = symbol(item);
        String label =
            switch (symbol) {
              case Symbol.Text(String text) -> text;
              case Symbol.Id(int id) -> Integer.toString(id);
            };
        if (among.put(label, List.of(symbol)) != null) {
          throw item.problem("answer \"%s\" stands twice", label);
        }
      }
    }
    return among;
  }

  private static Symbol symbol(Node node) {
    return node.isInteger() ? new Symbol.Id(node.integer()) : new Symbol.Text(node.text());
  }

  private static Cell cell(Node node, List<String> allReadouts) {
    var keys = node.keys("id", "prompt", "edits", "readouts");
    List<Intervention> edits = keys.items("edits").stream().map(EditForm::read).toList();
    return new Cell(id(keys), keys.need("prompt").text(), edits, readouts(keys, allReadouts));
  }

  private static Sweep sweep(Node node, List<String> allReadouts) {
    var keys = node.keys("id", "prompt", "over", "edits", "readouts");
    Node over = keys.need("over");
    Map<String, List<Object>> axes = new LinkedHashMap<>();
    over.members().forEach((axis, values) -> axes.put(axis, axis(values)));
    if (axes.isEmpty()) {
      throw over.problem("there is no axis; give at least one, as in {layer: all}");
    }
    List<Map<String, Object>> edits = new ArrayList<>();
    for (Node edit : keys.items("edits")) {
      Map<String, Object> template = new LinkedHashMap<>();
      edit.members()
          .forEach(
              (key, member) -> {
                Object value = member.value();
                if (value == null) {
                  throw member.problem("expected a value, found nothing");
                }
                template.put(key, value);
              });
      edits.add(template);
    }
    Node prompt = keys.find("prompt");
    String promptName =
        prompt == null && axes.containsKey("prompt") ? "{prompt}" : keys.need("prompt").text();
    return new Sweep(id(keys), promptName, axes, edits, readouts(keys, allReadouts));
  }

  private static List<Object> axis(Node node) {
    if (node.isText()) {
      if (node.text().equals("all")) {
        return Sweep.ALL;
      }
      Matcher range = RANGE.matcher(node.text());
      if (!range.matches()) {
        throw node.problem(
            "expected all, a range such as 3..7, or a list, found \"%s\"", node.text());
      }
      long from = Long.parseLong(range.group(1));
      long to = Long.parseLong(range.group(2));
      if (to < from || to - from >= LONGEST_RANGE) {
        throw node.problem(
            "the range %s holds %,d values", node.text(), Math.max(0, to - from + 1));
      }
      List<Object> values = new ArrayList<>();
      for (long i = from; i <= to; i++) {
        values.add(i);
      }
      return values;
    }
    List<Object> values = new ArrayList<>();
    for (Node item : node.items()) {
      Object value = item.value();
      if (!(value instanceof String || value instanceof Number)) {
        throw item.problem("expected a text or a number");
      }
      values.add(value);
    }
    if (values.isEmpty()) {
      throw node.problem("the list is empty, so the sweep would have no cell");
    }
    return values;
  }

  private static String id(Node.Keys keys) {
    Node id = keys.need("id");
    if (id.text().isBlank()) {
      throw id.problem("it is empty; results are listed by id");
    }
    return id.text();
  }

  private static List<String> readouts(Node.Keys keys, List<String> all) {
    Node names = keys.find("readouts");
    if (names == null) {
      return all;
    }
    for (Node name : names.items()) {
      if (!all.contains(name.text())) {
        throw name.problem("no readout is named \"%s\"; there are %s", name.text(), all);
      }
    }
    return names.texts();
  }

  private static Capture capture(Node node) {
    var keys = node.keys("hook", "positions", "cells");
    Node positions = keys.find("positions");
    return new Capture(
        keys.need("hook").text(),
        positions == null ? Positions.ALL : positions.positions(),
        keys.items("cells").stream().map(Node::text).toList());
  }
}
