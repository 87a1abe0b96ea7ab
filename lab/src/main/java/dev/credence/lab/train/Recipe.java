package dev.credence.lab.train;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.learn.Example;
import dev.credence.transformer.learn.Schedule;
import java.util.List;

/**
 * All that a training follows from.
 *
 * @param name what results call it, the seed included where one was given
 * @param curriculum what the model is shown
 * @param shape its sizes
 * @param schedule how long and how fast it learns
 * @param batch prompts a step
 * @param seed of weights and prompts
 */
public record Recipe(
    String name, Curriculum curriculum, Shape shape, Schedule schedule, int batch, long seed) {

  /**
   * The sizes of a model with layer norms and GELU.
   *
   * @param layers blocks
   * @param dModel width of the stream
   * @param heads of a block; share the width evenly
   * @param dMlp neurons of a block
   * @param positions whether positions have embeddings; without, only the causal mask tells order
   */
  public record Shape(int layers, int dModel, int heads, int dMlp, boolean positions) {}

  /** The model to be trained. */
  public ModelConfig config() {
    return ModelConfig.builder()
        .layers(shape.layers())
        .dModel(shape.dModel())
        .heads(shape.heads())
        .dMlp(shape.dMlp())
        .vocab(curriculum.vocabulary())
        .context(curriculum.context())
        .norm(NormKind.LAYER_NORM, 1e-5)
        .activation(ActivationFunction.GELU)
        .positions(shape.positions() ? new PositionScheme.Learned() : new PositionScheme.None())
        .build();
  }

  /**
   * The prompts of a step.
   *
   * @param step from 0
   * @return always the same
   */
  public List<Example> examples(int step) {
    return curriculum.examples(seed, step, batch);
  }

  /** The same from another seed, under another name. */
  public Recipe withSeed(String other, long otherSeed) {
    return new Recipe(other, curriculum, shape, schedule, batch, otherSeed);
  }
}
