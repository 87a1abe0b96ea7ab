package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.cat;
import static dev.credence.torch.Ops.indexSelect;
import static dev.credence.torch.Ops.mul;
import static dev.credence.torch.Ops.narrow;
import static dev.credence.torch.Ops.reshape;
import static dev.credence.torch.Ops.select;
import static dev.credence.torch.Ops.stack;
import static dev.credence.torch.Ops.sub;
import static dev.credence.torch.Ops.to;
import static dev.credence.torch.Ops.unsqueeze;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.PositionScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns pairs of dimensions of queries and keys by an angle proportional to the row's own position
 * (Su et al. 2021, RoFormer).
 *
 * <pre>
 * (a, b) := (a cos pf - b sin pf, b cos pf + a sin pf)
 * p: position, f: the pair's frequency
 * </pre>
 *
 * <p>Angles are computed in double precision and rounded once.
 */
final class Rotary {
  private final PositionScheme.Rotary scheme;
  private final int first;
  private final Tensor cos; // [position - first, dims / 2]
  private final Tensor sin;

  /** The angles of positions {@code first} to {@code end - 1}, in the activations' precision. */
  Rotary(PositionScheme.Rotary scheme, int first, int end, DType dtype, Device device) {
    this.scheme = scheme;
    this.first = first;
    int positions = end - first;
    double[] frequencies = scheme.frequencies();
    float[] cosines = new float[positions * frequencies.length];
    float[] sines = new float[positions * frequencies.length];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < frequencies.length; i++) {
        cosines[p * frequencies.length + i] = (float) Math.cos((first + p) * frequencies[i]);
        sines[p * frequencies.length + i] = (float) Math.sin((first + p) * frequencies[i]);
      }
    }
    cos = to(to(Tensor.of(cosines, positions, frequencies.length), dtype), device);
    sin = to(to(Tensor.of(sines, positions, frequencies.length), dtype), device);
  }

  /** Turns {@code [row, head, d_head]}; {@code positions} is {@code [row]}. */
  Tensor turn(Tensor x, Tensor positions) {
    Tensor at = first == 0 ? positions : sub(positions, first);
    Tensor c = unsqueeze(indexSelect(cos, 0, at), 1); // [row, 1, dims / 2]
    Tensor s = unsqueeze(indexSelect(sin, 0, at), 1);
    int dims = scheme.dims();
    int half = dims / 2;
    Tensor a;
    Tensor b;
    if (scheme.adjacentPairs()) {
      Tensor pairs = reshape(narrow(x, 2, 0, dims), x.size(0), x.size(1), half, 2);
      a = select(pairs, 3, 0);
      b = select(pairs, 3, 1);
    } else {
      a = narrow(x, 2, 0, half);
      b = narrow(x, 2, half, half);
    }
    Tensor turnedA = sub(mul(a, c), mul(b, s));
    Tensor turnedB = add(mul(b, c), mul(a, s));
    List<Tensor> parts = new ArrayList<>();
    if (scheme.adjacentPairs()) {
      parts.add(reshape(stack(List.of(turnedA, turnedB), 3), x.size(0), x.size(1), dims));
    } else {
      parts.add(turnedA);
      parts.add(turnedB);
    }
    if (dims < x.size(2)) {
      parts.add(narrow(x, 2, dims, x.size(2) - dims));
    }
    return cat(parts, 2);
  }
}
