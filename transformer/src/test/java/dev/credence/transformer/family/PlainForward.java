package dev.credence.transformer.family;

import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import dev.credence.transformer.weights.ModelWeights.NormWeights;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A forward pass in plain loops and double precision, one prompt at a time: a second opinion on
 * what a loaded model computes, without the library and the plan.
 */
final class PlainForward {
  private final ModelConfig cfg;
  private final ModelWeights weights;

  PlainForward(ModelConfig cfg, ModelWeights weights) {
    this.cfg = cfg;
    this.weights = weights;
  }

  /** Logits {@code [pos][vocab]}. */
  double[][] logits(long[] tokens) {
    double[][] stream = rows(weights.embed(), tokens);
    for (int p = 0; p < tokens.length; p++) {
      for (int i = 0; i < cfg.dModel(); i++) {
        stream[p][i] *= cfg.embeddingScale();
      }
    }
    if (weights.positionEmbed() != null) {
      long[] positions = new long[tokens.length];
      Arrays.setAll(positions, p -> p);
      stream = sum(stream, rows(weights.positionEmbed(), positions));
    }
    for (int layer = 0; layer < cfg.layers(); layer++) {
      stream = block(layer, weights.layers().get(layer), stream);
    }
    double[][] last = cfg.finalNorm() ? norm(stream, weights.finalNorm(), cfg.norm()) : stream;
    return softcap(linear(last, weights.unembed()), cfg.logitSoftcap());
  }

  private double[][] block(int layer, LayerWeights w, double[][] x) {
    double[][] attention =
        norm(attention(layer, w, norm(x, w.ln1(), cfg.norm())), w.ln1Post(), post());
    if (w.pre() == null || w.out() == null) {
      return sum(x, attention);
    }
    double[][] mid = sum(x, attention);
    double[][] in = norm(cfg.parallel() ? x : mid, w.ln2(), cfg.norm());
    double[][] h = activated(linear(in, w.pre()));
    if (w.preLinear() != null) {
      double[][] other = linear(in, w.preLinear());
      for (int p = 0; p < h.length; p++) {
        for (int i = 0; i < h[p].length; i++) {
          h[p][i] *= other[p][i];
        }
      }
    }
    return sum(mid, norm(linear(h, w.out()), w.ln2Post(), post()));
  }

  private NormKind post() {
    return cfg.postNorms() ? cfg.norm() : NormKind.NONE;
  }

  private double[][] attention(int layer, LayerWeights w, double[][] x) {
    int d = cfg.dHead();
    NormKind headNorm = cfg.queryKeyNorm() ? NormKind.RMS : NormKind.NONE;
    double[][][] q = heads(linear(x, w.q()), cfg.heads(), w.qNorm(), headNorm);
    double[][][] k = heads(linear(x, w.k()), cfg.kvHeads(), w.kNorm(), headNorm);
    double[][] v = linear(x, w.v());
    if (cfg.positions() instanceof PositionScheme.Rotary rotary) {
      turn(q, rotary);
      turn(k, rotary);
    }
    double[][] z = new double[x.length][cfg.heads() * d];
    for (int head = 0; head < cfg.heads(); head++) {
      int shared = head / cfg.group();
      for (int p = 0; p < x.length; p++) {
        int window = cfg.window(layer);
        int from = window == 0 ? 0 : Math.max(0, p - window + 1);
        double[] scores = new double[p + 1];
        double total = 0;
        for (int key = from; key <= p; key++) {
          double score = 0;
          for (int i = 0; i < d; i++) {
            score += q[p][head][i] * k[key][shared][i];
          }
          score *= cfg.attentionScale();
          double cap = cfg.attentionSoftcap();
          scores[key] = Math.exp(cap == 0 ? score : cap * Math.tanh(score / cap));
          total += scores[key];
        }
        for (int key = from; key <= p; key++) {
          for (int i = 0; i < d; i++) {
            z[p][head * d + i] += scores[key] / total * v[key][shared * d + i];
          }
        }
      }
    }
    return linear(z, w.o());
  }

  private double[][][] heads(double[][] x, int heads, NormWeights w, NormKind kind) {
    double[][][] split = new double[x.length][][];
    for (int p = 0; p < x.length; p++) {
      split[p] = new double[heads][];
      for (int head = 0; head < heads; head++) {
        int from = head * cfg.dHead();
        split[p][head] = Arrays.copyOfRange(x[p], from, from + cfg.dHead());
      }
      split[p] = norm(split[p], w, kind);
    }
    return split;
  }

