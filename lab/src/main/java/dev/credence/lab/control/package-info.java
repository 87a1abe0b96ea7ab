/**
 * Models whose inside is known because it was written down: weights as arrays, worked out in closed
 * form from a formula in the Javadoc of each, and beside each the verdict that is right about it.
 * Some hold a belief ({@link dev.credence.lab.control.InContextBayesModel} is the plainest), some a
 * damaged one or a share of one, some answer without, and some were made to fool an instrument.
 * What an analysis says about them shows what the analysis is worth.
 *
 * <p>A new one is a class and a line in {@link dev.credence.lab.control.Controls}; a user names it
 * {@code builtin:NAME}, or {@code builtin:NAME@SEED} for the same mechanism in another body: other
 * directions, width, heads, blocks and dead features ({@link dev.credence.lab.control.Places},
 * {@link dev.credence.lab.control.DeadFeatures}). Where the question is told in the prompt, the
 * model is put together from the parts in {@link dev.credence.lab.control.ToldModel} and {@link
 * dev.credence.lab.control.Counts}. {@link dev.credence.lab.control.Subject} opens these and models
 * in files alike, each with the task it was made for.
 *
 * <p>Those that were trained come from {@link dev.credence.lab.train}; their weights lie among the
 * resources, and what they turned out to do was measured.
 *
 * <p>Not here: what is asked of them (see {@code replicate}).
 */
@NullMarked
package dev.credence.lab.control;

import org.jspecify.annotations.NullMarked;
