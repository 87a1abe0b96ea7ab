package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.einsum;
import static dev.credence.torch.Ops.indexCopy;
import static dev.credence.torch.Ops.indexSelect;
import static dev.credence.torch.Ops.to;
import static dev.credence.torch.Ops.view;

import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the stream, one for each head, where somebody edits or keeps them. Rows with edited
 * copies have each head read its own, normed; the others read the stream.
 *
 * @param normed {@code [edited row, head, d_model]}; null where no row is edited
 * @param rows the edited rows
 */
record HeadInputs(@Nullable Tensor normed, int[] rows) {
  /** Puts what the heads of edited rows read into {@code [row, head, d_head]}. */
  Tensor into(Tensor projected, LinearWeights w) {
    if (normed == null || rows.length == 0) {
      return projected;
    }
    long heads = projected.size(1);
    Tensor perHead = view(w.weight(), heads, projected.size(2), normed.size(2));
    Tensor own = einsum("rhm,hdm->rhd", normed, perHead);
    Tensor shifted = w.bias() == null ? own : add(own, view(w.bias(), 1, heads, own.size(2)));
    return indexCopy(projected, 0, to(Tensor.of(rows), projected.device()), shifted);
  }

  /** The same for rows made from these, each from row {@code from[i]}. */
  HeadInputs through(int[] from) {
    if (normed == null) {
      return this;
    }
    int[] made = IntStream.range(0, from.length).filter(i -> place(from[i]) >= 0).toArray();
    int[] places = Arrays.stream(made).map(i -> place(from[i])).toArray();
    return new HeadInputs(indexSelect(normed, 0, to(Tensor.of(places), normed.device())), made);
  }

  private int place(int row) {
    return Arrays.binarySearch(rows, row);
  }
}
