/**
 * The forward pass, once, for every family. {@link dev.credence.transformer.forward.Transformer} is
 * the file to read first: it goes from tokens to logits in the order of the equations, with shapes.
 *
 * <p>Which rows there are is the plan's business, how fast a product is the engine's; neither is
 * decided here. There is no second, fast forward pass to keep in step with a plain one.
 */
@NullMarked
package dev.credence.transformer.forward;

import org.jspecify.annotations.NullMarked;
