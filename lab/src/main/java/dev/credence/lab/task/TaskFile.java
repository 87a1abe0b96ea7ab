package dev.credence.lab.task;

import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code task.yaml}, which lies beside a model or is named on the command line.
 *
 * <pre>
 * task: two-generators
 * layout: [bos, a, b, evidence]      # the parts of a prompt, in order
 * tokens:
 *   bos: 0
 *   symbols: {X: 1, Y: 2}
 *   a: {0.2: 3, 0.5: 5}              # a token for each p_A the model knows
 *   b: {0.5: 6, 0.8: 8}
 * # values: {p_a: 0.5, p_b: 0.75}    # in the place of a and b
 * prior: 0.5
 * evidence: {min: 1, max: 14}
 * # second_readout: {append: [9], among: {A: 10, B: 11}}
 * # second_symbols: {X: 12, Y: 13}
 * </pre>
 *
 * <pre>
 * task: hidden-markov
 * layout: [evidence]
 * tokens: {symbols: {A: 0, B: 1, C: 2}}
 * transitions: transitions.npy       # [symbol, from, to]; or file.safetensors#name
 * initial: stationary                # or [from], as a file
 * evidence: {min: 1, max: 9}
 * </pre>
 */
public final class TaskFile {
  /** What a task file beside a model is called. */
  public static final String NAME = "task.yaml";

  private final Path file;

  private TaskFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a task file.
   *
   * @param file in YAML or JSON; tensors it names lie relative to it
   * @return the task
   * @throws InvalidInputException if it is missing, a key is unknown or missing, or its parts do
   *     not fit together
   */
  public static Task read(Path file) {
    return new TaskFile(file).read();
  }

  /**
   * A task as the text of such a file.
   *
   * @param task about two generators
   * @return what {@link #read} reads as the same task
   */
  public static String text(Task.WhichGenerator task) {
    StringBuilder text = new StringBuilder("task: two-generators\nlayout: ");
    text.append(task.layout().stream().map(p -> p.name().toLowerCase(Locale.ROOT)).toList());
    text.append("\ntokens:\n");
    if (task.bos() != null) {
      text.append("  bos: ").append(task.bos()).append('\n');
    }
    text.append("  symbols: ").append(pair("X", "Y", task.symbols())).append('\n');
    if (!task.a().isEmpty()) {
      text.append("  a: ").append(chances(task.a())).append('\n');
      text.append("  b: ").append(chances(task.b())).append('\n');
    }
    TwoGenerators values = task.values();
    if (values != null) {
      text.append("values: {p_a: ").append(values.a().pX());
      text.append(", p_b: ").append(values.b().pX()).append("}\n");
    }
    text.append("prior: ").append(task.prior());
    text.append("\nevidence: {min: ").append(task.evidence().min());
    text.append(", max: ").append(task.evidence().max()).append("}\n");
    Task.SecondReadout readout = task.secondReadout();
    if (readout != null) {
      text.append("second_readout: {append: ").append(readout.append()).append(", among: ");
      text.append(pair("A", "B", readout.among())).append("}\n");
    }
    Task.TokenPair other = task.secondSymbols();
    if (other != null) {
      text.append("second_symbols: ").append(pair("X", "Y", other)).append('\n');
    }
    return text.toString();
  }

  private static String pair(String first, String second, Task.TokenPair tokens) {
    return "{" + first + ": " + tokens.x() + ", " + second + ": " + tokens.y() + "}";
  }

