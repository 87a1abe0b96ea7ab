/**
 * How fast this machine runs the work that Credence is for: a few fixed jobs, timed whole, with
 * what they would cost as plain forward passes and what the machine could do at best.
 *
 * <p>{@link dev.credence.lab.bench.Job} is a job, {@link dev.credence.lab.bench.Jobs} lists them;
 * {@link dev.credence.lab.bench.Bench} times them into {@link dev.credence.lab.bench.Measurement}s.
 * {@link dev.credence.lab.bench.DrawnModel} is a model of drawn weights for those who have none at
 * hand: its answers mean nothing, its arithmetic costs the same. {@link
 * dev.credence.lab.bench.Questions} are the prompts: the notebooks' sentences, or tokens in the
 * same places.
 *
 * <p>Not here: the rate of matrix products, which needs tensors ({@link
 * dev.credence.transformer.GemmRate}), the figures' layout, and the comparison with other programs.
 */
@NullMarked
package dev.credence.lab.bench;

import org.jspecify.annotations.NullMarked;
