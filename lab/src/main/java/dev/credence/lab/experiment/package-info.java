/**
 * Experiments that a user writes down: {@link dev.credence.lab.experiment.Experiment} is the file's
 * content as records, {@link dev.credence.lab.experiment.ExperimentFile} reads and writes it as
 * YAML or JSON, and {@link dev.credence.lab.experiment.ExperimentRun} hands its cells to a model
 * and leaves tables and tensors behind. Every message about a file names the file, the line and the
 * key.
 *
 * <p>The form of an edit is that of the golden files of the forward pass, to the letter; {@link
 * dev.credence.lab.experiment.EditForm} reads and writes it, and {@link
 * dev.credence.lab.experiment.CompactEdit} reads the same in one line, for the command line.
 *
 * <p>Not here: what cells are ({@code dev.credence.transformer.plan}) and what their numbers mean
 * (other packages of this floor).
 */
@NullMarked
package dev.credence.lab.experiment;

import org.jspecify.annotations.NullMarked;
