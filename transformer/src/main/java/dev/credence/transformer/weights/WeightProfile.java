package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How weights are processed before anything runs: not at all, or by named steps that leave the
 * predictions as they are but move what lies where. Zero ablation depends on that, so it is a
 * choice that is recorded with every result.
 *
 * @param steps in the order in which they are done; a step that has nothing to do in a model is
 *     left out there ({@link #stepsFor})
 * @see <a
 *     href="https://github.com/TransformerLensOrg/TransformerLens/blob/main/further_comments.md"
 *     >TransformerLens on weight processing</a>
 */
public record WeightProfile(Set<Step> steps) {
  /** As the checkpoint has them. */
  public static final WeightProfile RAW = new WeightProfile(Set.of());

  /** TransformerLens's default. */
  public static final WeightProfile TRANSFORMER_LENS = new WeightProfile(EnumSet.allOf(Step.class));

  /** One step of processing. */
  public enum Step {
    /**
     * Scale and shift of each norm go into the weights that read it. Behind a layer norm those are
     * then centred too, since a normalised row has mean 0. Norms over heads and those behind
     * attention and MLP stay.
     */
    FOLD_LAYER_NORM,
    /**
     * What is written to the stream (embeddings, {@code W_O}, {@code W_out} and their biases) gets
     * mean 0 over {@code d_model}, which a layer norm would remove anyway. Models with other norms
     * stay as they are.
     */
    CENTRE_WRITING_WEIGHTS,
    /**
     * The unembedding gets mean 0 over the vocabulary: every row of logits moves by a constant, and
     * no probability changes. Models with a softcap on the logits stay as they are.
     */
    CENTRE_UNEMBED,
    /**
     * {@code b_O := b_O + b_V W_O} and {@code b_V := 0}, the same because attention patterns sum to
     * 1.
     */
    FOLD_VALUE_BIASES;

    /** The name in files: {@code fold_layer_norm}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean appliesTo(ModelConfig config) {
      return switch (this) {
        case FOLD_LAYER_NORM -> config.norm() != NormKind.NONE;
        case CENTRE_WRITING_WEIGHTS ->
            config.norm() == NormKind.LAYER_NORM && config.finalNorm() && !config.postNorms();
        case CENTRE_UNEMBED -> config.logitSoftcap() == 0;
        case FOLD_VALUE_BIASES -> true;
      };
    }
  }

  /** Puts the steps in their order. */
  public WeightProfile {
    var ordered = EnumSet.noneOf(Step.class);
    ordered.addAll(steps);
    steps = Collections.unmodifiableSet(ordered);
  }

  /**
   * The profile of a text.
   *
   * @param text {@code raw}, {@code transformer_lens}, or names of steps with commas between
   * @throws InvalidInputException for any other
   */
  public static WeightProfile parse(String text) {
    switch (text) {
      case "raw" -> {
        return RAW;
      }
      case "transformer_lens" -> {
        return TRANSFORMER_LENS;
      }
      default -> {}
    }
    var steps = EnumSet.noneOf(Step.class);
    for (String name : text.split(",", -1)) {
      steps.add(step(name.strip()));
    }
    return new WeightProfile(steps);
  }

  private static Step step(String name) {
    for (Step step : Step.values()) {
      if (step.toString().equals(name)) {
        return step;
      }
    }
    List<String> known = new ArrayList<>(List.of("raw", "transformer_lens"));
    EnumSet.allOf(Step.class).forEach(step -> known.add(step.toString()));
    throw new InvalidInputException(
        "weight processing \"%s\" is not known; known are %s", name, String.join(", ", known));
  }

  /** Whether nothing is done. */
  public boolean isRaw() {
    return steps.isEmpty();
  }

  /** The steps that are done in a model of this configuration, in their order. */
  public Set<Step> stepsFor(ModelConfig config) {
    return steps.stream()
        .filter(step -> step.appliesTo(config))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Step.class)));
  }

  /**
   * Processes weights. What a step leaves alone stays the same tensor; what it changes is a new
   * one, in the innermost open scope. The given tensors are not changed.
   *
   * @param weights in float32; half precisions would lose in every step
   */
  public ModelWeights apply(ModelConfig config, ModelWeights weights) {
    var processed = weights;
    for (Step step : stepsFor(config)) {
      processed =
          switch (step) {
            case FOLD_LAYER_NORM -> new NormFolding(config).apply(processed);
            case CENTRE_WRITING_WEIGHTS -> Centring.writing(processed);
            case CENTRE_UNEMBED -> Centring.unembed(processed);
            case FOLD_VALUE_BIASES -> ValueBiasFolding.apply(config, processed);
          };
    }
    return processed;
  }

  /** {@code raw}, or the steps with commas between. */
  @Override
  public String toString() {
    return isRaw() ? "raw" : steps.stream().map(Step::toString).collect(Collectors.joining(","));
  }
}
