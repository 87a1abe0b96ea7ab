package dev.credence.transformer;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import dev.credence.transformer.weights.ModelWeights.NormWeights;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of one prompt in plain loops and double precision, every hook point in its
 * place. Knows no plan, no packed rows and no library; a donor is another pass.
 */
public final class PlainModel {
  private static final Set<Hook> HEAD_INPUTS =
      Set.of(Hook.ATTN_IN, Hook.K_INPUT, Hook.V_INPUT, Hook.Q_INPUT);

  /** What float32 rounds away: half a unit in the last place. */
  private static final double ROUNDING = 0x1p-24;

  final ModelConfig cfg;
  private final ModelWeights weights;
  private final Map<Tensor, double[]> doubles = new IdentityHashMap<>();

  /** Of weights that stay open as long as this is used. */
  public PlainModel(ModelConfig cfg, ModelWeights weights) {
    this.cfg = cfg;
    this.weights = weights;
  }

  /** What happens at hook points: edits, then notes. */
  interface At {
    void edit(HookPoint point, PlainActivation h);

    void keep(HookPoint point, PlainActivation h);

    boolean edits(HookPoint point);
  }

  /**
   * One forward pass.
   *
   * @param noise disturbs every step as float32 would round it; null for none
   */
  void run(int[] tokens, At at, @Nullable Random noise) {
    new Pass(tokens, at, noise).run();
  }

  /** Logits of one prompt, {@code [pos][vocab]}, nothing edited. */
  public double[][] logits(long[] tokens) {
    double[][][] logits = new double[1][][];
    At last =
        new At() {
          @Override
          public void edit(HookPoint point, PlainActivation h) {}

          @Override
          public void keep(HookPoint point, PlainActivation h) {
            if (point.hook() == Hook.LOGITS) {
              logits[0] = h.rows();
            }
          }

          @Override
          public boolean edits(HookPoint point) {
            return false;
          }
        };
    run(Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray(), last, null);
    return logits[0];
  }

  private double[] doubles(Tensor t) {
    return doubles.computeIfAbsent(t, Tensor::toDoubles);
  }

  /** One pass at work. */
  private final class Pass {
    private final int[] tokens;
    private final int n;
    private final At at;
    private final @Nullable Random noise;

    Pass(int[] tokens, At at, @Nullable Random noise) {
      this.tokens = tokens;
      this.n = tokens.length;
      this.at = at;
      this.noise = noise;
    }

    void run() {
      double[][] x = new double[n][];
      for (int p = 0; p < n; p++) {
        x[p] = row(weights.embed(), tokens[p]);
        for (int i = 0; i < x[p].length; i++) {
          x[p][i] *= cfg.embeddingScale();
        }
      }
      x = hook(HookPoint.of(Hook.EMBED), 1, x);
      Tensor positions = weights.positionEmbed();
      if (positions != null) {
        double[][] added = new double[n][];
        for (int p = 0; p < n; p++) {
          added[p] = row(positions, p);
        }
        x = sum(x, hook(HookPoint.of(Hook.POS_EMBED), 1, added));
      }
      for (int layer = 0; layer < cfg.layers(); layer++) {
        x = block(layer, weights.layers().get(layer), x);
      }
      if (cfg.finalNorm()) {
        x =
            norm(
                x,
                cfg.dModel(),
                weights.finalNorm(),
                cfg.norm(),
                HookPoint.of(Hook.LN_FINAL_SCALE),
                HookPoint.of(Hook.LN_FINAL_NORMALIZED));
      }
      double[][] logits = linear(x, weights.unembed());
      capped(logits, cfg.logitSoftcap());
      hook(HookPoint.of(Hook.LOGITS), 1, logits);
    }

    private double[][] block(int layer, LayerWeights w, double[][] entering) {
      double[][] x = hook(HookPoint.of(Hook.RESID_PRE, layer), 1, entering);
      double[][] attnOut = hook(HookPoint.of(Hook.ATTN_OUT, layer), 1, attention(layer, w, x));
      double[][] out;
      if (cfg.attentionOnly()) {
        out = sum(x, attnOut);
      } else if (cfg.parallel()) {
        out = sum(sum(x, attnOut), mlp(layer, w, x));
      } else {
        double[][] mid = hook(HookPoint.of(Hook.RESID_MID, layer), 1, sum(x, attnOut));
        out = sum(mid, mlp(layer, w, mid));
      }
      return hook(HookPoint.of(Hook.RESID_POST, layer), 1, out);
    }

