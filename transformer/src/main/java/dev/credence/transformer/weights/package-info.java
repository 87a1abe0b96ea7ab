/**
 * Files of numbers: checkpoints as the ecosystem has them, mapped and checked, and the small arrays
 * that interventions and probes are made of.
 *
 * <p>{@link dev.credence.transformer.weights.Safetensors} (single or sharded) and {@link
 * dev.credence.transformer.weights.Gguf} open a {@link dev.credence.transformer.weights.Checkpoint}
 * of {@link dev.credence.transformer.weights.StoredTensor}s; {@link
 * dev.credence.transformer.weights.Dequantiser} turns their blocks into single precision; {@link
 * dev.credence.transformer.weights.Npy} and {@link dev.credence.transformer.weights.NdArray} carry
 * vectors in and captures out. A file that lies about itself is refused in one line ({@link
 * dev.credence.transformer.weights.Limit} has the bounds), never with an exhausted heap.
 *
 * <p>Not here: what a tensor means (families know which name is which weight), native tensors,
 * where models lie on disk ({@code source}).
 */
@NullMarked
package dev.credence.transformer.weights;

import org.jspecify.annotations.NullMarked;