  private static String chances(SortedMap<Double, Integer> tokens) {
    return tokens.entrySet().stream()
        .map(told -> told.getKey() + ": " + told.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private Task read() {
    Keys keys = Keys.read(file);
    String kind = keys.text("task");
    try {
      Task task =
          switch (kind) {
            case "two-generators" -> twoGenerators(keys);
            case "hidden-markov" -> hiddenMarkov(keys);
            default ->
                throw new InvalidInputException(
                    "%s: task \"%s\"; expected two-generators or hidden-markov", file, kind);
          };
      keys.requireAllRead();
      return task;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("%s: %s", file, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private Task twoGenerators(Keys keys) {
    Keys tokens = keys.within("tokens");
    Keys values = keys.find("values");
    Keys readout = keys.find("second_readout");
    Keys otherSymbols = keys.find("second_symbols");
    Task task =
        new Task.WhichGenerator(
            layout(keys),
            tokens.findInteger("bos"),
            pair(tokens.within("symbols"), "X", "Y"),
            chances(tokens, "a"),
            chances(tokens, "b"),
            values == null ? null : values(values),
            keys.number("prior"),
            lengths(keys),
            readout == null ? null : secondReadout(readout),
            otherSymbols == null ? null : pair(otherSymbols, "X", "Y"));
    tokens.requireAllRead();
    return task;
  }

  private Task hiddenMarkov(Keys keys) {
    Keys tokens = keys.within("tokens");
    double[][][] transitions = transitions(tensor(keys.text("transitions")));
    String initial = keys.text("initial");
    HiddenMarkov source =
        initial.equals("stationary")
            ? HiddenMarkov.stationary(transitions)
            : new HiddenMarkov(transitions, tensor(initial).doubles());
    Task task =
        new Task.NextSymbol(
            layout(keys),
            tokens.findInteger("bos"),
            tokens.within("symbols").integers(),
            source,
            lengths(keys));
    tokens.requireAllRead();
    return task;
  }

  private List<Task.Part> layout(Keys keys) {
    return keys.texts("layout").stream().map(this::part).toList();
  }

  private Task.Part part(String word) {
    for (Task.Part part : Task.Part.values()) {
      if (part.name().toLowerCase(Locale.ROOT).equals(word)) {
        return part;
      }
    }
    throw new InvalidInputException(
        "%s: layout has \"%s\"; expected bos, a, b, evidence", file, word);
  }

  private static Task.TokenPair pair(Keys keys, String first, String second) {
    Task.TokenPair pair = new Task.TokenPair(keys.integer(first), keys.integer(second));
    keys.requireAllRead();
    return pair;
  }

  private static SortedMap<Double, Integer> chances(Keys tokens, String name) {
    Keys of = tokens.find(name);
    SortedMap<Double, Integer> chances = new TreeMap<>();
    if (of != null) {
      of.integers().forEach((chance, token) -> chances.put(of.asNumber(chance), token));
    }
    return chances;
  }

  private static TwoGenerators values(Keys values) {
    TwoGenerators generators = TwoGenerators.of(values.number("p_a"), values.number("p_b"));
    values.requireAllRead();
    return generators;
  }

  private static Task.SecondReadout secondReadout(Keys keys) {
    Task.SecondReadout readout =
        new Task.SecondReadout(keys.integerList("append"), pair(keys.within("among"), "A", "B"));
    keys.requireAllRead();
    return readout;
  }

  private static Task.Lengths lengths(Keys keys) {
    Keys evidence = keys.within("evidence");
    Task.Lengths lengths = new Task.Lengths(evidence.integer("min"), evidence.integer("max"));
    evidence.requireAllRead();
    return lengths;
  }

  /** {@code file.npy}, or {@code file.safetensors#name}, relative to the task file. */
  private NdArray tensor(String named) {
    int hash = named.indexOf('#');
    @Nullable Path parent = file.toAbsolutePath().getParent();
    Path path =
        (parent == null ? Path.of("") : parent)
            .resolve(hash < 0 ? named : named.substring(0, hash));
    if (hash < 0) {
      return Npy.read(path);
    }
    try (var checkpoint = Safetensors.open(path)) {
      return checkpoint.get(named.substring(hash + 1)).toArray();
    }
  }

  private double[][][] transitions(NdArray array) {
    long[] shape = array.shape();
    if (shape.length != 3 || shape[1] != shape[2]) {
      throw new InvalidInputException(
          "%s: transitions are %s; expected [symbol, from, to] with as many from as to",
          file, Arrays.toString(shape));
    }
    int states = Math.toIntExact(shape[1]);
    double[] values = array.doubles();
    double[][][] transitions = new double[Math.toIntExact(shape[0])][states][];
    for (int i = 0; i < transitions.length * states; i++) {
      transitions[i / states][i % states] =
          Arrays.copyOfRange(values, i * states, (i + 1) * states);
    }
    return transitions;
  }
}
