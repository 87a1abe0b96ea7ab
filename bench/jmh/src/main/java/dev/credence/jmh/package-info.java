/**
 * Benchmarks of the parts that are Java alone: the planner, the tokenizer's Java side,
 * dequantising, NumPy's streams, a checkpoint's header. Each makes what it needs; no model is read.
 *
 * <p>Not here: anything that libtorch computes, which {@code credence bench} measures.
 */
@NullMarked
package dev.credence.jmh;

import org.jspecify.annotations.NullMarked;
