package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.forward.Transformer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far predictions have moved from those of unedited runs: KL(unedited || edited) over the whole
 * vocabulary, in nats, for pairs of rows.
 */
final class Divergences {
  /**
   * Pairs at once: in double precision, with 50,000 tokens, about 25 MiB each of several arrays.
   */
  private static final int CHUNK = 64;

  /** Two normed rows. */
  private record Pair(int unedited, int edited) {}

  private final Set<Pair> asked = new LinkedHashSet<>();
  private final Map<Pair, Double> nats = new HashMap<>();

  /** Asks for a pair; equal pairs are computed once. */
  void ask(int unedited, int edited) {
    if (unedited != edited) {
      asked.add(new Pair(unedited, edited));
    }
  }

  /** Computes all that were asked for, from {@code [row, d_model]}. */
  void compute(Tensor normed, Transformer transformer) {
    List<Pair> pairs = new ArrayList<>(asked);
    for (int from = 0; from < pairs.size(); from += CHUNK) {
      List<Pair> chunk = pairs.subList(from, Math.min(from + CHUNK, pairs.size()));
      try (Scope scope = Scope.open()) {
        int[] unedited = chunk.stream().mapToInt(Pair::unedited).distinct().sorted().toArray();
        int[] edited = chunk.stream().mapToInt(Pair::edited).toArray();
        int[] place =
            chunk.stream().mapToInt(p -> Arrays.binarySearch(unedited, p.unedited())).toArray();
        Tensor log = logProbabilities(unedited, normed, transformer); // [distinct, vocab_out]
        Tensor before = Ops.indexSelect(log, 0, index(place, normed)); // [pair, vocab_out]
        Tensor after = logProbabilities(edited, normed, transformer);
        Tensor terms = Ops.mul(Ops.exp(before), Ops.sub(before, after));
        double[] sums = Ops.sum(terms, 1, false).toDoubles();
        for (int i = 0; i < sums.length; i++) {
          nats.put(chunk.get(i), Math.max(0, sums[i])); // rounding may leave it below 0
        }
      }
    }
  }

  private static Tensor logProbabilities(int[] rows, Tensor normed, Transformer transformer) {
    Tensor chosen = Ops.indexSelect(normed, 0, index(rows, normed));
    return Ops.logSoftmax(Ops.to(transformer.unembed(chosen), DType.FLOAT64), 1);
  }

  private static Tensor index(int[] values, Tensor like) {
    return Ops.to(Tensor.of(values), like.device());
  }

  /** In nats, 0 or more; 0 where both are one row. */
  double nats(int unedited, int edited) {
    return unedited == edited ? 0 : nats.getOrDefault(new Pair(unedited, edited), Double.NaN);
  }
}
