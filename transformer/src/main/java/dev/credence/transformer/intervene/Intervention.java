package dev.credence.transformer.intervene;

import dev.credence.transformer.hook.Site;

/**
 * A change at one site of one cell. Data: printed, hashed, compared, stored, sent.
 *
 * <p>All interventions of a cell act in one forward pass: in the order of the forward pass, and at
 * one hook point in the order of the list, each on what the one before left. What an edited
 * activation holds is what everything downstream reads.
 */
public sealed interface Intervention permits Ablate, Patch, Steer, Scale, Interchange {
  /** Where it acts. */
  Site site();
}
