package dev.credence.transformer.plan;

import java.util.stream.IntStream;

/**
 * Queries that attend together: branches of equal or nearly equal size, padded to a rectangle.
 *
 * <p>A branch is a past (the rows of one prompt under one set of edits, from position 0 on), tails
 * that leave it somewhere, and the queries that look back along them. Query i of a branch sees the
 * first {@code visible[i]} keys of the past, and of its tail those from {@code tailFrom[i]} up to
 * and without {@code tailTo[i]}; none where the two are equal.
 *
 * @param count branches
 * @param keysEach keys of each, after padding
 * @param queriesEach queries of each, after padding
 * @param keys {@code [count, keysEach]} rows of the layer's keys; padded with the branch's first
 * @param keyPositions {@code [count, keysEach]} token positions of the keys
 * @param queries {@code [count, queriesEach]} rows of the layer's queries; padded likewise
 * @param queryPositions {@code [count, queriesEach]} token positions of the queries
 * @param visible {@code [count, queriesEach]} how many keys of the past each query sees
 * @param tailFrom {@code [count, queriesEach]} where the part of its tail that it sees begins
 * @param tailTo {@code [count, queriesEach]} where that ends
 * @param places where in {@code [count, queriesEach]} each real query stands, in the order of the
 *     layer's query rows
 * @param firstRow the layer's query row that stands first; the others follow it
 */
public record Branch(
    int count,
    int keysEach,
    int queriesEach,
    int[] keys,
    int[] keyPositions,
    int[] queries,
    int[] queryPositions,
    int[] visible,
    int[] tailFrom,
    int[] tailTo,
    int[] places,
    int firstRow) {

  /**
   * One past of which the first rows are there already: its last {@code count} rows look back.
   *
   * @param past how many rows there are before them
   */
  static Branch behind(int past, int count) {
    int[] keys = IntStream.range(0, past + count).toArray();
    int[] rows = IntStream.range(0, count).toArray();
    int[] positions = IntStream.range(past, past + count).toArray();
    int[] visible = IntStream.range(past + 1, past + count + 1).toArray();
    int[] none = new int[count];
    return new Branch(
        1, keys.length, count, keys, keys, rows, positions, visible, none, none, rows, 0);
  }

  /** Whether every place is a real query. */
  public boolean isFull() {
    return places.length == count * queriesEach;
  }

  /** Whether some query sees more than a first part of its past. */
  public boolean hasTails() {
    for (int end : tailTo) {
      if (end > 0) {
        return true;
      }
    }
    return false;
  }
}
