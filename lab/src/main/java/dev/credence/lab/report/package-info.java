/**
 * What a reader sees of a run: one HTML file that opens from a mail attachment without a network,
 * the figures beside it as Vega-Lite, and the same story in 80 columns for a terminal.
 *
 * <p>A report is built from the folder of a run and nothing else, so it can be made again at any
 * time and gives the same bytes. A part of the run that is not there becomes an empty panel that
 * says why; a number is never filled in. Names and prompts come from files that others may have
 * made: all text is escaped where it enters the page, and the page forbids itself every request.
 *
 * <p>Not here: the numbers themselves (the notebooks' parts write them), any verdict (a replication
 * gives none), and any printing; {@link dev.credence.lab.report.TerminalReport} returns text.
 */
@NullMarked
package dev.credence.lab.report;

import org.jspecify.annotations.NullMarked;
