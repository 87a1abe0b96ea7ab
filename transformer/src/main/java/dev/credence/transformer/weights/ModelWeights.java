package dev.credence.transformer.weights;

import dev.credence.torch.Tensor;
import java.util.List;
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

  /**
   * A product {@code x W^T + b}.
   *
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}
   */
  public record LinearWeights(Tensor weight, @Nullable Tensor bias) {}

  /**
   * Scale and shift of a norm, {@code [d]} each.
   *
   * @param weight absent: 1. A family that stores {@code weight - 1} has it added when loaded
   * @param bias absent: 0
   */
  public record NormWeights(@Nullable Tensor weight, @Nullable Tensor bias) {
    /** Neither scale nor shift. */
    public static final NormWeights NONE = new NormWeights(null, null);
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
      NormWeights ln2Post) {}
}
