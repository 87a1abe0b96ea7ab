/**
 * What small models are trained on, and how long: {@link dev.credence.lab.train.Curriculum} draws
 * prompts about two generators with their exact answers, {@link dev.credence.lab.train.Recipe} is
 * all that a training follows from, {@link dev.credence.lab.train.TrainingRun} goes from there to a
 * folder with a model in it.
 *
 * <pre>{@code
 * Recipe recipe = Recipes.named("trained-urn@3");
 * new TrainingRun(recipe, Path.of("models/urn-3")).run(TrainingRun.SILENT);
 * }</pre>
 *
 * <p>Not here: gradients and steps (see {@link dev.credence.transformer.learn}), and what a trained
 * model turned out to do.
 */
@NullMarked
package dev.credence.lab.train;

import org.jspecify.annotations.NullMarked;
