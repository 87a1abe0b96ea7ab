package dev.credence.transformer.plan;

/**
 * A plan whose rows look back at rows of runs before it, and which leaves rows for runs after it.
 *
 * @param plan what is computed; the keys of its branches count the rows left before it first, then
 *     its own
 * @param kept for each layer the rows of its keys that are left, in the order of positions
 */
public record ContinuedPlan(RowPlan plan, int[][] kept) {}
