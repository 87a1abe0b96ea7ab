package dev.credence.lab.control;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the models share whose question is told in the prompt, by a token for p_A and one for p_B:
 * the tokens and the task. Five chances each make 20 ordered pairs of different generators; the
 * prior is 1/2.
 */
final class ToldQuestion {
  /** How many chances are known. */
  static final int NUMBER = 5;

  static final int BOS = 0;
  static final int X = 1;
  static final int Y = 2;
  static final int FIRST_A = 3;
  static final List<Double> CHANCES = List.of(0.2, 0.35, 0.5, 0.65, 0.8);
  static final int FIRST_B = FIRST_A + NUMBER;
  static final int ASK = FIRST_B + NUMBER;
  static final int A = ASK + 1;
  static final int B = ASK + 2;
  static final int SECOND_X = B + 1;
  static final int SECOND_Y = B + 2;
  static final int VOCAB = SECOND_Y + 1;

  /** Most draws of a model that sums. */
  static final int MOST_DRAWS = 14;

  /** Most draws of a model with a table. */
  static final int MOST_IN_TABLE = 10;

  /** BOS, p_A, p_B, the draws and the token that asks. */
  static final int CONTEXT = 4 + MOST_DRAWS;

  static final List<Task.Part> LAYOUT =
      List.of(Task.Part.BOS, Task.Part.A, Task.Part.B, Task.Part.EVIDENCE);

  static final Task.SecondReadout WHICH =
      new Task.SecondReadout(List.of(ASK), new Task.TokenPair(A, B));

  static final Task.TokenPair SECOND_SYMBOLS = new Task.TokenPair(SECOND_X, SECOND_Y);

  private ToldQuestion() {}

  static Task.WhichGenerator task(
      List<Task.Part> layout,
      int most,
      Task.@Nullable SecondReadout second,
      Task.@Nullable TokenPair symbols) {
    return new Task.WhichGenerator(
        layout,
        BOS,
        new Task.TokenPair(X, Y),
        tokens(FIRST_A),
        tokens(FIRST_B),
        null,
        0.5,
        new Task.Lengths(1, most),
        second,
        symbols);
  }

  /** The question of the i-th chance for A and the j-th for B. */
  static TwoGenerators question(int i, int j) {
    return TwoGenerators.of(CHANCES.get(i), CHANCES.get(j));
  }

  private static SortedMap<Double, Integer> tokens(int first) {
    SortedMap<Double, Integer> tokens = new TreeMap<>();
    for (int i = 0; i < CHANCES.size(); i++) {
      tokens.put(CHANCES.get(i), first + i);
    }
    return tokens;
  }
}
