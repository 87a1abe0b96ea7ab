/**
 * The way into libtorch: finding it, loading it, and calling its C functions.
 *
 * <p>{@link dev.credence.torch.library.Libtorch} decides which libtorch is used (an installed one,
 * or the one carried on the class path, unpacked once), {@link
 * dev.credence.torch.library.StableAbi} is the only mention of its C functions, and {@link
 * dev.credence.torch.library.Dispatcher} carries arguments to the native stack and results back.
 *
 * <p>Not here: tensors. This package sees handles only, and handles are plain numbers.
 */
@NullMarked
package dev.credence.torch.library;

import org.jspecify.annotations.NullMarked;
