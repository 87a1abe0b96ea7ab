/**
 * Asking a model a designed question and reading its answer: from a {@link
 * dev.credence.belief.design.DesignCell} to tokens with roles ({@link
 * dev.credence.lab.ask.Interview}), from many of them to a set of cells in which equal prompts are
 * one ({@link dev.credence.lab.ask.CellSheet}), and from readings to answers on the task's scale
 * ({@link dev.credence.lab.ask.Answers}).
 *
 * <p>Not here: what is asked and why ({@code study}), and the notebooks' own way of asking ({@code
 * replicate}).
 */
@NullMarked
package dev.credence.lab.ask;

import org.jspecify.annotations.NullMarked;