    private double[][] attention(int layer, LayerWeights w, double[][] x) {
      int heads = cfg.heads();
      int shared = cfg.kvHeads();
      int d = cfg.dHead();
      double[][] normed =
          norm(
              x,
              cfg.dModel(),
              w.ln1(),
              cfg.norm(),
              HookPoint.of(Hook.LN1_SCALE, layer),
              HookPoint.of(Hook.LN1_NORMALIZED, layer));
      double @Nullable [][] all =
          heads == shared ? copies(HookPoint.of(Hook.ATTN_IN, layer), heads, x, w.ln1()) : null;
      double[][] k = project(HookPoint.of(Hook.K_INPUT, layer), shared, x, normed, all, w, w.k());
      double[][] v = project(HookPoint.of(Hook.V_INPUT, layer), shared, x, normed, all, w, w.v());
      double[][] q = project(HookPoint.of(Hook.Q_INPUT, layer), heads, x, normed, all, w, w.q());
      k = hook(HookPoint.of(Hook.K, layer), shared, k);
      v = hook(HookPoint.of(Hook.V, layer), shared, v);
      q = hook(HookPoint.of(Hook.Q, layer), heads, q);
      if (cfg.queryKeyNorm()) {
        k =
            norm(
                k,
                d,
                w.kNorm(),
                NormKind.RMS,
                HookPoint.of(Hook.K_NORM_SCALE, layer),
                HookPoint.of(Hook.K_NORM_NORMALIZED, layer));
        q =
            norm(
                q,
                d,
                w.qNorm(),
                NormKind.RMS,
                HookPoint.of(Hook.Q_NORM_SCALE, layer),
                HookPoint.of(Hook.Q_NORM_NORMALIZED, layer));
      }
      if (cfg.positions() instanceof PositionScheme.Rotary rotary) {
        k = hook(HookPoint.of(Hook.ROT_K, layer), shared, turned(k, rotary));
        q = hook(HookPoint.of(Hook.ROT_Q, layer), heads, turned(q, rotary));
      }
      double[][] pattern = pattern(layer, q, k);
      double[][] z = new double[n][heads * d];
      for (int p = 0; p < n; p++) {
        for (int h = 0; h < heads; h++) {
          for (int i = 0; i < d; i++) {
            Sum sum = new Sum();
            for (int key = 0; key <= p; key++) {
              sum.add(pattern[p][h * n + key] * v[key][h / cfg.group() * d + i]);
            }
            z[p][h * d + i] = sum.value();
          }
        }
      }
      z = hook(HookPoint.of(Hook.Z, layer), heads, z);
      double[][] attnOut = combined(layer, z, w.o());
      if (cfg.postNorms()) {
        attnOut =
            norm(
                attnOut,
                cfg.dModel(),
                w.ln1Post(),
                cfg.norm(),
                HookPoint.of(Hook.LN1_POST_SCALE, layer),
                HookPoint.of(Hook.LN1_POST_NORMALIZED, layer));
      }
      return attnOut;
    }

    /** Copies of the stream, one a head, normed: what heads read whose copies are edited. */
    private double @Nullable [][] copies(
        HookPoint point, int heads, double[][] x, NormWeights ln1) {
      double[][] copies = new double[n][heads * cfg.dModel()];
      for (int p = 0; p < n; p++) {
        for (int h = 0; h < heads; h++) {
          System.arraycopy(x[p], 0, copies[p], h * cfg.dModel(), cfg.dModel());
        }
      }
      copies = hook(point, heads, copies);
      return at.edits(point) ? norm(copies, cfg.dModel(), ln1, cfg.norm(), null, null) : null;
    }

