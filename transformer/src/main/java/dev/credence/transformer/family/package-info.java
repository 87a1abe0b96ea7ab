/**
 * What sets one family of models apart from another, as data: where its configuration keeps a size,
 * and which tensor of its checkpoints feeds which part of the forward pass, by which change of
 * layout. A family is one file of a table's length and one line in {@link
 * dev.credence.transformer.family.Families}; it is found by the exact {@code model_type} that a
 * configuration gives, never by a model's name.
 *
 * <p>{@link dev.credence.transformer.family.Families} reads a configuration, {@link
 * dev.credence.transformer.family.Blueprint} holds what it said and loads a checkpoint by it,
 * {@link dev.credence.transformer.family.LoadedWeights} owns what was loaded.
 *
 * <p>Not here: a second forward pass (all families share one), file formats (see {@code weights}),
 * tokenizers, and where a model's files are found (see {@code source}).
 */
@NullMarked
package dev.credence.transformer.family;

import org.jspecify.annotations.NullMarked;
