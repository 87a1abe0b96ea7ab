package dev.credence.transformer.hook;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which hook points a model has, and their shapes. */
public final class HookTable {
  private final ModelConfig config;
  private final Set<HookPoint> points = new TreeSet<>();

  /** The hook points of a model of this configuration. */
  public HookTable(ModelConfig config) {
    this.config = config;
    for (Hook hook : Hook.values()) {
      if (!has(hook)) {
        continue;
      }
      if (hook.layered()) {
        for (int layer = 0; layer < config.layers(); layer++) {
          points.add(HookPoint.of(hook, layer));
        }
      } else {
        points.add(HookPoint.of(hook));
      }
    }
  }

  private boolean has(Hook hook) {
    boolean norm = config.norm() != NormKind.NONE;
    boolean mlp = !config.attentionOnly();
    return switch (hook) {
      case EMBED,
          RESID_PRE,
          K_INPUT,
          V_INPUT,
          K,
          V,
          Q_INPUT,
          Q,
          ATTN_SCORES,
          PATTERN,
          Z,
          RESULT,
          ATTN_OUT,
          RESID_POST,
          LOGITS ->
          true;
      case POS_EMBED -> config.positions() instanceof PositionScheme.Learned;
      case ATTN_IN -> config.heads() == config.kvHeads();
      case LN1_SCALE, LN1_NORMALIZED -> norm;
      case K_NORM_SCALE, K_NORM_NORMALIZED, Q_NORM_SCALE, Q_NORM_NORMALIZED ->
          config.queryKeyNorm();
      case ROT_K, ROT_Q -> config.positions() instanceof PositionScheme.Rotary;
      case LN1_POST_SCALE, LN1_POST_NORMALIZED -> config.postNorms();
      case LN2_POST_SCALE, LN2_POST_NORMALIZED -> config.postNorms() && mlp;
      case RESID_MID -> mlp && !config.parallel();
      case MLP_IN, MLP_PRE, MLP_POST, MLP_OUT -> mlp;
      case LN2_SCALE, LN2_NORMALIZED -> mlp && norm;
      case MLP_PRE_LINEAR -> mlp && config.gated();
      case MLP_MID -> mlp && config.activation() == ActivationFunction.SOLU_LN;
      case LN_FINAL_SCALE, LN_FINAL_NORMALIZED -> norm && config.finalNorm();
    };
  }

  /** All hook points, in the order in which a forward pass reaches them. */
  public List<HookPoint> points() {
    return List.copyOf(points);
  }

  /** Sizes of the axes behind the position axis; of attention's {@code [head, key]}, key open. */
  public int[] rowShape(HookPoint point) {
    return switch (point.hook().axes()) {
      case D_MODEL -> new int[] {config.dModel()};
      case SCALE -> new int[] {1};
      case HEAD_SCALE -> new int[] {config.heads(), 1};
      case KV_HEAD_SCALE -> new int[] {config.kvHeads(), 1};
      case HEAD_D_HEAD -> new int[] {config.heads(), config.dHead()};
      case KV_HEAD_D_HEAD -> new int[] {config.kvHeads(), config.dHead()};
      case HEAD_D_MODEL -> new int[] {config.heads(), config.dModel()};
      case KV_HEAD_D_MODEL -> new int[] {config.kvHeads(), config.dModel()};
      case HEAD_KEY -> new int[] {config.heads()};
      case D_MLP -> new int[] {config.dMlp()};
      case VOCAB -> new int[] {config.vocabOut()};
    };
  }

  /** The shape of an activation of {@code positions} positions. */
  public int[] shape(HookPoint point, int positions) {
    int[] row = rowShape(point);
    if (point.hook().isAttention()) {
      return new int[] {row[0], positions, positions};
    }
    int[] shape = new int[row.length + 1];
    shape[0] = positions;
    System.arraycopy(row, 0, shape, 1, row.length);
    return shape;
  }

  /** Bytes of an activation of {@code positions} positions, kept as float32. */
  public long bytes(HookPoint point, int positions) {
    long bytes = Float.BYTES;
    for (int size : shape(point, positions)) {
      bytes *= size;
    }
    return bytes;
  }

