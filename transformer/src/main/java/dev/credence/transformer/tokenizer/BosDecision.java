package dev.credence.transformer.tokenizer;

import java.util.OptionalInt;

/**
 * What was done about the beginning-of-sequence token of one prompt, for the record of the run.
 *
 * @param policy what the user asked for
 * @param added the token put in front; empty if none was, be it that the text has its own
 * @param reason a sentence's worth of why
 */
public record BosDecision(BosPolicy policy, OptionalInt added, String reason) {}
