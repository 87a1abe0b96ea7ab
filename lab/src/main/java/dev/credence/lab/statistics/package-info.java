/**
 * Statistics, one question a class, each with its formula: arrays of doubles in, numbers out.
 *
 * <p>{@link dev.credence.lab.statistics.Ridge} reads a number off many, {@link
 * dev.credence.lab.statistics.Spread} tells mean and spread, {@link
 * dev.credence.lab.statistics.Correlation} and {@link dev.credence.lab.statistics.Determination}
 * how two columns agree, {@link dev.credence.lab.statistics.StableOrder} sorts.
 *
 * <p>Not here: models, prompts and files.
 */
@NullMarked
package dev.credence.lab.statistics;

import org.jspecify.annotations.NullMarked;
