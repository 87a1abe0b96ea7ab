package dev.credence.transformer.synthetic;

import dev.credence.transformer.weights.Checkpoint;

/** Llama 3 written down once more, in double precision, row by row, without any engine. */
final class PlainLlama {
  private final LlamaShape shape;
  private final Checkpoint weights;

  PlainLlama(LlamaShape shape, Checkpoint weights) {
    this.shape = shape;
    this.weights = weights;
  }

  /** {@code [position, vocab]}. */
  double[][] logits(int[] prompt) {
    int n = prompt.length;
    double[][] x = new double[n][shape.dModel()];
    float[] embed = floats("model.embed_tokens.weight");
    for (int p = 0; p < n; p++) {
      for (int i = 0; i < shape.dModel(); i++) {
        x[p][i] = embed[prompt[p] * shape.dModel() + i];
      }
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      String in = "model.layers." + layer + ".";
      double[][] normed = normed(x, in + "input_layernorm.weight");
      double[][] q = turned(times(normed, in + "self_attn.q_proj.weight"));
      double[][] k = turned(times(normed, in + "self_attn.k_proj.weight"));
      double[][] v = times(normed, in + "self_attn.v_proj.weight");
      add(x, times(attended(q, k, v), in + "self_attn.o_proj.weight"));
      normed = normed(x, in + "post_attention_layernorm.weight");
      double[][] gate = times(normed, in + "mlp.gate_proj.weight");
      double[][] up = times(normed, in + "mlp.up_proj.weight");
      for (int p = 0; p < n; p++) {
        for (int i = 0; i < shape.dMlp(); i++) {
          up[p][i] *= gate[p][i] / (1 + Math.exp(-gate[p][i]));
        }
      }
      add(x, times(up, in + "mlp.down_proj.weight"));
    }
    String unembed = shape.tied() ? "model.embed_tokens.weight" : "lm_head.weight";
    return times(normed(x, "model.norm.weight"), unembed);
  }

  private float[] floats(String name) {
    return weights.get(name).toFloats();
  }

  private double[][] normed(double[][] x, String name) {
    float[] w = floats(name);
    double[][] y = new double[x.length][w.length];
    for (int p = 0; p < x.length; p++) {
      double squares = 0;
      for (double each : x[p]) {
        squares += each * each;
      }
      for (int i = 0; i < w.length; i++) {
        y[p][i] = w[i] * x[p][i] / Math.sqrt(squares / w.length + 1e-5);
      }
    }
    return y;
  }

  private double[][] times(double[][] x, String name) {
    float[] w = floats(name);
    int in = x[0].length;
    double[][] y = new double[x.length][w.length / in];
    for (int p = 0; p < x.length; p++) {
      for (int o = 0; o < y[p].length; o++) {
        for (int i = 0; i < in; i++) {
          y[p][o] += x[p][i] * w[o * in + i];
        }
      }
    }
    return y;
  }

  private static void add(double[][] x, double[][] y) {
    for (int p = 0; p < x.length; p++) {
      for (int i = 0; i < x[p].length; i++) {
        x[p][i] += y[p][i];
      }
    }
  }

  /** The first half of a head's dimensions against the second. */
  private double[][] turned(double[][] x) {
    int d = shape.dHead();
    double[][] y = new double[x.length][x[0].length];
    for (int p = 0; p < x.length; p++) {
      for (int i = 0; i < x[p].length; i++) {
        int pair = i % d % (d / 2);
        double angle = p * frequency(pair);
        double other = i % d < d / 2 ? -x[p][i + d / 2] : x[p][i - d / 2];
        y[p][i] = x[p][i] * Math.cos(angle) + other * Math.sin(angle);
      }
    }
    return y;
  }

  /** Wavelengths beyond 8192 are stretched, those below 2048 are not, between it is blended. */
  private double frequency(int pair) {
    double plain = Math.pow(500_000, -2.0 * pair / shape.dHead());
    double turns = 8192 * plain / (2 * Math.PI);
    double kept = Math.clamp((turns - 1) / (4 - 1), 0.0, 1.0);
    return plain * (kept + (1 - kept) / shape.ropeFactor());
  }

  private double[][] attended(double[][] q, double[][] k, double[][] v) {
    int d = shape.dHead();
    double[][] z = new double[q.length][q[0].length];
    for (int p = 0; p < q.length; p++) {
      for (int head = 0; head < shape.heads(); head++) {
        int from = head * d;
        int shared = head / (shape.heads() / shape.kvHeads()) * d;
        double[] weight = new double[p + 1];
        double sum = 0;
        for (int key = 0; key <= p; key++) {
          double score = 0;
          for (int i = 0; i < d; i++) {
            score += q[p][from + i] * k[key][shared + i];
          }
          weight[key] = Math.exp(score / Math.sqrt(d));
          sum += weight[key];
        }
        for (int key = 0; key <= p; key++) {
          for (int i = 0; i < d; i++) {
            z[p][from + i] += weight[key] / sum * v[key][shared + i];
          }
        }
      }
    }
    return z;
  }
}
