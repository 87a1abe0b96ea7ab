/**
 * Exact Bayes for sources of symbols: what an ideal observer would believe after some evidence.
 *
 * <p>Generators with a known chance of each symbol, the evidence drawn from them, and posteriors
 * over the generators in log space. Everything is plain arithmetic on plain data, so it can serve
 * as the yardstick for any model.
 *
 * <p>Not here: models and tensors. This floor depends on the Java platform alone.
 */
@NullMarked
package dev.credence.belief;

import org.jspecify.annotations.NullMarked;
