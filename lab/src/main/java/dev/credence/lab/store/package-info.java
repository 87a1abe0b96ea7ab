/**
 * The store of a study: every cell with its readings and captured activations, and the tables,
 * arrays and texts of the report, in one DuckDB file that any DuckDB client reads.
 *
 * {@snippet :
 * try (Store store = Store.open(folder)) {
 *   Results results = store.run("heads", model, cells, SweepListener.SILENT); // goes on if killed
 *   store.put(recovery(results)); // a Table
 *   store.putText("verdict.json", verdict);
 *   store.export(folder); // tables/*.csv, arrays/*.npy
 * }
 * }
 *
 * <p>{@link dev.credence.lab.store.Store} is the door. DuckDB's native library is loaded when a
 * store is opened and not before.
 *
 * <p>Not here: what the numbers mean, and the columns of named tables, which belong to those who
 * put them in. The tables of cells are described in {@code docs/results-store.md}.
 */
@NullMarked
package dev.credence.lab.store;

import org.jspecify.annotations.NullMarked;
