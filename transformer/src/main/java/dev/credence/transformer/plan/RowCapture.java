package dev.credence.transformer.plan;

import dev.credence.transformer.hook.HookPoint;

/**
 * Rows of a packed activation that are kept.
 *
 * @param cell index of the cell whose they are
 * @param point the hook point
 * @param rows in the order of {@code positions}
 * @param positions token positions
 * @param length tokens of the cell's prompt
 */
public record RowCapture(int cell, HookPoint point, int[] rows, int[] positions, int length) {}
