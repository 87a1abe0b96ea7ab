package dev.credence.belief.question;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A symbol as numbers: coordinate i is 1 for symbol i, -1 for the last symbol of the source, else
 * 0. With two symbols: 1, -1, and 0 for neither.
 */
final class SymbolCode {
  private SymbolCode() {}

  static Variable variable(String name, List<String> symbols) {
    return symbols.size() == 2
        ? Variable.scalar(name, Variable.Kind.NUISANCE)
        : new Variable(
            name,
            Variable.Kind.NUISANCE,
            symbols.subList(0, symbols.size() - 1).stream().map(s -> name + "_" + s).toList());
  }

  /** Of a symbol from 0, or of none where it is -1. */
  static double[] of(int symbol, int kinds) {
    return IntStream.range(0, kinds - 1)
        .mapToDouble(i -> symbol == kinds - 1 ? -1 : symbol == i ? 1 : 0)
        .toArray();
  }

  /** Of the most probable symbol, none where several are within 1e-12 of it. */
  static double[] ofMostProbable(double[] p) {
    int best = 0;
    for (int i = 1; i < p.length; i++) {
      best = p[i] > p[best] ? i : best;
    }
    for (int i = 0; i < p.length; i++) {
      if (i != best && p[best] - p[i] < 1e-12) {
        return of(-1, p.length);
      }
    }
    return of(best, p.length);
  }
}
