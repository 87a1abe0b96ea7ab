package dev.credence.lab.experiment;

import dev.credence.lab.experiment.Experiment.Sweep;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Writes a sweep out as cells: one for each combination of its axes' values. */
final class SweepExpansion {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  private final Sweep sweep;
  private final Node node;
  private final ModelConfig config;
  private final Map<String, int[]> prompts;
  private final List<String> axes;
  private final Set<String> used = new LinkedHashSet<>();

  /**
   * For one sweep.
   *
   * @param node where it stands
   * @param prompts tokens by name
   */
  SweepExpansion(Sweep sweep, Node node, ModelConfig config, Map<String, int[]> prompts) {
    this.sweep = sweep;
    this.node = node;
    this.config = config;
    this.prompts = prompts;
    this.axes = List.copyOf(sweep.over().keySet());
  }

  /** Hands over the cells, the last axis fastest. */
  void expand(Consumer<Cell> cells) {
    expand(0, new LinkedHashMap<>(), cells);
    for (String axis : axes) {
      if (!used.contains(axis)) {
        throw at("over." + axis)
            .problem(
                "no edit uses {%1$s}, so cells along this axis would be one; write \"{%1$s}\"",
                axis);
      }
    }
  }

  private void expand(int depth, Map<String, Object> bindings, Consumer<Cell> cells) {
    if (depth == axes.size()) {
      cells.accept(cell(bindings));
      return;
    }
    String axis = axes.get(depth);
    for (Object value : values(axis, bindings)) {
      bindings.put(axis, value);
      expand(depth + 1, bindings, cells);
    }
    bindings.remove(axis);
  }

  private List<?> values(String axis, Map<String, Object> bindings) {
    List<Object> values = Objects.requireNonNull(sweep.over().get(axis));
    if (!values.equals(Sweep.ALL)) {
      return values;
    }
    return switch (axis) {
      case "layer" -> upTo(config.layers());
      case "head" -> upTo(config.heads());
      case "kv_head" -> upTo(config.kvHeads());
      case "neuron" -> upTo(config.dMlp());
      case "position" -> upTo(tokens(prompt(bindings)).length);
      case "prompt" -> List.copyOf(prompts.keySet());
      default ->
          throw at("over." + axis)
              .problem(
                  "only layer, head, kv_head, neuron, position and prompt have an \"all\"; give a"
                      + " list");
    };
  }

  private static List<Long> upTo(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  private int[] tokens(String prompt) {
    int[] tokens = prompts.get(prompt);
    if (tokens == null) {
      throw at("prompt")
          .problem("no prompt is named \"%s\"; there are %s", prompt, prompts.keySet());
    }
    return tokens;
  }

  private String prompt(Map<String, Object> bindings) {
    return String.valueOf(fill(sweep.prompt(), bindings, at("prompt")));
  }

  private Cell cell(Map<String, Object> bindings) {
    StringBuilder id = new StringBuilder(sweep.id());
    bindings.forEach((axis, value) -> id.append('/').append(axis).append('=').append(value));
    String prompt = prompt(bindings);
    tokens(prompt);
    List<Intervention> edits = new ArrayList<>();
    for (int i = 0; i < sweep.edits().size(); i++) {
      Node template = at("edits[" + i + "]");
      Object filled = fill(sweep.edits().get(i), bindings, template);
      edits.add(EditForm.read(new Node(filled, template.path(), template.lines())));
    }
    return new Cell(id.toString(), prompt, edits, sweep.readouts());
  }

  private @Nullable Object fill(@Nullable Object value, Map<String, Object> bindings, Node where) {
    return switch (value) {
      case String text -> fill(text, bindings, where);
      case List<?> list -> {
        List<@Nullable Object> filled = new ArrayList<>(list.size());
        for (Object item : list) {
          filled.add(fill(item, bindings, where));
        }
        yield filled;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> filled = new LinkedHashMap<>();
        map.forEach(
            (key, member) ->
                filled.put((String) key, fill(member, bindings, where.child("" + key))));
        yield filled;
      }
      case null, default -> value;
    };
  }

  /** A text that is one placeholder becomes its value, number or text; others stay texts. */
  private Object fill(String text, Map<String, Object> bindings, Node where) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String axis = matcher.group(1);
      Object value = bindings.get(axis);
      if (value == null) {
        throw where.problem(
            axes.contains(axis)
                ? "{%s} is bound by a later axis; put its axis before the one that needs it"
                : "{%s} is no axis of this sweep; \"over\" has %s",
            axis,
            axes);
      }
      used.add(axis);
      if (matcher.start() == 0 && matcher.end() == text.length()) {
        return value;
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value.toString()));
    }
    return matcher.appendTail(filled).toString();
  }

  private Node at(String key) {
    return node.child(key);
  }
}
