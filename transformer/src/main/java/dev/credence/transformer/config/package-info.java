/**
 * What a model is made of: sizes and sealed choices, read from its configuration and checked, and
 * {@link dev.credence.transformer.config.InvalidInputException} for everything a user can mend.
 *
 * <p>Not here: names of models (a family is a description of differences, in {@code family}),
 * tensors, files of weights.
 */
@NullMarked
package dev.credence.transformer.config;

import org.jspecify.annotations.NullMarked;
