/**
 * Tensors: libtorch through {@code java.lang.foreign}, on PyTorch's stable C interface.
 *
 * <p>A small, typed vocabulary of operations on native tensors, scopes that free native memory as
 * soon as they close, gradients, and C++ errors turned into Java exceptions. The caller never sees
 * the name of a native operation.
 *
 * <p>Not here: anything that knows what a transformer is, and any file format.
 */
@NullMarked
package dev.credence.torch;

import org.jspecify.annotations.NullMarked;
