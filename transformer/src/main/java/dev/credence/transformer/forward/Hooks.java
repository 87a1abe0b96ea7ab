package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.contiguous;
import static dev.credence.torch.Ops.indexCopy;
import static dev.credence.torch.Ops.indexSelect;
import static dev.credence.torch.Ops.maskedFill;
import static dev.credence.torch.Ops.to;

import dev.credence.torch.Autograd;
import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.plan.Branch;
import dev.credence.transformer.plan.RowCapture;
import dev.credence.transformer.plan.RowEdit;
import dev.credence.transformer.plan.StagePlan;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The edits and captures of one stage at work. At each hook point first the edits, in their order,
 * then the captures, which keep what everything downstream reads. Every hook point that the plan
 * names must be reached; {@link #finish} says so if one was not.
 */
final class Hooks {
  private final StagePlan plan;
  private final RowChanges changes;
  private final CaptureSink sink;
  private final Set<Hook> reached = EnumSet.noneOf(Hook.class);
  private final Map<RowCapture, float[]> attention = new HashMap<>();

  Hooks(StagePlan plan, RowChanges changes, CaptureSink sink) {
    this.plan = plan;
    this.changes = changes;
    this.sink = sink;
  }

  /** Whether anything is edited or kept there. */
  boolean names(Hook hook) {
    return plan.names(hook);
  }

  /** Whether anything is edited there. */
  boolean edits(Hook hook) {
    return plan.edits().containsKey(hook);
  }

  /** The rows that are edited at one of these hooks, in ascending order. */
  int[] editedRows(Hook... hooks) {
    return Arrays.stream(hooks)
        .flatMap(hook -> plan.edits().getOrDefault(hook, List.of()).stream())
        .flatMapToInt(edit -> Arrays.stream(edit.rows()))
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * {@code plain}, {@code [row, ...]}, with the rows edited at these hooks as in {@code hooked}.
   */
  Tensor withEdited(Tensor plain, Tensor hooked, Hook... hooks) {
    int[] edited = editedRows(hooks);
    if (edited.length == 0) {
      return plain;
    }
    Tensor rows = to(Tensor.of(edited), plain.device());
    return indexCopy(plain, 0, rows, indexSelect(hooked, 0, rows));
  }

  /** Passes {@code [row, ...]} through a hook point; edits may change it in place. */
  Tensor hook(Hook hook, Tensor activation) {
    if (!names(hook)) {
      return activation;
    }
    reached.add(hook);
    Tensor t = activation;
    if (edits(hook)) {
      t = editable(t);
      for (RowEdit edit : plan.edits().getOrDefault(hook, List.of())) {
        changes.apply(edit, t);
      }
    }
    List<RowCapture> captures = plan.captures().getOrDefault(hook, List.of());
    if (!captures.isEmpty()) {
      keep(captures, t);
    }
    return t;
  }

  /** What edits may change in place: a copy where gradients go back through what was there. */
  private static Tensor editable(Tensor t) {
    return contiguous(Autograd.isEnabled() ? Ops.clone(t) : t);
  }

  private void keep(List<RowCapture> captures, Tensor t) {
    int[] rows = captures.stream().flatMapToInt(c -> Arrays.stream(c.rows())).toArray();
    Tensor kept = indexSelect(t, 0, to(Tensor.of(rows), t.device()));
    float[] values = kept.toFloats();
    int width = values.length / rows.length;
    int from = 0;
    for (RowCapture capture : captures) {
      int length = capture.rows().length * width;
      long[] shape = kept.shape().sizes();
      shape[0] = capture.rows().length;
      sink.keep(capture, NdArray.of(Arrays.copyOfRange(values, from, from + length), shape));
      from += length;
    }
  }

  /**
   * Passes the attention matrices of a branch through a hook point. Where a query does not look
   * there is -inf among scores, whatever an edit did, and 0 in a pattern.
   *
   * @param activation {@code [branch x query, head, key]}
   * @param unseen where a query does not look, {@code [branch x query, 1, key]}
   */
  Tensor attention(Hook hook, Tensor activation, Branch branch, Tensor unseen) {
    reached.add(hook);
    float hidden = hook == Hook.ATTN_SCORES ? Float.NEGATIVE_INFINITY : 0;
    Tensor t = activation;
    if (edits(hook)) {
      t = editable(t);
      for (RowEdit edit : plan.edits().getOrDefault(hook, List.of())) {
        changes.apply(
            new RowEdit(
                edit.change(),
                places(edit.rows(), branch),
                places(edit.donors(), branch),
                edit.positions(),
                edit.over(),
                edit.run()),
            t);
      }
      if (hook == Hook.ATTN_SCORES) {
        t = maskedFill(t, unseen, hidden); // an edit cannot unhide
      }
    }
    for (RowCapture capture : plan.captures().getOrDefault(hook, List.of())) {
      keepAttention(capture, t, branch, hidden);
    }
    return t;
  }

  private static int[] places(int[] rows, Branch branch) {
    return Arrays.stream(rows).map(row -> branch.places()[row - branch.firstRow()]).toArray();
  }

  /** Lays the rows of one branch into the capture's matrix, which several branches may fill. */
  private void keepAttention(RowCapture capture, Tensor t, Branch branch, float hidden) {
    int heads = Math.toIntExact(t.size(1));
    int keys = Math.toIntExact(t.size(2));
    int queries = capture.rows().length;
    int length = capture.length();
    for (int i = 0; i < queries; i++) {
      int row = capture.rows()[i] - branch.firstRow();
      if (row < 0 || row >= branch.places().length) {
        continue;
      }
      float[] whole =
          attention.computeIfAbsent(
              capture,
              c -> {
                float[] empty = new float[heads * queries * length];
                Arrays.fill(empty, hidden);
                return empty;
              });
      float[] values =
          indexSelect(t, 0, to(Tensor.of(new int[] {branch.places()[row]}), t.device())).toFloats();
      int visible = branch.visible()[branch.places()[row]];
      for (int h = 0; h < heads; h++) {
        System.arraycopy(
            values, h * keys, whole, (h * queries + i) * length, Math.min(visible, keys));
      }
    }
  }

  /**
   * Hands over what several branches gathered, and checks that every named hook was reached.
   *
   * @param elsewhere hooks that are kept by other means
   */
  void finish(Hook... elsewhere) {
    reached.addAll(List.of(elsewhere));
    attention.forEach(
        (capture, values) -> {
          int queries = capture.rows().length;
          int heads = values.length / queries / capture.length();
          sink.keep(capture, NdArray.of(values, heads, queries, capture.length()));
        });
    for (Set<Hook> named : List.of(plan.edits().keySet(), plan.captures().keySet())) {
      for (Hook hook : named) {
        if (!reached.contains(hook)) {
          throw new IllegalStateException(
              hook.suffix() + ": the plan names it, but the forward pass never came there");
        }
      }
    }
  }
}
