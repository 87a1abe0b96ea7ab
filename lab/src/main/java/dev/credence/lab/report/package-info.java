/**
 * What a reader sees of a run: one HTML file that opens from a mail attachment without a network,
 * the figures beside it as Vega-Lite, and the same story in 80 columns for a terminal.
 *
 * <p>There are two of them. {@link dev.credence.lab.report.Report} tells a replication, from the
 * tables in its folder; {@link dev.credence.lab.report.StudyReport} tells a study with its verdict,
 * from a {@link dev.credence.lab.report.StudyRecord}, which a store can be. A figure of the first
 * is a class from {@code Runs} to {@code Figure}, of the second one from {@code StudyFacts}.
 *
 * <p>A report is built from what a run left and nothing else, so it can be made again at any time
 * and gives the same bytes. A part of the run that is not there becomes an empty panel that says
 * why; a number is never filled in. Names and prompts come from files that others may have made:
 * all text is escaped where it enters the page, and the page forbids itself every request.
 *
 * <p>Not here: the numbers themselves (the notebooks' parts write them), the verdict (a study
 * decides it, a replication gives none), and any printing; {@link
 * dev.credence.lab.report.TerminalReport} returns text.
 */
@NullMarked
package dev.credence.lab.report;

import org.jspecify.annotations.NullMarked;
