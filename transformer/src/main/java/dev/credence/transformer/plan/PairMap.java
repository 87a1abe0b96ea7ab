package dev.credence.transformer.plan;

import java.util.Arrays;

/** From pairs of ints to ints of 0 or more: open addressing, no boxing. */
final class PairMap {
  private static final int ABSENT = -1;

  private long[] keys = new long[64];
  private int[] values = new int[64];
  private int size;

  PairMap() {
    Arrays.fill(values, ABSENT);
  }

  /** The value of a pair, or -1. */
  int get(int first, int second) {
    return values[slot(key(first, second))];
  }

  void put(int first, int second, int value) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    long key = key(first, second);
    int slot = slot(key);
    if (values[slot] == ABSENT) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private static long key(int first, int second) {
    return ((long) first << 32) | (second & 0xFFFFFFFFL);
  }

  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash ^ (hash >>> 32)) & (keys.length - 1);
    while (values[slot] != ABSENT && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldValues.length * 2];
    Arrays.fill(values, ABSENT);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != ABSENT) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
