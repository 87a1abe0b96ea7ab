/**
 * A transformer with every activation in reach: open a model, run it, capture what it computes,
 * change it while it computes.
 *
 * <p>Hook points carry TransformerLens's names. Interventions are data, and a sweep of many cells
 * computes what they share only once.
 *
 * <p>Not here: anything that knows what a generator, evidence or a belief is.
 */
@NullMarked
package dev.credence.transformer;

import org.jspecify.annotations.NullMarked;
