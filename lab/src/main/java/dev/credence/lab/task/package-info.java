/**
 * Task files: what binds a model with a vocabulary of its own to a question.
 *
 * <p>{@link dev.credence.lab.task.TaskFile} reads {@code task.yaml} into a {@link
 * dev.credence.belief.Task}, which is plain data; an unknown key is an error that lists the known
 * ones.
 *
 * <p>Not here: prompts in English, which need no file, and experiment files.
 */
@NullMarked
package dev.credence.lab.task;

import org.jspecify.annotations.NullMarked;
