/**
 * Experiments on models and what their results mean: behaviour, localisation, interventions,
 * statistics, the verdict and the report.
 *
 * <p>This is the first floor that sees both exact Bayes and a model, and the place where the two
 * are compared.
 *
 * <p>Not here: tensor handles, file formats of weights, and the command line.
 */
@NullMarked
package dev.credence.lab;

import org.jspecify.annotations.NullMarked;
