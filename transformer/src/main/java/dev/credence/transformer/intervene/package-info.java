/**
 * Changes to activations, as sealed records: ablate, patch, steer, scale, interchange. A sixth kind
 * does not compile until every {@code switch} over them (apply, hash, print, read, write) knows it.
 * {@link dev.credence.transformer.intervene.Edit}, an arbitrary function, is deliberately not one
 * of them.
 *
 * <p>Not here: how they are applied to packed rows (see {@code plan} and {@code forward}).
 */
@NullMarked
package dev.credence.transformer.intervene;

import org.jspecify.annotations.NullMarked;
