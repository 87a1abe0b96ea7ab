package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which token begins a prompt of a model, by which file, and whether it is put there unasked.
 *
 * <p>TransformerLens puts exactly one in front of every prompt whatever {@code add_bos_token} says,
 * except for models it configures with {@code default_prepend_bos: false}. So does this rule, with
 * two differences, both on the side of not inventing tokens: a model that has no beginning-of-
 * sequence token gets none, where TransformerLens takes the end-of-sequence token; and a text that
 * begins with the token already gets no second one.
 *
 * @param id the token; empty if the model has none
 * @param byDefault whether {@link BosPolicy#AUTO} puts it in front
 * @param reason which file names the token, and what else was considered
 */
public record BosRule(OptionalInt id, boolean byDefault, String reason) {
  /**
   * Decides about one prompt.
   *
   * @param policy what the user asks for
   * @param first the first token of the text itself; empty if the text has no token
   * @return what to do, and why
   * @throws InvalidInputException if {@link BosPolicy#ALWAYS} meets a model without such a token
   */
  public BosDecision decide(BosPolicy policy, OptionalInt first) {
    boolean written = id.isPresent() && id.equals(first);
    return switch (policy) {
      case NEVER -> none(policy, written ? "not asked for; the text begins with it" : "never");
      case ALWAYS -> {
        if (id.isEmpty()) {
          throw new InvalidInputException(
              "bos: always, but the model has no such token (%s); say never, or give tokens",
              reason);
        }
        yield written ? none(policy, "the text begins with it") : added(policy);
      }
      case AUTO -> {
        if (id.isEmpty()) {
          yield none(policy, reason);
        }
        if (written) {
          yield none(policy, "the text begins with it");
        }
        yield byDefault ? added(policy) : none(policy, reason);
      }
    };
  }

  private BosDecision added(BosPolicy policy) {
    return new BosDecision(policy, id, reason);
  }

  private static BosDecision none(BosPolicy policy, String reason) {
    return new BosDecision(policy, OptionalInt.empty(), reason);
  }

  /**
   * The rule in one line, for people.
   *
   * @return for instance {@code token 1, in front by default (tokenizer.ggml.bos_token_id)}
   */
  public String describe() {
    if (id.isEmpty()) {
      return "none (" + reason + ")";
    }
    return String.format(
        Locale.ROOT,
        "token %d, %s (%s)",
        id.getAsInt(),
        byDefault ? "in front by default" : "only on request",
        reason);
  }
}
