package dev.credence.lab.experiment;

import dev.credence.lab.experiment.Experiment.PromptSource;
import dev.credence.lab.experiment.Experiment.ReadoutSource;
import dev.credence.lab.experiment.Experiment.Symbol;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.tokenizer.TokenizedText;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An experiment made ready for one model: prompts are tokens, symbols token ids, sweeps cells,
 * tensors read.
 *
 * @param cells what the model is handed
 * @param bos for each prompt given as text what was done about the beginning-of-sequence token
 */
public record ExperimentCells(CellSet cells, Map<String, String> bos) {

  /**
   * Makes an experiment ready.
   *
   * @param file the experiment
   * @param model whose tokenizer, layers and heads count
   * @throws InvalidInputException if something is not there, not one token or out of range; the
   *     message names file, line and key
   */
  public static ExperimentCells of(ExperimentFile file, Model model) {
    return new Resolver(file, model).resolve();
  }

  private static final class Resolver {
    private final ExperimentFile file;
    private final Experiment experiment;
    private final Model model;
    private final Map<String, int[]> prompts = new LinkedHashMap<>();
    private final Map<String, String> bos = new LinkedHashMap<>();
    private final Map<String, NdArray> tensors = new LinkedHashMap<>();
    private final List<Cell> cells = new ArrayList<>();

    Resolver(ExperimentFile file, Model model) {
      this.file = file;
      this.experiment = file.experiment();
      this.model = model;
    }

    private Node at(String path) {
      return new Node(null, path, file.lines());
    }

    ExperimentCells resolve() {
      experiment.prompts().forEach(this::prompt);
      Map<String, Readout> readouts = new LinkedHashMap<>();
      experiment.readouts().forEach((name, readout) -> readouts.put(name, readout(name, readout)));
      try (var files = new TensorFiles(file.folder())) {
        experiment
            .tensors()
            .forEach(
                (name, reference) ->
                    tensors.put(
                        name,
                        EditForm.located(at("tensors." + name), () -> files.read(reference))));
        for (int i = 0; i < experiment.cells().size(); i++) {
          add(experiment.cells().get(i), "cells[" + i + "]", files);
        }
        for (int i = 0; i < experiment.sweeps().size(); i++) {
          String path = "sweeps[" + i + "]";
          new SweepExpansion(experiment.sweeps().get(i), at(path), model.config(), prompts)
              .expand(cell -> add(cell, path, files));
        }
      }
      checkDonors();
      List<Capture> captures = new ArrayList<>();
      for (int i = 0; i < experiment.captures().size(); i++) {
        captures.addAll(captures(experiment.captures().get(i), "capture[" + i + "]"));
      }
      return new ExperimentCells(
          EditForm.located(at(""), () -> new CellSet(prompts, tensors, readouts, cells, captures)),
          bos);
    }

    private void prompt(String name, PromptSource prompt) {
      Node node = at("prompts." + name);
      int[] tokens =
          switch (prompt) {
            case PromptSource.Tokens(List<Integer> ids) ->
                ids.stream().mapToInt(Integer::intValue).toArray();
            case PromptSource.Text text -> {
              TokenizedText tokenized =
                  EditForm.located(
                      node, () -> model.requireTokenizer().prompt(text.text(), text.bos()));
              bos.put(name, tokenized.bos().reason());
              yield tokenized.ids();
            }
          };
      if (tokens.length == 0) {
        throw node.problem("it has no tokens; give at least one");
      }
      if (tokens.length > model.config().context()) {
        throw node.problem(
            "it has %,d tokens, but the model's context is %,d; shorten the prompt",
            tokens.length, model.config().context());
      }
      for (int token : tokens) {
        if (token < 0 || token >= model.config().vocab()) {
          throw node.problem(
              "token %d; this model's vocabulary has tokens 0 to %d",
              token, model.config().vocab() - 1);
        }
      }
      prompts.put(name, tokens);
    }

    private Readout readout(String name, ReadoutSource source) {
      String path = "readouts." + name;
      Map<String, List<Integer>> among = new LinkedHashMap<>();
      source
          .among()
          .forEach(
              (label, symbols) -> {
                Node node = at(path + ".among");
                if (symbols.isEmpty()) {
                  throw node.problem("answer \"%s\" names no token; give at least one", label);
                }
                among.put(label, symbols.stream().map(symbol -> token(symbol, node)).toList());
              });
      return EditForm.located(
          at(path), () -> new Readout(among, source.positions(), source.top(), source.kl()));
    }

