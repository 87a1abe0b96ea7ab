/**
 * Named places in the forward pass: every hook with TransformerLens's name, its shape and the stage
 * in which it lies; sites (hook point, positions, heads); captures.
 *
 * <p>Not here: what is done at a hook (see {@code intervene}) and how (see {@code forward}).
 */
@NullMarked
package dev.credence.transformer.hook;

import org.jspecify.annotations.NullMarked;
