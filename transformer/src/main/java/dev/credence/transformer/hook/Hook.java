package dev.credence.transformer.hook;

import static dev.credence.transformer.hook.Hook.Axes.D_MLP;
import static dev.credence.transformer.hook.Hook.Axes.D_MODEL;
import static dev.credence.transformer.hook.Hook.Axes.HEAD_D_HEAD;
import static dev.credence.transformer.hook.Hook.Axes.HEAD_D_MODEL;
import static dev.credence.transformer.hook.Hook.Axes.HEAD_KEY;
import static dev.credence.transformer.hook.Hook.Axes.HEAD_SCALE;
import static dev.credence.transformer.hook.Hook.Axes.KV_HEAD_D_HEAD;
import static dev.credence.transformer.hook.Hook.Axes.KV_HEAD_D_MODEL;
import static dev.credence.transformer.hook.Hook.Axes.KV_HEAD_SCALE;
import static dev.credence.transformer.hook.Hook.Axes.SCALE;
import static dev.credence.transformer.hook.Hook.Axes.VOCAB;
import static dev.credence.transformer.hook.Stage.EMBEDDING;
import static dev.credence.transformer.hook.Stage.FINAL;
import static dev.credence.transformer.hook.Stage.KEYS;
import static dev.credence.transformer.hook.Stage.OUTPUT;
import static dev.credence.transformer.hook.Stage.QUERIES;

/**
 * Every named place in the forward pass, in the order in which it is reached. Names are
 * TransformerLens's, to the letter; those with a layer stand behind {@code blocks.L.}.
 *
 * <p>What a name means is the same in every family: {@code hook_attn_out} and {@code hook_mlp_out}
 * are what is added to the stream. The {@code hook_normalized} of a layer norm is its output after
 * weight and bias, that of an RMS norm {@code x / scale}, before the weight.
 */
public enum Hook {
  /** The token embedding, scaled where the family scales it. */
  EMBED("hook_embed", false, EMBEDDING, D_MODEL),
  /** The learned position embedding. */
  POS_EMBED("hook_pos_embed", false, EMBEDDING, D_MODEL),

  /** The stream as it enters the block. */
  RESID_PRE("hook_resid_pre", true, KEYS, D_MODEL),
  /** A copy of the stream for each head, before the norm; computed only when named. */
  ATTN_IN("hook_attn_in", true, KEYS, HEAD_D_MODEL),
  /** A copy of the stream for each key head, before the norm; computed only when named. */
  K_INPUT("hook_k_input", true, KEYS, KV_HEAD_D_MODEL),
  /** A copy of the stream for each value head, before the norm; computed only when named. */
  V_INPUT("hook_v_input", true, KEYS, KV_HEAD_D_MODEL),
  LN1_SCALE("ln1.hook_scale", true, KEYS, SCALE),
  LN1_NORMALIZED("ln1.hook_normalized", true, KEYS, D_MODEL),
  /** Keys, before norm and rotation. */
  K("attn.hook_k", true, KEYS, KV_HEAD_D_HEAD),
  V("attn.hook_v", true, KEYS, KV_HEAD_D_HEAD),
  K_NORM_SCALE("attn.k_norm.hook_scale", true, KEYS, KV_HEAD_SCALE),
  K_NORM_NORMALIZED("attn.k_norm.hook_normalized", true, KEYS, KV_HEAD_D_HEAD),
  /** Keys, after norm and rotation. */
  ROT_K("attn.hook_rot_k", true, KEYS, KV_HEAD_D_HEAD),

  /** A copy of the stream for each query head, before the norm; computed only when named. */
  Q_INPUT("hook_q_input", true, QUERIES, HEAD_D_MODEL),
  /** Queries, before norm and rotation. */
  Q("attn.hook_q", true, QUERIES, HEAD_D_HEAD),
  Q_NORM_SCALE("attn.q_norm.hook_scale", true, QUERIES, HEAD_SCALE),
  Q_NORM_NORMALIZED("attn.q_norm.hook_normalized", true, QUERIES, HEAD_D_HEAD),
  /** Queries, after norm and rotation. */
  ROT_Q("attn.hook_rot_q", true, QUERIES, HEAD_D_HEAD),
  /** After scale, softcap and mask; hidden entries are -inf. */
  ATTN_SCORES("attn.hook_attn_scores", true, QUERIES, HEAD_KEY),
  /** After the softmax; an edited pattern is not normalised again. */
  PATTERN("attn.hook_pattern", true, QUERIES, HEAD_KEY),