    private int token(Symbol symbol, Node node) {
      return switch (symbol) {
        case Symbol.Text(String text) ->
            EditForm.located(node, () -> model.requireTokenizer().singleToken(text));
        case Symbol.Id(int id) -> {
          if (id < 0 || id >= model.config().vocabOut()) {
            throw node.problem(
                "token %d; this model predicts tokens 0 to %d", id, model.config().vocabOut() - 1);
          }
          yield id;
        }
      };
    }

    private void add(Cell cell, String path, TensorFiles files) {
      int[] tokens = prompts.get(cell.prompt());
      if (tokens == null) {
        throw at(path + ".prompt")
            .problem("no prompt is named \"%s\"; there are %s", cell.prompt(), prompts.keySet());
      }
      for (int i = 0; i < cell.interventions().size(); i++) {
        Intervention edit = cell.interventions().get(i);
        Node node = at(path + ".edits[" + i + "]");
        EditForm.located(
            node,
            () -> {
              model.hooks().require(edit.site());
              return edit.site().positions().resolve(tokens.length, "positions");
            });
        tensor(edit).ifPresent(name -> load(name, node, files));
      }
      cells.add(cell);
    }

    private void load(String name, Node node, TensorFiles files) {
      if (tensors.containsKey(name)) {
        return;
      }
      if (!TensorFiles.isReference(name)) {
        throw node.problem(
            "no tensor is named \"%s\"; \"tensors\" has %s, or name a file: file.npy,"
                + " file.safetensors#tensor",
            name, tensors.keySet());
      }
      tensors.put(name, EditForm.located(node, () -> files.read(name)));
    }

    private static Optional<String> tensor(Intervention edit) {
      return switch (edit) {
        case Ablate(var site, Ablation.Vector(String value)) -> Optional.of(value);
        case Ablate(var site, Ablation.PositionVectors(String value)) -> Optional.of(value);
        case Ablate ablate -> Optional.empty();
        case Steer steer -> Optional.of(steer.vector());
        case Interchange interchange -> Optional.of(interchange.basis());
        case Patch patch -> Optional.empty();
        case Scale scale -> Optional.empty();
      };
    }

    /** Prompts and cells can be donors; of what stands twice, the model's plan takes the prompt. */
    private void checkDonors() {
      Set<String> ids = new HashSet<>(prompts.keySet());
      cells.forEach(cell -> ids.add(cell.id()));
      for (Cell cell : cells) {
        for (Intervention edit : cell.interventions()) {
          for (String donor : donors(edit)) {
            if (!ids.contains(donor)) {
              throw at("")
                  .problem(
                      "cell %s: %s: from \"%s\", which is neither a prompt (%s) nor a cell",
                      cell.id(), edit.site(), donor, String.join(", ", prompts.keySet()));
            }
          }
        }
      }
    }

    private static List<String> donors(Intervention edit) {
      return switch (edit) {
        case Ablate(var site, Ablation.PositionMeans(List<String> over)) -> over;
        case Ablate(var site, Ablation.Resample(String from)) -> List.of(from);
        case Ablate ablate -> List.of();
        case Patch patch -> List.of(patch.from());
        case Interchange interchange -> List.of(interchange.from());
        case Steer steer -> List.of();
        case Scale scale -> List.of();
      };
    }

    private List<Capture> captures(Capture capture, String path) {
      List<String> ids = new ArrayList<>();
      for (String pattern : capture.cells()) {
        List<String> matches =
            cells.stream().map(Cell::id).filter(glob(pattern).asMatchPredicate()).toList();
        if (matches.isEmpty()) {
          throw at(path + ".cells").problem("no cell matches \"%s\"", pattern);
        }
        matches.stream().filter(id -> !ids.contains(id)).forEach(ids::add);
      }
      if (!capture.hook().contains("*")) {
        EditForm.located(at(path + ".hook"), () -> model.hooks().match(capture.hook()));
        return List.of(new Capture(capture.hook(), capture.positions(), ids));
      }
      List<Capture> matches =
          model.hooks().points().stream()
              .map(HookPoint::name)
              .filter(glob(capture.hook()).asMatchPredicate())
              .map(hook -> new Capture(hook, capture.positions(), ids))
              .toList();
      if (matches.isEmpty()) {
        throw at(path + ".hook")
            .problem(
                "no hook of this model matches %s, so nothing would be kept. All its hooks:"
                    + " credence inspect MODEL",
                capture.hook());
      }
      return matches;
    }

    private static Pattern glob(String pattern) {
      return Pattern.compile(
          Pattern.compile("[^*]+|\\*")
              .matcher(pattern)
              .replaceAll(
                  m ->
                      m.group().equals("*")
                          ? ".*"
                          : java.util.regex.Matcher.quoteReplacement(Pattern.quote(m.group()))));
    }
  }
}
