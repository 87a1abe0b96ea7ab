package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.expand;
import static dev.credence.torch.Ops.indexCopy;
import static dev.credence.torch.Ops.indexCopyInPlace;
import static dev.credence.torch.Ops.indexSelect;
import static dev.credence.torch.Ops.matmul;
import static dev.credence.torch.Ops.mean;
import static dev.credence.torch.Ops.mul;
import static dev.credence.torch.Ops.reshape;
import static dev.credence.torch.Ops.sub;
import static dev.credence.torch.Ops.transpose;
import static dev.credence.torch.Ops.view;

import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Change;
import dev.credence.transformer.plan.RowEdit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Does what a {@link RowEdit} says to a packed activation, in place.
 *
 * <p>An activation is seen as {@code [row x head, d]}, head being 1 where it has none; what an edit
 * selects of it is {@code [n, heads, width]}.
 */
final class RowChanges {
  private final EditTensors tensors;

  RowChanges(EditTensors tensors) {
    this.tensors = tensors;
  }

  /** Changes {@code activation}, {@code [row, d]} or {@code [row, head, d]}, contiguous. */
  void apply(RowEdit edit, Tensor activation) {
    switch (edit.change()) {
      case Change.ByFunction(Edit function) -> applyFunction(function, edit, activation);
      case Change.ByData(Intervention what) -> applyData(what, edit, activation);
    }
  }

  private static void applyFunction(Edit function, RowEdit edit, Tensor activation) {
    Tensor rows = Tensor.of(edit.run());
    Tensor before = indexSelect(activation, 0, rows); // [pos, ...]
    Tensor after = function.function().apply(before);
    if (!after.shape().equals(before.shape())) {
      throw new InvalidInputException(
          "edit at %s: the function returned %s for %s; it must keep the shape",
          function.point(), after.shape(), before.shape());
    }
    indexCopyInPlace(activation, 0, rows, after);
  }

  private void applyData(Intervention what, RowEdit edit, Tensor activation) {
    Part part = new Part(activation, what);
    Tensor old = part.select(edit.rows()); // [n, heads, width]
    Tensor changed =
        switch (what) {
          case Scale scale -> mul(old, scale.factor());
          case Steer steer -> add(old, mul(part.vector(steer.vector()), steer.alpha()));
          case Patch patch -> part.select(edit.donors());
          case Interchange swap -> {
            Tensor u = part.tensor(swap.basis()); // [width, r]
            Tensor difference = sub(part.select(edit.donors()), old);
            yield add(old, matmul(matmul(difference, u), transpose(u, 0, 1)));
          }
          case Ablate ablate -> ablated(ablate.kind(), part, edit, old);
        };
    part.write(edit.rows(), changed);
  }

  private static Tensor ablated(Ablation kind, Part part, RowEdit edit, Tensor old) {
    int n = edit.rows().length;
    return switch (kind) {
      case Ablation.Zero zero -> Tensor.zeros(old.dtype(), old.device(), part.shape(n));
      case Ablation.Vector vector -> expand(part.vector(vector.value()), part.shape(n));
      case Ablation.PositionVectors vectors ->
          reshape(
              indexSelect(part.tensor(vectors.value()), 0, part.index(edit.positions())),
              part.shape(n));
      case Ablation.Mean mean -> expand(mean(part.select(edit.run()), 0, true), part.shape(n));
      case Ablation.PositionMeans means -> {
        int[] donors = Arrays.stream(edit.over()).flatMapToInt(Arrays::stream).toArray();
        long[] shape = part.shape(n);
        Tensor all =
            view(part.select(donors), n, donors.length / n, shape[1], shape[2]); // [n, donor, ...]
        yield mean(all, 1, false);
      }
      case Ablation.Resample resample ->
          throw new IllegalStateException("a resample is planned as a patch: " + resample);
    };
  }

  /** The part of an activation that an intervention's site selects. */
  private final class Part {
    private final Tensor flat; // [row x head, d]
    private final int heads;
    private final int[] chosenHeads;
    private final List<Integer> neurons;
    private final long width;

    Part(Tensor activation, Intervention what) {
      heads = activation.rank() == 3 ? Math.toIntExact(activation.size(1)) : 1;
      long d = activation.size(-1);
      flat = view(activation, activation.size(0) * heads, d);
      chosenHeads =
          what.site().heads().isEmpty()
              ? IntStream.range(0, heads).toArray()
              : what.site().heads().stream().mapToInt(Integer::intValue).toArray();
      neurons = what.site().neurons();
      width = neurons.isEmpty() ? d : neurons.size();
    }

    long[] shape(int n) {
      return new long[] {n, chosenHeads.length, width};
    }

    Tensor index(int[] values) {
      return Ops.to(Tensor.of(values), flat.device());
    }

    private Tensor entries(int[] rows) {
      int[] entries = new int[rows.length * chosenHeads.length];
      for (int i = 0; i < rows.length; i++) {
        for (int h = 0; h < chosenHeads.length; h++) {
          entries[i * chosenHeads.length + h] = rows[i] * heads + chosenHeads[h];
        }
      }
      return index(entries);
    }

    private Tensor columns() {
      return index(neurons.stream().mapToInt(Integer::intValue).toArray());
    }

    /** What the site selects of some rows, {@code [n, heads, width]}; a copy. */
    Tensor select(int[] rows) {
      Tensor whole = indexSelect(flat, 0, entries(rows));
      return view(neurons.isEmpty() ? whole : indexSelect(whole, 1, columns()), shape(rows.length));
    }

    /** Puts {@code [n, heads, width]} in its place. */
    void write(int[] rows, Tensor values) {
      Tensor entries = entries(rows);
      Tensor units = reshape(values, (long) rows.length * chosenHeads.length, width);
      indexCopyInPlace(
          flat,
          0,
          entries,
          neurons.isEmpty()
              ? units
              : indexCopy(indexSelect(flat, 0, entries), 1, columns(), units));
    }

    /** A named tensor in the precision of the activation. */
    Tensor tensor(String name) {
      return tensors.get(name, flat.dtype(), flat.device());
    }

    /** A named {@code [width]} or {@code [heads, width]} as {@code [1, heads or 1, width]}. */
    Tensor vector(String name) {
      Tensor vector = tensor(name);
      return vector.rank() == 1
          ? view(vector, 1, 1, vector.size(0))
          : view(vector, 1, vector.size(0), vector.size(1));
    }
  }
}