    private double[][] project(
        HookPoint input,
        int heads,
        double[][] x,
        double[][] normed,
        double @Nullable [][] all,
        LayerWeights layer,
        LinearWeights w) {
      double[][] own = copies(input, heads, x, layer.ln1());
      double[][] each = own == null ? all : own;
      if (each == null) {
        return linear(normed, w);
      }
      double[][] y = new double[n][heads * cfg.dHead()];
      for (int h = 0; h < heads; h++) {
        double[][] read = new double[n][];
        for (int p = 0; p < n; p++) {
          read[p] = Arrays.copyOfRange(each[p], h * cfg.dModel(), (h + 1) * cfg.dModel());
        }
        double[][] projected = linear(read, w);
        for (int p = 0; p < n; p++) {
          System.arraycopy(projected[p], h * cfg.dHead(), y[p], h * cfg.dHead(), cfg.dHead());
        }
      }
      return y;
    }

    private boolean sees(int layer, int query, int key) {
      int window = cfg.window(layer);
      return key <= query && (window == 0 || key > query - window);
    }

    private double[][] pattern(int layer, double[][] q, double[][] k) {
      int d = cfg.dHead();
      double[][] scores = new double[n][cfg.heads() * n];
      for (int p = 0; p < n; p++) {
        for (int h = 0; h < cfg.heads(); h++) {
          for (int key = 0; key < n; key++) {
            Sum sum = new Sum();
            for (int i = 0; i < d; i++) {
              sum.add(q[p][h * d + i] * k[key][h / cfg.group() * d + i]);
            }
            scores[p][h * n + key] = sum.value() * cfg.attentionScale();
          }
        }
      }
      capped(scores, cfg.attentionSoftcap());
      hide(layer, scores);
      scores = hook(HookPoint.of(Hook.ATTN_SCORES, layer), cfg.heads(), scores);
      double[][] pattern = new double[n][cfg.heads() * n];
      for (int p = 0; p < n; p++) {
        for (int h = 0; h < cfg.heads(); h++) {
          softmax(scores[p], h * n, n, pattern[p]);
        }
      }
      return hook(HookPoint.of(Hook.PATTERN, layer), cfg.heads(), pattern);
    }

    private void hide(int layer, double[][] scores) {
      for (int p = 0; p < n; p++) {
        for (int i = 0; i < scores[p].length; i++) {
          if (!sees(layer, p, i % n)) {
            scores[p][i] = Double.NEGATIVE_INFINITY;
          }
        }
      }
    }

