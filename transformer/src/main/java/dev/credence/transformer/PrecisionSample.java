package dev.credence.transformer;

import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The cells that a {@link PrecisionCheck} computes again, and the comparison. A cell's readouts are
 * read as before; tokens that were among the likeliest are read as further answers, so that the
 * same tokens are compared whichever are likeliest in float32.
 */
final class PrecisionSample {
  /** Before anything was compared; a NaN that is met afterwards stays. */
  private static final double NOTHING = Double.NEGATIVE_INFINITY;

  private final CellSet cells;
  private final Results results;
  private final int[] chosen;
  private double logits = NOTHING;
  private double probabilities = NOTHING;
  private double logitDifference = NOTHING;

  PrecisionSample(CellSet cells, Results results) {
    this.cells = cells;
    this.results = results;
    this.chosen =
        evenly(
            IntStream.range(0, cells.cells().size())
                .filter(i -> !cells.cells().get(i).readouts().isEmpty())
                .toArray());
  }

  /** All of a few, else the first, the last and others evenly spaced between. */
  static int[] evenly(int[] all) {
    int most = PrecisionCheck.SAMPLE;
    return all.length <= most
        ? all
        : IntStream.range(0, most)
            .map(i -> all[Math.toIntExact((long) i * (all.length - 1) / (most - 1))])
            .toArray();
  }

  PrecisionCheck.Measured compare(Model model) {
    long began = System.nanoTime();
    if (chosen.length > 0) {
      try (Model wide = model.widened()) {
        Results exact = wide.run(again(), chosen);
        for (int index : chosen) {
          String cell = cells.cells().get(index).id();
          List<Reading> found = results.readings(cell);
          List<Reading> expected = exact.readings(cell);
          for (int i = 0; i < found.size(); i++) {
            compare(found.get(i), expected.get(i));
          }
        }
      }
    }
    return new PrecisionCheck.Measured(
        model.options().dtype(),
        chosen.length,
        cells.cells().size(),
        found(logits),
        found(probabilities),
        found(logitDifference),
        (System.nanoTime() - began) / 1e9);
  }

  private static OptionalDouble found(double largest) {
    return largest == NOTHING ? OptionalDouble.empty() : OptionalDouble.of(largest);
  }

  private static double larger(double largest, double found, double expected) {
    return Math.max(largest, Math.abs(found - expected));
  }

  /** The cells again, each chosen one with readouts of its own, and nothing captured. */
  private CellSet again() {
    Map<String, Readout> readouts = new LinkedHashMap<>();
    List<Cell> all = new ArrayList<>();
    for (Cell cell : cells.cells()) { // donors may be among them
      all.add(new Cell(cell.id(), cell.prompt(), cell.interventions(), List.of()));
    }
    for (int index : chosen) {
      Cell cell = cells.cells().get(index);
      List<String> own = new ArrayList<>();
      for (String name : cell.readouts()) {
        own.add(cell.id() + '\u0000' + name);
        readouts.put(own.getLast(), again(cell.id(), name));
      }
      all.set(index, new Cell(cell.id(), cell.prompt(), cell.interventions(), own));
    }
    return new CellSet(cells.prompts(), cells.tensors(), readouts, all, List.of());
  }

  private Readout again(String cell, String name) {
    Readout readout = Objects.requireNonNull(cells.readouts().get(name));
    Map<String, List<Integer>> among = new LinkedHashMap<>(readout.among());
    for (Reading reading : results.readings(cell)) {
      if (reading.readout().equals(name)) {
        for (int token : reading.topTokens()) {
          among.put(likely(token), List.of(token));
        }
      }
    }
    return among.isEmpty() ? readout : new Readout(among, readout.positions(), 0, false);
  }

  private static String likely(int token) {
    return "\u0000" + token;
  }

  private void compare(Reading found, Reading expected) {
    for (int i = 0; i < found.labels().size(); i++) {
      logits = larger(logits, found.logits()[i], expected.logits()[i]);
      probabilities = larger(probabilities, found.probabilities()[i], expected.probabilities()[i]);
    }
    if (found.labels().size() > 1) {
      logitDifference =
          larger(logitDifference, found.logitDifferenceNats(), expected.logitDifferenceNats());
    }
    for (int i = 0; i < found.topTokens().length; i++) {
      int label = expected.labels().indexOf(likely(found.topTokens()[i]));
      probabilities =
          larger(probabilities, found.topProbabilities()[i], expected.probabilities()[label]);
    }
  }
}
