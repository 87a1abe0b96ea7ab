/**
 * Tables and whole files: what an experiment leaves behind for people and for Python.
 *
 * <p>{@link dev.credence.lab.table.Table} holds columns by name, {@link dev.credence.lab.table.Csv}
 * reads and writes them as pandas does, number for number, and {@link
 * dev.credence.lab.table.WholeTextFile} sees to it that a name on disk only ever stands for a whole
 * file.
 *
 * <p>Not here: arrays ({@link dev.credence.transformer.weights.Npy}), databases, and what the
 * numbers mean.
 */
@NullMarked
package dev.credence.lab.table;

import org.jspecify.annotations.NullMarked;