    private void softmax(double[] x, int from, int length, double[] to) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + length; i++) {
        most = Math.max(most, x[i]);
      }
      double total = 0;
      for (int i = from; i < from + length; i++) {
        to[i] = Math.exp(x[i] - most);
        total += to[i];
      }
      for (int i = from; i < from + length; i++) {
        to[i] = rounded(to[i] / total);
      }
    }

    private double[][] combined(int layer, double[][] z, LinearWeights o) {
      int d = cfg.dHead();
      double[] weight = doubles(o.weight());
      double[][] result = new double[n][cfg.heads() * cfg.dModel()];
      for (int p = 0; p < n; p++) {
        for (int h = 0; h < cfg.heads(); h++) {
          for (int m = 0; m < cfg.dModel(); m++) {
            Sum sum = new Sum();
            for (int i = 0; i < d; i++) {
              sum.add(z[p][h * d + i] * weight[m * cfg.heads() * d + h * d + i]);
            }
            result[p][h * cfg.dModel() + m] = sum.value();
          }
        }
      }
      result = hook(HookPoint.of(Hook.RESULT, layer), cfg.heads(), result);
      double[] bias = o.bias() == null ? new double[cfg.dModel()] : doubles(o.bias());
      double[][] out = new double[n][cfg.dModel()];
      for (int p = 0; p < n; p++) {
        for (int m = 0; m < cfg.dModel(); m++) {
          Sum sum = new Sum();
          sum.add(bias[m]);
          for (int h = 0; h < cfg.heads(); h++) {
            sum.add(result[p][h * cfg.dModel() + m]);
          }
          out[p][m] = sum.value();
        }
      }
      return out;
    }

    private double[][] mlp(int layer, LayerWeights w, double[][] stream) {
      LinearWeights in = w.pre();
      LinearWeights gate = w.preLinear();
      LinearWeights outOf = w.out();
      if (in == null || outOf == null) {
        throw new AssertionError("no MLP in layer " + layer);
      }
      double[][] x = hook(HookPoint.of(Hook.MLP_IN, layer), 1, copy(stream));
      double[][] normed =
          norm(
              x,
              cfg.dModel(),
              w.ln2(),
              cfg.norm(),
              HookPoint.of(Hook.LN2_SCALE, layer),
              HookPoint.of(Hook.LN2_NORMALIZED, layer));
      double[][] h = hook(HookPoint.of(Hook.MLP_PRE, layer), 1, linear(normed, in));
      h = activated(h);
      if (gate != null) {
        double[][] other = hook(HookPoint.of(Hook.MLP_PRE_LINEAR, layer), 1, linear(normed, gate));
        for (int p = 0; p < n; p++) {
          for (int i = 0; i < h[p].length; i++) {
            h[p][i] = rounded(h[p][i] * other[p][i]);
          }
        }
      }
      if (cfg.activation() == ActivationFunction.SOLU_LN) {
        h = hook(HookPoint.of(Hook.MLP_MID, layer), 1, h);
        h = norm(h, cfg.dMlp(), w.mlpNorm(), NormKind.LAYER_NORM, null, null);
      }
      double[][] out = linear(hook(HookPoint.of(Hook.MLP_POST, layer), 1, h), outOf);
      if (cfg.postNorms()) {
        out =
            norm(
                out,
                cfg.dModel(),
                w.ln2Post(),
                cfg.norm(),
                HookPoint.of(Hook.LN2_POST_SCALE, layer),
                HookPoint.of(Hook.LN2_POST_NORMALIZED, layer));
      }
      return hook(HookPoint.of(Hook.MLP_OUT, layer), 1, out);
    }

    private double[][] activated(double[][] x) {
      double[][] y = new double[x.length][];
      for (int p = 0; p < x.length; p++) {
        y[p] = new double[x[p].length];
        if (cfg.activation() == ActivationFunction.SOLU_LN) {
          softmax(x[p], 0, x[p].length, y[p]);
        }
        for (int i = 0; i < x[p].length; i++) {
          double v = x[p][i];
          y[p][i] =
              rounded(
                  switch (cfg.activation()) {
                    case RELU -> Math.max(0, v);
                    case SILU -> v / (1 + Math.exp(-v));
                    case GELU_TANH ->
                        v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + .044715 * v * v * v)));
                    case GELU -> v * normal(v);
                    case SOFTPLUS -> Math.log1p(Math.exp(v));
                    case SOLU_LN -> v * y[p][i];
                  });
        }
      }
      return y;
    }

    private double[][] turned(double[][] x, PositionScheme.Rotary rotary) {
      double[] frequencies = rotary.frequencies();
      double[][] y = copy(x);
      for (int p = 0; p < n; p++) {
        for (int from = 0; from < x[p].length; from += cfg.dHead()) {
          for (int i = 0; i < frequencies.length; i++) {
            int a = from + (rotary.adjacentPairs() ? 2 * i : i);
            int b = from + (rotary.adjacentPairs() ? 2 * i + 1 : i + frequencies.length);
            double sin = Math.sin(p * frequencies[i]);
            double cos = Math.cos(p * frequencies[i]);
            y[p][a] = rounded(x[p][a] * cos - x[p][b] * sin);
            y[p][b] = rounded(x[p][b] * cos + x[p][a] * sin);
          }
        }
      }
      return y;
    }

    /**
     * Over each {@code width} entries; {@code hook_scale} and {@code hook_normalized} on the way.
     */
    private double[][] norm(
        double[][] x,
        int width,
        NormWeights w,
        NormKind kind,
        @Nullable HookPoint scaleHook,
        @Nullable HookPoint normalizedHook) {
      if (kind == NormKind.NONE) {
        return x;
      }
      int units = x[0].length / width;
      double[][] centred = copy(x);
      double[][] scale = new double[x.length][units];
      for (int p = 0; p < x.length; p++) {
        for (int u = 0; u < units; u++) {
          double mean = 0;
          if (kind == NormKind.LAYER_NORM) {
            Sum sum = new Sum();
            for (int i = 0; i < width; i++) {
              sum.add(x[p][u * width + i]);
            }
            mean = sum.value() / width;
          }
          double square = 0;
          for (int i = 0; i < width; i++) {
            centred[p][u * width + i] -= mean;
            square += centred[p][u * width + i] * centred[p][u * width + i];
          }
          scale[p][u] = rounded(Math.sqrt(square / width + cfg.normEpsilon()));
        }
      }
      scale = scaleHook == null ? scale : hook(scaleHook, units, scale);
      for (int p = 0; p < x.length; p++) {
        for (int i = 0; i < x[p].length; i++) {
          centred[p][i] = rounded(centred[p][i] / scale[p][i / width]);
        }
      }
      if (kind == NormKind.RMS && normalizedHook != null) {
        centred = hook(normalizedHook, units, centred);
      }
      double @Nullable [] factor = w.weight() == null ? null : doubles(w.weight());
      double @Nullable [] shift = w.bias() == null ? null : doubles(w.bias());
      for (int p = 0; p < x.length; p++) {
        for (int i = 0; i < x[p].length; i++) {
          double scaled = centred[p][i] * (factor == null ? 1 : factor[i % width]);
          centred[p][i] = rounded(scaled + (shift == null ? 0 : shift[i % width]));
        }
      }
      return kind == NormKind.LAYER_NORM && normalizedHook != null
          ? hook(normalizedHook, units, centred)
          : centred;
    }

    private double[][] linear(double[][] x, LinearWeights w) {
      double[] weight = doubles(w.weight());
      double @Nullable [] bias = w.bias() == null ? null : doubles(w.bias());
      int out = (int) w.weight().size(0);
      int in = (int) w.weight().size(1);
      double[][] y = new double[x.length][out];
      for (int p = 0; p < x.length; p++) {
        for (int o = 0; o < out; o++) {
          Sum sum = new Sum();
          sum.add(bias == null ? 0 : bias[o]);
          for (int i = 0; i < in; i++) {
            sum.add(x[p][i] * weight[o * in + i]);
          }
          y[p][o] = sum.value();
        }
      }
      return y;
    }

    private double[][] sum(double[][] a, double[][] b) {
      double[][] sum = new double[a.length][a[0].length];
      for (int p = 0; p < a.length; p++) {
        for (int i = 0; i < a[p].length; i++) {
          sum[p][i] = rounded(a[p][i] + b[p][i]);
        }
      }
      return sum;
    }

    private void capped(double[][] x, double cap) {
      if (cap != 0) {
        for (double[] row : x) {
          Arrays.setAll(row, i -> rounded(cap * Math.tanh(row[i] / cap)));
        }
      }
    }

    private double[][] hook(HookPoint point, int heads, double[][] x) {
      PlainActivation h = PlainActivation.of(heads, copy(x));
      at.edit(point, h);
      if (point.hook() == Hook.ATTN_SCORES) {
        hide(point.layer(), h.rows()); // an edit cannot unhide
      }
      at.keep(point, h);
      return h.rows();
    }

    private double rounded(double x) {
      return noise == null ? x : x + ROUNDING * (2 * noise.nextDouble() - 1) * Math.abs(x);
    }

    /** A sum; its rounding is in proportion to what is added, not to what is left of it. */
    private final class Sum {
      private double value;
      private double size;

      void add(double term) {
        value += term;
        size += Math.abs(term);
      }

      double value() {
        return noise == null ? value : value + ROUNDING * (2 * noise.nextDouble() - 1) * size;
      }
    }

    private double[] row(Tensor matrix, int index) {
      int width = (int) matrix.size(1);
      return Arrays.copyOfRange(doubles(matrix), index * width, (index + 1) * width);
    }
  }

  private static double[][] copy(double[][] x) {
    return Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
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

  /** Whether a hook is a copy of the stream for single heads. */
  static boolean isHeadInput(Hook hook) {
    return HEAD_INPUTS.contains(hook);
  }
}
