/**
 * The command line: reads arguments, shows progress, writes files.
 *
 * <p>Results go to standard output or to files, notes and progress to standard error. Exit code 0
 * means done, 2 that the usage or the input can be mended by the user, 1 anything else.
 *
 * <p>Not here: arithmetic on activations or probabilities. A command reads its arguments, calls the
 * floor below and prints.
 */
@NullMarked
package dev.credence.app;

import org.jspecify.annotations.NullMarked;
