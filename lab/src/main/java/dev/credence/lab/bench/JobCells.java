package dev.credence.lab.bench;

import dev.credence.lab.replicate.Answers;
import dev.credence.transformer.Results;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the cells of a job in order; each reads the logits of two tokens. */
final class JobCells {
  private final CellSet.Builder set = CellSet.builder();
  private final Map<Answers, String> readouts = new HashMap<>();
  private final Map<List<Integer>, String> prompts = new HashMap<>();
  private final List<Cell> cells = new ArrayList<>();

  JobCells ask(int[] prompt, Answers answers, List<Intervention> edits) {
    String readout =
        readouts.computeIfAbsent(
            answers,
            a -> {
              String name = "xy" + readouts.size();
              set.readout(name, a.readout());
              return name;
            });
    Cell cell = new Cell("cell" + cells.size(), name(prompt), edits, List.of(readout));
    cells.add(cell);
    set.cell(cell);
    return this;
  }

  /** The name of a prompt, the same for the same tokens; it need not be asked by itself. */
  String name(int[] prompt) {
    return prompts.computeIfAbsent(
        Arrays.stream(prompt).boxed().toList(),
        tokens -> {
          String name = "prompt" + prompts.size();
          set.prompt(name, prompt);
          return name;
        });
  }

  JobCells tensor(String name, NdArray values) {
    set.tensor(name, values);
    return this;
  }

  CellSet build() {
    return set.build();
  }

  /** {@code [cell * 2]}: the two logits of each cell of a set made here, in order. */
  static float[] logits(CellSet set, Results results) {
    float[] logits = new float[2 * set.cells().size()];
    int at = 0;
    for (Cell cell : set.cells()) {
      double[] pair = results.reading(cell.id(), cell.readouts().getFirst()).logits();
      logits[at++] = (float) pair[0];
      logits[at++] = (float) pair[1];
    }
    return logits;
  }
}
