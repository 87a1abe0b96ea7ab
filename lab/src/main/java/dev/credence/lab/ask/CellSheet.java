package dev.credence.lab.ask;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cells as they are being written down: equal prompts get one name, equal readouts too. Cells that
 * ask the same under the same edits are entered once, whatever they are called.
 */
public final class CellSheet {
  /** Name of the only reading of a cell. */
  static final String READOUT = "answer";

  private final CellSet.Builder cells = CellSet.builder();
  private final Map<List<Integer>, String> prompts = new HashMap<>();
  private final Map<Readout, String> readouts = new HashMap<>();
  private final Map<String, NdArray> tensors = new HashMap<>();
  private final Map<List<Object>, String> known = new HashMap<>();
  private final Map<String, String> readoutOf = new LinkedHashMap<>();
  private int size;

  /**
   * Names a prompt.
   *
   * @param tokens of the prompt
   * @return its name, by which an intervention can draw on it
   */
  public String prompt(List<Integer> tokens) {
    String name = prompts.get(tokens);
    if (name == null) {
      name = "p" + prompts.size();
      prompts.put(List.copyOf(tokens), name);
      cells.prompt(name, tokens.stream().mapToInt(Integer::intValue).toArray());
    }
    return name;
  }

  /**
   * Names a tensor.
   *
   * @param name its name
   * @param values what it holds
   * @return the name
   * @throws IllegalArgumentException if another tensor has that name
   */
  public String tensor(String name, NdArray values) {
    NdArray before = tensors.putIfAbsent(name, values);
    if (before == null) {
      cells.tensor(name, values);
    } else if (!before.equals(values)) {
      throw new IllegalArgumentException("tensor " + name + ": another one has this name");
    }
    return name;
  }

  /**
   * Asks under edits, reading the answers' probabilities.
   *
   * @param asked the question
   * @param edits in the order in which they act
   * @return the id of the cell that answers, perhaps one that was there
   */
  public String ask(Asked asked, Intervention... edits) {
    return ask(asked, false, edits);
  }

  /**
   * The same with the divergence from the unedited run.
   *
   * @param asked the question
   * @param edits in the order in which they act
   * @return the id of the cell
   */
  public String askWithKl(Asked asked, Intervention... edits) {
    return ask(asked, true, edits);
  }

  private String ask(Asked asked, boolean kl, Intervention... edits) {
    Map<String, List<Integer>> among = new LinkedHashMap<>();
    for (int i = 0; i < asked.answers().size(); i++) {
      among.put("answer" + i, List.of(asked.answers().get(i)));
    }
    String readout = readout(new Readout(among, Positions.LAST, 0, kl));
    String prompt = prompt(asked.tokens());
    List<Object> key = List.of(prompt, readout, List.of(edits));
    String id = known.get(key);
    if (id == null) {
      id = "c" + size++;
      known.put(key, id);
      cells.cell(new Cell(id, prompt, List.of(edits), List.of(readout)));
      readoutOf.put(id, readout);
    }
    return id;
  }

  private String readout(Readout readout) {
    String name = readouts.get(readout);
    if (name == null) {
      name = READOUT + readouts.size();
      readouts.put(readout, name);
      cells.readout(name, readout);
    }
    return name;
  }

  /**
   * Keeps activations.
   *
   * @param capture which
   */
  public void capture(Capture capture) {
    cells.capture(capture);
  }

  /**
   * How many cells there are.
   *
   * @return equal ones counted once
   */
  public int size() {
    return size;
  }

  /**
   * Runs all of it.
   *
   * @param stage a name of this step
   * @param runner where
   * @return the answers; of no cells, none
   */
  public Answers run(String stage, CellRunner runner) {
    CellSet set = cells.build();
    return new Answers(runner.run(stage, set), readoutOf);
  }
}
