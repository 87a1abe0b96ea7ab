package dev.credence.transformer.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sizes and choices of one decoder-only transformer: everything in which the forward pass can
 * differ between families, as data. It names no model and no family.
 *
 * <p>Made with {@link #builder()}, which checks that the parts fit together.
 *
 * @param layers number of blocks
 * @param dModel width of the residual stream
 * @param heads query heads of a layer
 * @param kvHeads key/value heads of a layer; divides {@code heads}
 * @param dHead width of one head
 * @param dMlp neurons of a layer's MLP; 0 for an attention-only model
 * @param vocab tokens the model reads
 * @param vocabOut tokens the model predicts
 * @param context most tokens a prompt may have
 * @param norm the kind of normalisation
 * @param normEpsilon the constant added under the root
 * @param finalNorm whether there is a norm before the unembedding
 * @param activation the MLP's nonlinearity
 * @param gated whether the MLP multiplies the activated branch by a linear one (SwiGLU, GeGLU)
 * @param positions how a row learns where it stands
 * @param attentionScale factor on {@code q . k}, usually {@code 1 / sqrt(dHead)}
 * @param attentionSoftcap c in {@code c tanh(score / c)}; 0 for none
 * @param logitSoftcap the same on the logits; 0 for none
 * @param parallel whether attention and MLP both read the stream as it enters the block
 * @param queryKeyNorm whether queries and keys are normalised head by head
 * @param postNorms whether attention's and the MLP's outputs are normalised before they are added
 * @param windows for each layer how many last positions it sees, itself among them; 0 for all.
 *     Empty where no layer has a window
 * @param embeddingScale factor on the token embedding, 1 for none
 * @param prependBos what the model's own configuration says about a beginning-of-sequence token;
 *     null where it says nothing
 */
public record ModelConfig(
    int layers,
    int dModel,
    int heads,
    int kvHeads,
    int dHead,
    int dMlp,
    int vocab,
    int vocabOut,
    int context,
    NormKind norm,
    double normEpsilon,
    boolean finalNorm,
    ActivationFunction activation,
    boolean gated,
    PositionScheme positions,
    double attentionScale,
    double attentionSoftcap,
    double logitSoftcap,
    boolean parallel,
    boolean queryKeyNorm,
    boolean postNorms,
    List<Integer> windows,
    double embeddingScale,
    @Nullable Boolean prependBos) {

  /** Checks that the parts fit together; see {@link Builder#build()}. */
  public ModelConfig {
    windows = List.copyOf(windows);
    atLeast("n_layers", layers, 0);
    atLeast("d_model", dModel, 1);
    atLeast("n_heads", heads, 1);
    atLeast("n_key_value_heads", kvHeads, 1);
    atLeast("d_head", dHead, 1);
    atLeast("d_mlp", dMlp, 0);
    atLeast("d_vocab", vocab, 1);
    atLeast("d_vocab_out", vocabOut, 1);
    atLeast("n_ctx", context, 1);
    if (heads % kvHeads != 0) {
      throw new InvalidInputException(
          "model configuration: %d query heads cannot share %d key/value heads evenly; n_heads must"
              + " be a multiple of n_key_value_heads",
          heads, kvHeads);
    }
    if (!(normEpsilon >= 0) || Double.isInfinite(normEpsilon)) {
      throw new InvalidInputException(
          "model configuration: norm epsilon is %s; expected a small number of 0 or more",
          normEpsilon);
    }
    if (positions instanceof PositionScheme.Rotary rotary && rotary.dims() > dHead) {
      throw new InvalidInputException(
          "model configuration: rotary embeddings turn %d of each head's dimensions, but d_head is"
              + " %d",
          rotary.dims(), dHead);
    }
    if (!windows.isEmpty() && windows.size() != layers) {
      throw new InvalidInputException(
          "model configuration: %d attention windows for %d layers; give one for each layer",
          windows.size(), layers);
    }
  }

  /** Whether blocks have no MLP. */
  public boolean attentionOnly() {
    return dMlp == 0;
  }

  /** Query heads that share one key/value head. */
  public int group() {
    return heads / kvHeads;
  }

  /** How many last positions {@code layer} sees, itself among them; 0 for all. */
  public int window(int layer) {
    return windows.isEmpty() ? 0 : windows.get(layer);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new InvalidInputException(
          "model configuration: %s is %d; expected %d or more", name, value, least);
    }
  }

  /** A builder with no sizes and the plainest choice everywhere. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a {@link ModelConfig} by name. */
  public static final class Builder {
    private int layers;
    private int dModel;
    private int heads;
    private int kvHeads;
    private int dHead;
    private int dMlp;
    private int vocab;
    private int vocabOut;
    private int context = Integer.MAX_VALUE;
    private NormKind norm = NormKind.NONE;
    private double normEpsilon = 1e-5;
    private boolean finalNorm = true;
    private ActivationFunction activation = ActivationFunction.RELU;
    private boolean gated;
    private PositionScheme positions = new PositionScheme.None();
    private double attentionScale = Double.NaN;
    private double attentionSoftcap;
    private double logitSoftcap;
    private boolean parallel;
    private boolean queryKeyNorm;
    private boolean postNorms;
    private List<Integer> windows = List.of();
    private double embeddingScale = 1;
    private @Nullable Boolean prependBos;

    private Builder() {}

    public Builder layers(int value) {
      layers = value;
      return this;
    }

    public Builder dModel(int value) {
      dModel = value;
      return this;
    }

    public Builder heads(int value) {
      heads = value;
      return this;
    }

    /** Key/value heads; as many as query heads where not set. */
    public Builder kvHeads(int value) {
      kvHeads = value;
      return this;
    }

    /** Width of a head; {@code dModel / heads} where not set. */
    public Builder dHead(int value) {
      dHead = value;
      return this;
    }

    public Builder dMlp(int value) {
      dMlp = value;
      return this;
    }

    public Builder vocab(int value) {
      vocab = value;
      return this;
    }

    /** Tokens predicted; as many as read where not set. */
    public Builder vocabOut(int value) {
      vocabOut = value;
      return this;
    }

    public Builder context(int value) {
      context = value;
      return this;
    }

    public Builder norm(NormKind kind, double epsilon) {
      norm = kind;
      normEpsilon = epsilon;
      return this;
    }

    public Builder finalNorm(boolean value) {
      finalNorm = value;
      return this;
    }

    public Builder activation(ActivationFunction value) {
      activation = value;
      return this;
    }

    public Builder gated(boolean value) {
      gated = value;
      return this;
    }

    public Builder positions(PositionScheme value) {
      positions = value;
      return this;
    }

    /** Factor on {@code q . k}; {@code 1 / sqrt(dHead)} where not set. */
    public Builder attentionScale(double value) {
      attentionScale = value;
      return this;
    }

    public Builder attentionSoftcap(double value) {
      attentionSoftcap = value;
      return this;
    }

    public Builder logitSoftcap(double value) {
      logitSoftcap = value;
      return this;
    }

    public Builder parallel(boolean value) {
      parallel = value;
      return this;
    }

    public Builder queryKeyNorm(boolean value) {
      queryKeyNorm = value;
      return this;
    }

    public Builder postNorms(boolean value) {
      postNorms = value;
      return this;
    }

    public Builder windows(List<Integer> value) {
      windows = value;
      return this;
    }

    public Builder embeddingScale(double value) {
      embeddingScale = value;
      return this;
    }

    public Builder prependBos(@Nullable Boolean value) {
      prependBos = value;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws InvalidInputException if a size is missing or parts do not fit together
     */
    public ModelConfig build() {
      int width = dHead > 0 ? dHead : heads > 0 ? dModel / heads : 0;
      return new ModelConfig(
          layers,
          dModel,
          heads,
          kvHeads > 0 ? kvHeads : heads,
          width,
          dMlp,
          vocab,
          vocabOut > 0 ? vocabOut : vocab,
          context,
          norm,
          normEpsilon,
          finalNorm,
          activation,
          gated,
          positions,
          Double.isNaN(attentionScale) ? 1 / Math.sqrt(width) : attentionScale,
          attentionSoftcap,
          logitSoftcap,
          parallel,
          queryKeyNorm,
          postNorms,
          windows,
          embeddingScale,
          prependBos);
    }
  }
}
