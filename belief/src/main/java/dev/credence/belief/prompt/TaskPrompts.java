package dev.credence.belief.prompt;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.Task;
import dev.credence.belief.Task.TokenPair;
import dev.credence.belief.TwoGenerators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Prompts in tokens, for models with a vocabulary of their own. */
public final class TaskPrompts {

  private TaskPrompts() {}

  /**
   * A prompt of the task's own symbols.
   *
   * @param task what the tokens mean
   * @param generators whose chances of X are told, where the layout tells them
   * @param evidence what was drawn
   * @return the prompt; its last position is where the answer is read
   * @throws IllegalArgumentException if the model has no token for a chance, or the evidence is
   *     shorter or longer than the task's
   */
  public static Prompt.Tokens of(
      Task.WhichGenerator task, TwoGenerators generators, Evidence evidence) {
    return of(task, task.symbols(), generators, evidence);
  }

  /**
   * A prompt of another pair of symbols.
   *
   * @param task what the other tokens mean
   * @param symbols the pair, such as the task's second symbols
   * @param generators whose chances of X are told, where the layout tells them
   * @param evidence what was drawn
   * @return the prompt; its last position is where the answer is read
   * @throws IllegalArgumentException if the model has no token for a chance, or the evidence is
   *     shorter or longer than the task's
   */
  public static Prompt.Tokens of(
      Task.WhichGenerator task, TokenPair symbols, TwoGenerators generators, Evidence evidence) {
    requireLength(task, evidence.length());
    var prompt = new TokenBuilder();
    for (Task.Part part : task.layout()) {
      switch (part) {
        case BOS -> prompt.add(Role.BOS, Objects.requireNonNull(task.bos()));
        case A -> prompt.add(Role.PARAMETER, token("p_A", task.a(), generators.a().pX()));
        case B -> prompt.add(Role.PARAMETER, token("p_B", task.b(), generators.b().pX()));
        case EVIDENCE -> {
          for (Symbol symbol : evidence.symbols()) {
            prompt.add(Role.EVIDENCE, symbols.of(symbol));
          }
        }
      }
    }
    return prompt.build();
  }

  /**
   * A prompt followed by the task's second question.
   *
   * @param prompt a prompt of the task
   * @param readout the second question
   * @return the prompt and the tokens that ask
   */
  public static Prompt.Tokens ask(Prompt.Tokens prompt, Task.SecondReadout readout) {
    var longer = new TokenBuilder(prompt);
    readout.append().forEach(id -> longer.add(Role.QUESTION, id));
    return longer.build();
  }

  /**
   * A word of a source with a hidden state.
   *
   * @param task what the tokens mean
   * @param word symbols of the source, from 0
   * @return the prompt
   * @throws IllegalArgumentException if there is no such symbol, or the word is shorter or longer
   *     than the task's
   */
  public static Prompt.Tokens of(Task.NextSymbol task, int... word) {
    requireLength(task, word.length);
    var prompt = new TokenBuilder();
    Integer bos = task.bos();
    if (bos != null) {
      prompt.add(Role.BOS, bos);
    }
    List<Integer> ids = List.copyOf(task.symbols().values());
    for (int symbol : word) {
      if (symbol < 0 || symbol >= ids.size()) {
        throw new IllegalArgumentException(
            "symbol " + symbol + ": this task has symbols 0 to " + (ids.size() - 1));
      }
      prompt.add(Role.EVIDENCE, ids.get(symbol));
    }
    return prompt.build();
  }

  private static int token(String name, Map<Double, Integer> tokens, double p) {
    Integer id = tokens.get(p);
    if (id == null) {
      throw new IllegalArgumentException(
          name + " is " + p + "; this model has tokens for " + tokens.keySet());
    }
    return id;
  }

  private static void requireLength(Task task, int length) {
    if (!task.evidence().contains(length)) {
      throw new IllegalArgumentException(
          "evidence of "
              + length
              + " draws; the task is about "
              + task.evidence().min()
              + " to "
              + task.evidence().max());
    }
  }

  /** Puts tokens together, each a part of its own. */
  private static final class TokenBuilder {
    private final List<Integer> ids;
    private final List<Prompt.Span> spans;

    TokenBuilder() {
      ids = new ArrayList<>();
      spans = new ArrayList<>();
    }

    TokenBuilder(Prompt.Tokens start) {
      ids = new ArrayList<>(start.ids());
      spans = new ArrayList<>(start.spans());
    }

    void add(Role role, int id) {
      spans.add(new Prompt.Span(role, ids.size(), ids.size() + 1));
      ids.add(id);
    }

    Prompt.Tokens build() {
      return new Prompt.Tokens(ids, spans);
    }
  }
}
