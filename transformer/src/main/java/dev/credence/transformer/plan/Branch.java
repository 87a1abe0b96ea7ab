package dev.credence.transformer.plan;

/**
 * Queries that attend together: branches of equal or nearly equal size, padded to a rectangle.
 *
 * <p>A branch is a past (the rows of one prompt under one set of edits, from position 0 on) and the
 * queries that look back along it. Query i of a branch sees the first {@code visible[i]} keys.
 *
 * @param count branches
 * @param keysEach keys of each, after padding
 * @param queriesEach queries of each, after padding
 * @param keys {@code [count, keysEach]} rows of the layer's keys; padded with the branch's first
 * @param queries {@code [count, queriesEach]} rows of the layer's queries; padded likewise
 * @param visible {@code [count, queriesEach]} how many keys each query sees
 * @param places where in {@code [count, queriesEach]} each real query stands, in the order of the
 *     layer's query rows
 * @param firstRow the layer's query row that stands first; the others follow it
 */
public record Branch(
    int count,
    int keysEach,
    int queriesEach,
    int[] keys,
    int[] queries,
    int[] visible,
    int[] places,
    int firstRow) {

  /** Whether every place is a real query. */
  public boolean isFull() {
    return places.length == count * queriesEach;
  }
}
