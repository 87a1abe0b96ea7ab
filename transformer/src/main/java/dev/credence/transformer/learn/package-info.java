/**
 * Learning by gradients through the one forward pass: {@link
 * dev.credence.transformer.learn.LearnedRotation} finds a subspace whose interchange does what it
 * should.
 *
 * <pre>{@code
 * try (Exchanges exchanges = Exchanges.of(model, prompts, answers, places)) {
 *   RotationOptions options = RotationOptions.standard(1).from(List.of(probe), 1);
 *   LearnedRotation learnt = LearnedRotation.learn(exchanges, place, fit, heldOut, options);
 *   double[][] changes = exchanges.observed(place, learnt.basis(), confirm);
 * }
 * }</pre>
 *
 * <p>Arrays go in and come out: who learns needs no tensors. Not here: what should come of an
 * exchange, and the forward pass itself.
 */
@NullMarked
package dev.credence.transformer.learn;

import org.jspecify.annotations.NullMarked;
