package dev.credence.transformer.hook;

import dev.credence.transformer.config.InvalidInputException;
import java.util.HashSet;
import java.util.List;

/**
 * A place an edit can touch: hook point, token positions, and a part of the row.
 *
 * @param point the hook point
 * @param positions token positions; at {@code hook_pattern} and {@code hook_attn_scores} those of
 *     the query
 * @param heads query heads, or key/value heads where the hook has those; empty for all
 * @param neurons entries of the last axis; empty for all
 */
public record Site(
    HookPoint point, Positions positions, List<Integer> heads, List<Integer> neurons) {

  /** Checks what can be checked without a model. */
  public Site {
    heads = List.copyOf(heads);
    neurons = List.copyOf(neurons);
    if (!heads.isEmpty() && !point.hook().hasHeads()) {
      throw new InvalidInputException(
          "%s: heads %s are given, but this hook has no head axis; drop \"heads\"", point, heads);
    }
    if (new HashSet<>(heads).size() < heads.size()
        || new HashSet<>(neurons).size() < neurons.size()) {
      throw new InvalidInputException(
          "%s: heads %s, neurons %s: one stands twice; name each once", point, heads, neurons);
    }
    if (point.hook() == Hook.LOGITS) {
      throw new InvalidInputException(
          "logits can be captured, not edited; edit ln_final.hook_normalized instead");
    }
  }

  /** All of every row at a hook point. */
  public static Site all(HookPoint point) {
    return new Site(point, Positions.ALL, List.of(), List.of());
  }

  /** All of the rows at some positions. */
  public static Site at(HookPoint point, Positions positions) {
    return new Site(point, positions, List.of(), List.of());
  }

  /** Some heads at every position. */
  public static Site heads(HookPoint point, Integer... heads) {
    return new Site(point, Positions.ALL, List.of(heads), List.of());
  }

  /** In the words of an experiment file: {@code blocks.7.attn.hook_z heads [3] positions all}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(point.name());
    if (!heads.isEmpty()) {
      text.append(" heads ").append(heads);
    }
    if (!neurons.isEmpty()) {
      text.append(" neurons ").append(neurons);
    }
    return text.append(" positions ").append(positions).toString();
  }
}