  private static void turn(double[][][] x, PositionScheme.Rotary rotary) {
    double[] frequencies = rotary.frequencies();
    for (int p = 0; p < x.length; p++) {
      for (double[] head : x[p]) {
        for (int i = 0; i < frequencies.length; i++) {
          int a = rotary.adjacentPairs() ? 2 * i : i;
          int b = rotary.adjacentPairs() ? 2 * i + 1 : i + frequencies.length;
          double sin = Math.sin(p * frequencies[i]);
          double cos = Math.cos(p * frequencies[i]);
          double first = head[a];
          head[a] = first * cos - head[b] * sin;
          head[b] = head[b] * cos + first * sin;
        }
      }
    }
  }

  private double[][] norm(double[][] x, NormWeights w, NormKind kind) {
    double[] scale = w.weight() == null ? null : w.weight().toDoubles();
    double[] shift = w.bias() == null ? null : w.bias().toDoubles();
    double[][] normed = new double[x.length][];
    for (int p = 0; p < x.length; p++) {
      normed[p] = norm(x[p], scale, shift, kind);
    }
    return normed;
  }

  private double[] norm(
      double[] x, double @Nullable [] scale, double @Nullable [] shift, NormKind kind) {
    if (kind == NormKind.NONE) {
      return x;
    }
    double mean = kind == NormKind.LAYER_NORM ? Arrays.stream(x).average().orElse(0) : 0;
    double square = 0;
    for (double value : x) {
      square += (value - mean) * (value - mean);
    }
    double root = Math.sqrt(square / x.length + cfg.normEpsilon());
    double[] normed = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normed[i] =
          (x[i] - mean) / root * (scale == null ? 1 : scale[i]) + (shift == null ? 0 : shift[i]);
    }
    return normed;
  }

  private double[][] activated(double[][] x) {
    for (double[] row : x) {
      for (int i = 0; i < row.length; i++) {
        double v = row[i];
        row[i] =
            switch (cfg.activation()) {
              case RELU -> Math.max(0, v);
              case SILU -> v / (1 + Math.exp(-v));
              case GELU_TANH ->
                  v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + .044715 * v * v * v)));
              case GELU -> v * normal(v);
              case SOFTPLUS -> Math.log1p(Math.exp(v));
              case SOLU_LN -> throw new UnsupportedOperationException("no model here uses it");
            };
      }
    }
    return x;
  }

  /** The normal distribution function, by its power series; enough for the values met here. */
  private static double normal(double x) {
    if (Math.abs(x) > 12) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int i = 1; Math.abs(term) > 1e-18; i++) {
      term *= x * x / (2 * i + 1);
      sum += term;
    }
    return .5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double[][] linear(double[][] x, LinearWeights w) {
    double[] weight = w.weight().toDoubles();
    double[] bias = w.bias() == null ? null : w.bias().toDoubles();
    int out = (int) w.weight().size(0);
    int in = (int) w.weight().size(1);
    double[][] y = new double[x.length][out];
    for (int p = 0; p < x.length; p++) {
      for (int o = 0; o < out; o++) {
        double sum = bias == null ? 0 : bias[o];
        for (int i = 0; i < in; i++) {
          sum += x[p][i] * weight[o * in + i];
        }
        y[p][o] = sum;
      }
    }
    return y;
  }

  private static double[][] rows(Tensor matrix, long[] ids) {
    double[][] rows = new double[ids.length][];
    for (int p = 0; p < ids.length; p++) {
      try (Tensor row = Ops.select(matrix, 0, ids[p])) {
        rows[p] = row.toDoubles();
      }
    }
    return rows;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][a[0].length];
    for (int p = 0; p < a.length; p++) {
      for (int i = 0; i < a[p].length; i++) {
        sum[p][i] = a[p][i] + b[p][i];
      }
    }
    return sum;
  }

  private static double[][] softcap(double[][] x, double cap) {
    if (cap != 0) {
      for (double[] row : x) {
        Arrays.setAll(row, i -> cap * Math.tanh(row[i] / cap));
      }
    }
    return x;
  }
}
