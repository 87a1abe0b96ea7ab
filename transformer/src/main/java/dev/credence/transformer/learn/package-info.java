/**
 * Learning by gradients through the one forward pass: {@link
 * dev.credence.transformer.learn.Training} makes a model from nothing but examples.
 *
 * <pre>{@code
 * Schedule schedule = Schedule.of(2000, 3e-3);
 * try (Training training = new Training(config, schedule, 0, step -> examples(step))) {
 *   while (training.steps() < schedule.steps()) {
 *     training.step();
 *   }
 *   TransformerLensFolder.write(folder, config, training.weights(), Map.of());
 * }
 * }</pre>
 *
 * <p>Arrays go in and come out: who trains needs no tensors. Not here: what the examples are about,
 * and the forward pass itself.
 */
@NullMarked
package dev.credence.transformer.learn;

import org.jspecify.annotations.NullMarked;
