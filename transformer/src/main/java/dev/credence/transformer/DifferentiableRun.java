package dev.credence.transformer;

import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.plan.RowPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cells through the one forward pass, for learning: logits come back as tensors, and where the
 * thread records gradients they remember how they were computed from the weights and from the
 * tensors that interventions name. Planned once, run as often as a step is taken.
 *
 * <pre>{@code
 * DifferentiableRun run = model.differentiable(cells); // an Interchange of basis "rotation"
 * Tensor rotation = Autograd.requiresGrad(start);
 * try (Scope _ = Scope.open();
 *     Autograd.Mode _ = Autograd.withGrad()) {
 *   Tensor logOdds = run.logOdds("answer", Map.of("rotation", rotation)); // [read]
 *   Autograd.backward(Ops.mseLoss(logOdds, wanted));
 * }
 * Tensor slope = Autograd.grad(rotation).orElseThrow(); // [d, r]
 * }</pre>
 *
 * <p>All cells are one wave, whatever memory that takes: what a gradient needs is kept until {@link
 * dev.credence.torch.Autograd#backward}, all layers at once. Captures are left out.
 */
public final class DifferentiableRun {
  /** Tokens of all prompts together up to which all queries of a layer attend in one product. */
  private static final int FEW = 1 << 12;

  private final CellSet set;
  private final RowPlan plan;
  private final Transformer transformer;
  private final Map<Read, Integer> places = new LinkedHashMap<>();
  private final int[] rows;

  /**
   * Where logits are read.
   *
   * @param cell the cell's id
   * @param position in its prompt, from 0
   */
  public record Read(String cell, int position) {}

  /**
   * Plans the cells.
   *
   * @param transformer of this configuration; its weights must not change their memory while a
   *     gradient is to be taken
   * @throws InvalidInputException if a cell names something that is not there
   */
  public DifferentiableRun(CellSet set, ModelConfig config, Transformer transformer) {
    this.set = new CellSet(set.prompts(), set.tensors(), set.readouts(), set.cells(), List.of());
    this.plan =
        tokens(set) <= FEW
            ? RowPlan.inOneBatch(this.set, config, new HookTable(config))
            : RowPlan.of(this.set, config, new HookTable(config), Map.of());
    this.transformer = transformer;
    List<Integer> found = new ArrayList<>();
    for (int cell = 0; cell < set.cells().size(); cell++) {
      int[] positions = plan.readPositions(cell);
      for (int i = 0; i < positions.length; i++) {
        places.put(new Read(set.cells().get(cell).id(), positions[i]), places.size());
        found.add(plan.readRows(cell)[i]);
      }
    }
    this.rows = found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int tokens(CellSet set) {
    return set.cells().stream()
        .mapToInt(cell -> set.prompts().getOrDefault(cell.prompt(), new int[0]).length)
        .sum();
  }

  /** What the rows of {@link #logits} are: cell by cell, each cell's positions ascending. */
  public List<Read> reads() {
    return List.copyOf(places.keySet());
  }

  /** {@link #logits(Map)} with nothing learnt but the weights. */
  public Tensor logits() {
    return logits(Map.of());
  }

  /**
   * Logits wherever a cell's readouts read.
   *
   * @param learnt stand before the set's arrays of the same name, and have their shape
   * @return {@code [read, vocab_out]}, rows as {@link #reads} lists them; it belongs to the open
   *     scope
   * @throws InvalidInputException if the set has no array of such a name, or one of another shape
   */
  public Tensor logits(Map<String, Tensor> learnt) {
    learnt.forEach(this::check);
    try (Scope scope = Scope.open()) {
      Tensor normed = transformer.run(plan, set.tensors(), learnt);
      Tensor wanted = Ops.indexSelect(normed, 0, Ops.to(Tensor.of(rows), normed.device()));
      return scope.keep(transformer.unembed(wanted));
    }
  }

  /**
   * The log-odds of a readout's first answer against its second, in every cell that takes it.
   *
   * <pre>
   * ln (sum of e^logit over the tokens of the first / the same of the second)
   * </pre>
   *
   * @param learnt as of {@link #logits(Map)}
   * @return {@code [read]}, in nats, in the order of {@link #readsOf}
   * @throws InvalidInputException also if there is no such readout, or it has not two answers
   */
  public Tensor logOdds(String readout, Map<String, Tensor> learnt) {
    List<String> labels = readout(readout).labels();
    if (labels.size() != 2) {
      throw new InvalidInputException(
          "readout %s: it has the answers %s; log-odds are between two", readout, labels);
    }
    int[] wanted = readsOf(readout).stream().mapToInt(r -> places.getOrDefault(r, -1)).toArray();
    try (Scope scope = Scope.open()) {
      Tensor logits = logits(learnt);
      Tensor own = Ops.indexSelect(logits, 0, Ops.to(Tensor.of(wanted), logits.device()));
      return scope.keep(
          Ops.sub(answer(own, readout, labels.get(0)), answer(own, readout, labels.get(1))));
    }
  }

  /**
   * What the elements of {@link #logOdds} are.
   *
   * @throws InvalidInputException if there is no such readout
   */
  public List<Read> readsOf(String readout) {
    Readout wanted = readout(readout);
    List<Read> own = new ArrayList<>();
    for (int i = 0; i < set.cells().size(); i++) {
      Cell cell = set.cells().get(i);
      if (cell.readouts().contains(readout)) {
        for (int position : wanted.positions().resolve(plan.length(i), cell.id())) {
          own.add(new Read(cell.id(), position));
        }
      }
    }
    return own;
  }

  /** {@code [read, vocab_out]} to {@code [read]}. */
  private Tensor answer(Tensor logits, String readout, String label) {
    List<Integer> tokens = readout(readout).among().getOrDefault(label, List.of());
    int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
    Tensor columns = Ops.indexSelect(logits, 1, Ops.to(Tensor.of(ids), logits.device()));
    return Ops.logsumexp(columns, 1, false);
  }

  private Readout readout(String name) {
    Readout readout = set.readouts().get(name);
    if (readout == null) {
      throw new InvalidInputException(
          "readout %s: there is none of this name; there are %s", name, set.readouts().keySet());
    }
    return readout;
  }

  private void check(String name, Tensor tensor) {
    var array = set.tensors().get(name);
    if (array == null) {
      throw new InvalidInputException(
          "tensor %s: no array of this name gives its shape; there are %s",
          name, set.tensors().keySet());
    }
    if (!Arrays.equals(array.shape(), tensor.shape().sizes())) {
      throw new InvalidInputException(
          "tensor %s is %s; the array of this name is %s",
          name, tensor.shape(), Arrays.toString(array.shape()));
    }
  }
}
