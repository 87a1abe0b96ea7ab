package dev.credence.transformer;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run over cells gave: readings in the order of cells, captured activations by name. */
public final class Results {
  private final List<Reading> readings;
  private final Map<String, NdArray> captures;
  private final Map<String, Reading> first = new HashMap<>();

  /**
   * What a run gave, from wherever it was kept.
   *
   * @param readings in the order of cells; of one cell by readout, then position
   * @param captures float32, by {@code CELL/HOOK}
   */
  public Results(List<Reading> readings, Map<String, NdArray> captures) {
    this.readings = List.copyOf(readings);
    this.captures = Collections.unmodifiableMap(new LinkedHashMap<>(captures));
    for (Reading reading : readings) {
      first.putIfAbsent(key(reading.cell(), reading.readout()), reading);
    }
  }

  private static String key(String cell, String readout) {
    return cell + '\u0000' + readout;
  }

  /** All readings: by cell, readout, position. */
  public List<Reading> readings() {
    return readings;
  }

  /** All readings of one cell. */
  public List<Reading> readings(String cell) {
    List<Reading> ofCell = new ArrayList<>();
    for (Reading reading : readings) {
      if (reading.cell().equals(cell)) {
        ofCell.add(reading);
      }
    }
    return ofCell;
  }

  /**
   * A readout's first reading: the only one, where it is read at one position.
   *
   * @throws InvalidInputException if the cell has no such readout
   */
  public Reading reading(String cell, String readout) {
    Reading reading = first.get(key(cell, readout));
    if (reading == null) {
      throw new InvalidInputException(
          "cell %s: it has no readout \"%s\" in these results", cell, readout);
    }
    return reading;
  }

  /** Captured activations by {@code CELL/HOOK}, without a batch axis, float32. */
  public Map<String, NdArray> captures() {
    return captures;
  }

  /**
   * One captured activation: {@code [pos, ...]} of the captured positions, or {@code [head, query,
   * key]}.
   *
   * @throws InvalidInputException if it was not captured
   */
  public NdArray capture(String cell, String hook) {
    NdArray array = captures.get(cell + "/" + hook);
    if (array == null) {
      throw new InvalidInputException(
          "%s/%s: it was not captured; add a capture of %2$s to the run", cell, hook);
    }
    return array;
  }
}
