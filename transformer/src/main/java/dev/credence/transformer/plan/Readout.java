package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Positions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a cell's prediction: the probability of some answers among the whole vocabulary.
 *
 * @param among for each answer the tokens that say it, by label, in order; their probabilities are
 *     summed. May be empty where only {@code top} is wanted
 * @param positions where the prediction is read
 * @param top how many of the likeliest tokens to keep as well
 * @param kl whether to take the divergence from the unedited run of the same prompt
 */
public record Readout(Map<String, List<Integer>> among, Positions positions, int top, boolean kl) {

  /** Checks that there is something to read. */
  public Readout {
    Map<String, List<Integer>> copy = new LinkedHashMap<>();
    among.forEach((label, ids) -> copy.put(label, List.copyOf(ids)));
    among = java.util.Collections.unmodifiableMap(copy);
    for (Map.Entry<String, List<Integer>> answer : among.entrySet()) {
      if (answer.getValue().isEmpty()) {
        throw new InvalidInputException(
            "readout: answer \"%s\" names no token; give at least one", answer.getKey());
      }
    }
    if (top < 0 || (among.isEmpty() && top == 0 && !kl)) {
      throw new InvalidInputException(
          "readout: nothing to read (top is %d); name answers in \"among\", or a top of 1 or more",
          top);
    }
  }

  /** One token for each answer, read at the last position. */
  public static Readout among(Map<String, Integer> tokens) {
    Map<String, List<Integer>> among = new LinkedHashMap<>();
    tokens.forEach((label, id) -> among.put(label, List.of(id)));
    return new Readout(among, Positions.LAST, 0, false);
  }

  /** The answers' labels, in order. */
  public List<String> labels() {
    return new ArrayList<>(among.keySet());
  }
}
