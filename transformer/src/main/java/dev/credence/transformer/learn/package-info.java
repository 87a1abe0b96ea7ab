/**
 * Learning by gradients through the one forward pass. {@link
 * dev.credence.transformer.learn.LearnedRotation} finds a subspace whose interchange does what it
 * should; {@link dev.credence.transformer.learn.Training} makes a model from nothing but examples.
 *
 * <pre>{@code
 * try (Exchanges exchanges = Exchanges.of(model, prompts, answers, places)) {
 *   RotationOptions options = RotationOptions.standard(1).from(List.of(probe), 1);
 *   LearnedRotation learnt = LearnedRotation.learn(exchanges, place, fit, heldOut, options);
 *   double[][] changes = exchanges.observed(place, learnt.basis(), confirm);
 * }
 *
 * Schedule schedule = Schedule.of(2000, 3e-3);
 * try (Training training = new Training(config, schedule, 0, step -> examples(step))) {
 *   while (training.steps() < schedule.steps()) {
 *     training.step();
 *   }
 *   TransformerLensFolder.write(folder, config, training.weights(), Map.of());
 * }
 * }</pre>
 *
 * <p>Arrays go in and come out: who learns needs no tensors. Not here: what should come of an
 * exchange, what examples are about, and the forward pass itself.
 */
@NullMarked
package dev.credence.transformer.learn;

import org.jspecify.annotations.NullMarked;
