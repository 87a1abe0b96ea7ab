package dev.credence.lab.control;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.NdArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes weights by what they do: which direction of the stream a part reads, by how much, and
 * where it writes. Everything not written is 0. Kept in double precision until {@link #weights}.
 */
final class ClosedForm {
  /**
   * The score of the first token where a head sums. With n symbols the sum comes out smaller by a
   * share of n e^-16 = 1.1e-7 n.
   */
  static final double SINK = 16;

  private final ModelConfig config;
  private final Map<String, double[]> arrays = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  ClosedForm(ModelConfig config) {
    this.config = config;
    int d = config.dModel();
    int heads = config.heads();
    int dHead = config.dHead();
    array("embed.W_E", config.vocab(), d);
    if (config.positions() instanceof PositionScheme.Learned) {
      array("pos_embed.W_pos", config.context(), d);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "blocks." + layer;
      for (String letter : new String[] {"Q", "K", "V"}) {
        array(block + ".attn.W_" + letter, heads, d, dHead);
        array(block + ".attn.b_" + letter, heads, dHead);
      }
      array(block + ".attn.W_O", heads, dHead, d);
      array(block + ".attn.b_O", d);
      array(block + ".mlp.W_in", d, config.dMlp());
      array(block + ".mlp.b_in", config.dMlp());
      array(block + ".mlp.W_out", config.dMlp(), d);
      array(block + ".mlp.b_out", d);
    }
    array("unembed.W_U", d, config.vocabOut());
    array("unembed.b_U", config.vocabOut());
  }

  /** The token's embedding gets {@code amount} of a direction. */
  ClosedForm embed(int token, double[] direction, double amount) {
    double[] w = at("embed.W_E");
    for (int i = 0; i < direction.length; i++) {
      w[token * direction.length + i] += amount * direction[i];
    }
    return this;
  }

  /** A position's embedding gets {@code amount} of a direction. */
  ClosedForm position(int position, double[] direction, double amount) {
    double[] w = at("pos_embed.W_pos");
    for (int i = 0; i < direction.length; i++) {
      w[position * direction.length + i] += amount * direction[i];
    }
    return this;
  }

  /** A head looks, from everywhere, at tokens that carry a flag: they score that much, others 0. */
  ClosedForm attend(int layer, int head, double[] flag, double score) {
    at(layer, "attn.b_Q")[head * config.dHead()] = 1;
    perHead(layer, "attn.W_K", head, 0, flag, score);
    return this;
  }

  /** A head looks, from tokens that carry one flag, at tokens that carry another. */
  ClosedForm attend(int layer, int head, double[] from, double[] flag, double score) {
    return attend(layer, head, 1, from, flag, score);
  }

  /** The same by an entry of query and key of one's own, so that one head does it for several. */
  ClosedForm attend(int layer, int head, int entry, double[] from, double[] flag, double score) {
    perHead(layer, "attn.W_Q", head, entry, from, 1);
    perHead(layer, "attn.W_K", head, entry, flag, score);
    return this;
  }

  /** An entry of a head's value reads a direction. */
  ClosedForm value(int layer, int head, int entry, double[] direction) {
    perHead(layer, "attn.W_V", head, entry, direction, 1);
    return this;
  }

  /** What an entry of a head's output adds to the stream. */
  ClosedForm write(int layer, int head, int entry, double[] direction, double amount) {
    double[] w = at(layer, "attn.W_O");
    int row = head * config.dHead() + entry;
    for (int i = 0; i < direction.length; i++) {
      w[row * direction.length + i] += amount * direction[i];
    }
    return this;
  }

  /** What a layer's attention adds at every position. */
  ClosedForm constant(int layer, double[] direction, double amount) {
    double[] b = at(layer, "attn.b_O");
    for (int i = 0; i < direction.length; i++) {
      b[i] += amount * direction[i];
    }
    return this;
  }

  /**
   * A head that sums a direction over all positions so far, though attention averages. The first
   * token scores M and has value 0, every other scores 0 and has its value v, so the head's output
   * is sum(v) / (e^M + n); the output matrix multiplies by e^M.
   *
   * @param first the flag of the first token; nothing it carries may reach {@code from}
   */
  ClosedForm sum(int layer, int head, double[] first, double[] from, double[] to) {
    return sum(layer, head, first, from, to, 1);
  }

  /** The same, the sum multiplied by a number. */
  ClosedForm sum(int layer, int head, double[] first, double[] from, double[] to, double amount) {
    return attend(layer, head, first, SINK)
        .value(layer, head, 0, from)
        .write(layer, head, 0, to, amount * Math.exp(SINK));
  }

  /** A neuron's input gets {@code amount} times what lies along a direction. */
  ClosedForm reads(int layer, int neuron, double[] direction, double amount) {
    double[] w = at(layer, "mlp.W_in");
    for (int i = 0; i < direction.length; i++) {
      w[i * config.dMlp() + neuron] += amount * direction[i];
    }
    return this;
  }

  /** A neuron's input gets a constant. */
  ClosedForm bias(int layer, int neuron, double amount) {
    at(layer, "mlp.b_in")[neuron] += amount;
    return this;
  }

  /** A neuron adds {@code amount} times its activation along a direction. */
  ClosedForm writes(int layer, int neuron, double[] direction, double amount) {
    double[] w = at(layer, "mlp.W_out");
    for (int i = 0; i < direction.length; i++) {
      w[neuron * direction.length + i] += amount * direction[i];
    }
    return this;
  }

  /** A token's logit gets {@code amount} times what lies along a direction. */
  ClosedForm logit(int token, double[] direction, double amount) {
    double[] w = at("unembed.W_U");
    for (int i = 0; i < direction.length; i++) {
      w[i * config.vocabOut() + token] += amount * direction[i];
    }
    return this;
  }

  /** A token's logit gets a constant. */
  ClosedForm logit(int token, double amount) {
    at("unembed.b_U")[token] += amount;
    return this;
  }

  /** Two logits, apart by {@code amount} times what lies along a direction: half up, half down. */
  ClosedForm logitDifference(int x, int y, double[] direction, double amount) {
    return logit(x, direction, amount / 2).logit(y, direction, -amount / 2);
  }

  /** Two logits, apart by a constant. */
  ClosedForm logitDifference(int x, int y, double amount) {
    return logit(x, amount / 2).logit(y, -amount / 2);
  }

  /** Under TransformerLens's names and layouts, in single precision. */
  Map<String, NdArray> weights() {
    Map<String, NdArray> weights = new LinkedHashMap<>();
    arrays.forEach(
        (name, values) -> {
          float[] floats = new float[values.length];
          for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
          }
          weights.put(name, NdArray.of(floats, shape(name)));
        });
    return weights;
  }

  /** A head's query gets {@code amount} of a direction. */
  ClosedForm query(int layer, int head, int entry, double[] direction, double amount) {
    perHead(layer, "attn.W_Q", head, entry, direction, amount);
    return this;
  }

  private void perHead(
      int layer, String name, int head, int entry, double[] direction, double amount) {
    double[] w = at(layer, name);
    for (int i = 0; i < direction.length; i++) {
      w[(head * direction.length + i) * config.dHead() + entry] += amount * direction[i];
    }
  }

  private void array(String name, long... shape) {
    int size = 1;
    for (long axis : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(axis));
    }
    arrays.put(name, new double[size]);
    shapes.put(name, shape);
  }

  private double[] at(int layer, String name) {
    return at("blocks." + layer + "." + name);
  }

  private double[] at(String name) {
    double[] values = arrays.get(name);
    if (values == null) {
      throw new IllegalStateException("no array is named " + name);
    }
    return values;
  }

  private long[] shape(String name) {
    long[] shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalStateException("no array is named " + name);
    }
    return shape;
  }
}
