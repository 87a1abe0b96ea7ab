package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cells with all that they name: what is handed to a model to run. Plain data.
 *
 * @param prompts tokens by name, the beginning-of-sequence token already among them
 * @param tensors vectors, means and bases that interventions name
 * @param readouts by name
 * @param cells in the order in which results are listed
 * @param captures which activations to keep
 */
public record CellSet(
    Map<String, int[]> prompts,
    Map<String, NdArray> tensors,
    Map<String, Readout> readouts,
    List<Cell> cells,
    List<Capture> captures) {

  /** Checks that every name stands for something and that no id stands twice. */
  public CellSet {
    prompts = Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    readouts = Collections.unmodifiableMap(new LinkedHashMap<>(readouts));
    cells = List.copyOf(cells);
    captures = List.copyOf(captures);
    Set<String> ids = new HashSet<>();
    for (Cell cell : cells) {
      if (!ids.add(cell.id())) {
        throw new InvalidInputException(
            "cell %s: two cells have this id; results are listed by id, so each needs its own",
            cell.id());
      }
      if (!prompts.containsKey(cell.prompt())) {
        throw new InvalidInputException(
            "cell %s: no prompt is named \"%s\"; there are %s",
            cell.id(), cell.prompt(), prompts.keySet());
      }
      for (String readout : cell.readouts()) {
        if (!readouts.containsKey(readout)) {
          throw new InvalidInputException(
              "cell %s: no readout is named \"%s\"; there are %s",
              cell.id(), readout, readouts.keySet());
        }
      }
    }
    for (Capture capture : captures) {
      for (String id : capture.cells()) {
        if (!ids.contains(id)) {
          throw new InvalidInputException(
              "capture %s: no cell has the id \"%s\"", capture.hook(), id);
        }
      }
    }
  }

  /** Collects a cell set piece by piece. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects a cell set piece by piece. */
  public static final class Builder {
    private final Map<String, int[]> prompts = new LinkedHashMap<>();
    private final Map<String, NdArray> tensors = new LinkedHashMap<>();
    private final Map<String, Readout> readouts = new LinkedHashMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Capture> captures = new ArrayList<>();

    private Builder() {}

    /** Names a prompt. */
    public Builder prompt(String name, int... tokens) {
      prompts.put(name, tokens.clone());
      return this;
    }

    /** Names a tensor. */
    public Builder tensor(String name, NdArray values) {
      tensors.put(name, values);
      return this;
    }

    /** Names a readout. */
    public Builder readout(String name, Readout readout) {
      readouts.put(name, readout);
      return this;
    }

    /** Adds a cell. */
    public Builder cell(Cell cell) {
      cells.add(cell);
      return this;
    }

    /** Adds a capture. */
    public Builder capture(Capture capture) {
      captures.add(capture);
      return this;
    }

    /** The cell set. */
    public CellSet build() {
      return new CellSet(prompts, tensors, readouts, cells, captures);
    }
  }
}