  /**
   * The hook points that a capture's pattern names, {@code *} standing for any layer.
   *
   * @throws InvalidInputException if it names none
   */
  public List<HookPoint> match(String pattern) {
    List<HookPoint> matches = new ArrayList<>();
    for (HookPoint point : points) {
      if (pattern.equals(point.name())
          || (point.hook().layered() && pattern.equals("blocks.*." + point.hook().suffix()))) {
        matches.add(point);
      }
    }
    if (matches.isEmpty()) {
      if (!pattern.contains("*")) {
        require(HookPoint.parse(pattern));
      }
      throw new InvalidInputException(
          "capture %s: no hook of this model matches, so nothing would be kept. All its hooks:"
              + " credence inspect MODEL",
          pattern);
    }
    return matches;
  }

  /**
   * Checks that this model has a hook point.
   *
   * @throws InvalidInputException if not
   */
  public void require(HookPoint point) {
    if (points.contains(point)) {
      return;
    }
    if (point.layer() >= config.layers()) {
      throw new InvalidInputException(
          "%s: this model has layers 0 to %d. All its hooks: credence inspect MODEL",
          point, config.layers() - 1);
    }
    throw new InvalidInputException(
        "%s: this model has no such hook (%s). All its hooks: credence inspect MODEL",
        point, whyNot(point.hook()));
  }

  private String whyNot(Hook hook) {
    return switch (hook) {
      case POS_EMBED -> "its positions are not learned vectors";
      case ROT_K, ROT_Q -> "it has no rotary embeddings";
      case ATTN_IN -> "query heads share key/value heads; use hook_q_input, hook_k_input";
      case RESID_MID ->
          config.attentionOnly() ? "it has no MLP" : "attention and MLP run side by side";
      case MLP_PRE_LINEAR -> "its MLP is not gated";
      case MLP_MID -> "its activation function is not solu_ln";
      case K_NORM_SCALE, K_NORM_NORMALIZED, Q_NORM_SCALE, Q_NORM_NORMALIZED ->
          "it does not normalise queries and keys";
      case LN1_POST_SCALE, LN1_POST_NORMALIZED, LN2_POST_SCALE, LN2_POST_NORMALIZED ->
          "it has no norms behind attention and MLP";
      case MLP_IN, MLP_PRE, MLP_POST, MLP_OUT -> "it has no MLP";
      case LN1_SCALE,
          LN1_NORMALIZED,
          LN2_SCALE,
          LN2_NORMALIZED,
          LN_FINAL_SCALE,
          LN_FINAL_NORMALIZED ->
          config.attentionOnly() && config.norm() != NormKind.NONE
              ? "it has no MLP"
              : "it does not normalise there";
      case EMBED,
          RESID_PRE,
          K_INPUT,
          V_INPUT,
          K,
          V,
          Q_INPUT,
          Q,
          ATTN_SCORES,
          PATTERN,
          Z,
          RESULT,
          ATTN_OUT,
          RESID_POST,
          LOGITS ->
          "it has none";
    };
  }

  /**
   * Checks a site against this model's layers, heads and widths.
   *
   * @throws InvalidInputException if something is out of range
   */
  public void require(Site site) {
    require(site.point());
    int[] row = rowShape(site.point());
    Hook hook = site.point().hook();
    for (int head : site.heads()) {
      if (head < 0 || head >= row[0]) {
        throw new InvalidInputException(
            "%s: head %d; this model has %s 0 to %d there",
            site.point(), head, hook.countsKvHeads() ? "key/value heads" : "heads", row[0] - 1);
      }
    }
    if (!site.neurons().isEmpty() && hook.isAttention()) {
      throw new InvalidInputException(
          "%s: its last axis is keys, not neurons; drop \"neurons\"", site.point());
    }
    int width = row[row.length - 1];
    for (int neuron : site.neurons()) {
      if (neuron < 0 || neuron >= width) {
        throw new InvalidInputException(
            "%s: neuron %d; this model has 0 to %d there", site.point(), neuron, width - 1);
      }
    }
  }
}
