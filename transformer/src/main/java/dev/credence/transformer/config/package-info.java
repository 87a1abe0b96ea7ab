/**
 * What a model is made of, as plain data: sizes, and sealed choices where families differ. Nothing
 * here names a family or a model; a preset by name is how a configuration goes wrong unnoticed.
 *
 * <p>Not here: how a file says it (see {@code family}), and what is done with it (see {@code
 * forward}). {@link dev.credence.transformer.config.InvalidInputException} lives here because
 * everything above may meet input that a user can mend.
 */
@NullMarked
package dev.credence.transformer.config;

import org.jspecify.annotations.NullMarked;
