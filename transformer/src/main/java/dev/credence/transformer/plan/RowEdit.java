package dev.credence.transformer.plan;

/**
 * One change to some rows of a packed activation.
 *
 * @param change what is done
 * @param rows the rows that change
 * @param donors for each of {@code rows} the row of the same activation whose content it is given;
 *     empty where the change needs none
 * @param positions for each of {@code rows} its token position
 * @param over for each of {@code rows} the rows whose mean it is given; empty where the change
 *     needs none
 * @param run all rows of the cell, in the order of positions, where the change reads the whole run;
 *     empty otherwise
 */
public record RowEdit(
    Change change, int[] rows, int[] donors, int[] positions, int[][] over, int[] run) {}