  /** What each head gathered, before the output matrix. */
  Z("attn.hook_z", true, OUTPUT, HEAD_D_HEAD),
  /** What each head adds to the stream, before the bias; computed only when named. */
  RESULT("attn.hook_result", true, OUTPUT, HEAD_D_MODEL),
  LN1_POST_SCALE("ln1_post.hook_scale", true, OUTPUT, SCALE),
  LN1_POST_NORMALIZED("ln1_post.hook_normalized", true, OUTPUT, D_MODEL),
  /** What attention adds to the stream. */
  ATTN_OUT("hook_attn_out", true, OUTPUT, D_MODEL),
  /** The stream between attention and MLP. */
  RESID_MID("hook_resid_mid", true, OUTPUT, D_MODEL),
  /** The copy of the stream that the MLP reads, before the norm. */
  MLP_IN("hook_mlp_in", true, OUTPUT, D_MODEL),
  LN2_SCALE("ln2.hook_scale", true, OUTPUT, SCALE),
  LN2_NORMALIZED("ln2.hook_normalized", true, OUTPUT, D_MODEL),
  /** Neurons before the activation function; of a gated MLP the gate. */
  MLP_PRE("mlp.hook_pre", true, OUTPUT, D_MLP),
  /** The linear branch of a gated MLP. */
  MLP_PRE_LINEAR("mlp.hook_pre_linear", true, OUTPUT, D_MLP),
  /** Neurons after the activation function and before its layer norm ({@code solu_ln} only). */
  MLP_MID("mlp.hook_mid", true, OUTPUT, D_MLP),
  /** Neurons as the output matrix reads them. */
  MLP_POST("mlp.hook_post", true, OUTPUT, D_MLP),
  LN2_POST_SCALE("ln2_post.hook_scale", true, OUTPUT, SCALE),
  LN2_POST_NORMALIZED("ln2_post.hook_normalized", true, OUTPUT, D_MODEL),
  /** What the MLP adds to the stream. */
  MLP_OUT("hook_mlp_out", true, OUTPUT, D_MODEL),
  /** The stream as it leaves the block. */
  RESID_POST("hook_resid_post", true, OUTPUT, D_MODEL),

  LN_FINAL_SCALE("ln_final.hook_scale", false, FINAL, SCALE),
  LN_FINAL_NORMALIZED("ln_final.hook_normalized", false, FINAL, D_MODEL),
  /** The logits; they can be captured, not edited. */
  LOGITS("logits", false, FINAL, VOCAB);

  /** The axes behind the position axis; {@link #HEAD_KEY} has its position axis second. */
  public enum Axes {
    D_MODEL,
    SCALE,
    HEAD_SCALE,
    KV_HEAD_SCALE,
    HEAD_D_HEAD,
    KV_HEAD_D_HEAD,
    HEAD_D_MODEL,
    KV_HEAD_D_MODEL,
    /** {@code [head, query, key]}. */
    HEAD_KEY,
    D_MLP,
    VOCAB
  }

  private final String suffix;
  private final boolean layered;
  private final Stage stage;
  private final Axes axes;

  Hook(String suffix, boolean layered, Stage stage, Axes axes) {
    this.suffix = suffix;
    this.layered = layered;
    this.stage = stage;
    this.axes = axes;
  }

  /** The name, without {@code blocks.L.}. */
  public String suffix() {
    return suffix;
  }

  /** Whether every layer has one. */
  public boolean layered() {
    return layered;
  }

  /** The part of the forward pass in which it lies. */
  public Stage stage() {
    return stage;
  }

  /** What its axes are. */
  public Axes axes() {
    return axes;
  }

  /** Whether it has a head axis, of query or of key/value heads. */
  public boolean hasHeads() {
    return switch (axes) {
      case HEAD_SCALE,
          KV_HEAD_SCALE,
          HEAD_D_HEAD,
          KV_HEAD_D_HEAD,
          HEAD_D_MODEL,
          KV_HEAD_D_MODEL,
          HEAD_KEY ->
          true;
      case D_MODEL, SCALE, D_MLP, VOCAB -> false;
    };
  }

  /** Whether its heads are key/value heads. */
  public boolean countsKvHeads() {
    return axes == KV_HEAD_D_HEAD || axes == KV_HEAD_D_MODEL || axes == KV_HEAD_SCALE;
  }

  /** Whether it is a matrix of queries and keys rather than a row a position. */
  public boolean isAttention() {
    return axes == HEAD_KEY;
  }
}
