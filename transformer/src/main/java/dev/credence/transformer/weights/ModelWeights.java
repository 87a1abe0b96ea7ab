package dev.credence.transformer.weights;

import dev.credence.torch.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The weights as the forward pass reads them, whatever a family calls them or however its files lay
 * them out. An absent bias or norm is the identity.
 *
 * @param embed {@code [vocab, d_model]}
 * @param positionEmbed {@code [context, d_model]}; null without learned positions
 * @param layers from the first block on
 * @param finalNorm before the unembedding
 * @param unembed {@code [vocab_out, d_model]}; may share the embedding's memory
 */
public record ModelWeights(
    Tensor embed,
    @Nullable Tensor positionEmbed,
    List<LayerWeights> layers,
    NormWeights finalNorm,
    LinearWeights unembed) {

  /** The same structure with every tensor replaced by what {@code change} makes of it. */
  public ModelWeights map(UnaryOperator<Tensor> change) {
    return new ModelWeights(
        change.apply(embed),
        positionEmbed == null ? null : change.apply(positionEmbed),
        layers.stream().map(layer -> layer.map(change)).toList(),
        finalNorm.map(change),
        unembed.map(change));
  }

  /**
   * A product {@code x W^T + b}.
   *
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}
   */
  public record LinearWeights(Tensor weight, @Nullable Tensor bias) {
    private LinearWeights map(UnaryOperator<Tensor> change) {
      return new LinearWeights(change.apply(weight), bias == null ? null : change.apply(bias));
    }
  }

  /**
   * Scale and shift of a norm, {@code [d]} each.
   *
   * @param weight absent: 1. A family that stores {@code weight - 1} has it added when loaded
   * @param bias absent: 0
   */
  public record NormWeights(@Nullable Tensor weight, @Nullable Tensor bias) {
    /** Neither scale nor shift. */
    public static final NormWeights NONE = new NormWeights(null, null);

    private NormWeights map(UnaryOperator<Tensor> change) {
      return new NormWeights(
          weight == null ? null : change.apply(weight), bias == null ? null : change.apply(bias));
    }
  }

  /**
   * One block. Heads lie one behind the other: rows {@code h d_head} to {@code (h + 1) d_head} of
   * {@code q} belong to head h; so do columns of {@code o}.
   *
   * @param ln1 before attention
   * @param q {@code [heads d_head, d_model]}
   * @param k {@code [kv_heads d_head, d_model]}
   * @param v {@code [kv_heads d_head, d_model]}
   * @param qNorm over each head of the queries, weight {@code [d_head]}; {@link NormWeights#NONE}
   *     unless the configuration says {@code queryKeyNorm}
   * @param kNorm the same for keys
   * @param o {@code [d_model, heads d_head]}
   * @param ln1Post over attention's output, where the configuration says {@code postNorms}
   * @param ln2 before the MLP
   * @param pre {@code [d_mlp, d_model]}; of a gated MLP the gate. Null in an attention-only model
   * @param preLinear {@code [d_mlp, d_model]}; null unless gated
   * @param mlpNorm over the neurons ({@code solu_ln} only)
   * @param out {@code [d_model, d_mlp]}; null in an attention-only model
   * @param ln2Post over the MLP's output, where the configuration says {@code postNorms}
   */
  public record LayerWeights(
      NormWeights ln1,
      LinearWeights q,
      LinearWeights k,
      LinearWeights v,
      NormWeights qNorm,
      NormWeights kNorm,
      LinearWeights o,
      NormWeights ln1Post,
      NormWeights ln2,
      @Nullable LinearWeights pre,
      @Nullable LinearWeights preLinear,
      NormWeights mlpNorm,
      @Nullable LinearWeights out,
      NormWeights ln2Post) {

    private LayerWeights map(UnaryOperator<Tensor> change) {
      return new LayerWeights(
          ln1.map(change),
          q.map(change),
          k.map(change),
          v.map(change),
          qNorm.map(change),
          kNorm.map(change),
          o.map(change),
          ln1Post.map(change),
          ln2.map(change),
          pre == null ? null : pre.map(change),
          preLinear == null ? null : preLinear.map(change),
          mlpNorm.map(change),
          out == null ? null : out.map(change),
          ln2Post.map(change));
    }
  }
}
