package dev.credence.lab.control;

import dev.credence.belief.Task;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.NdArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model of known mechanism, as plain data.
 *
 * @param name what follows {@code builtin:}, the seed included where one was given
 * @param mechanism how it comes to its answer, in one sentence
 * @param config sizes and choices
 * @param weights under TransformerLens's names and layouts
 * @param task what its tokens mean and which questions it knows
 */
public record Control(
    String name,
    String mechanism,
    ModelConfig config,
    Map<String, NdArray> weights,
    Task.WhichGenerator task) {

  /** Keeps a copy of the map. */
  public Control {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /**
   * The same under another name.
   *
   * @param other what follows {@code builtin:}
   * @return this mechanism, these weights
   */
  Control called(String other) {
    return new Control(other, mechanism, config, weights, task);
  }

  /**
   * Makes the model.
   *
   * @param options precision and place
   * @return to be closed by the caller
   */
  public Model open(ModelOptions options) {
    return Model.of("builtin:" + name, config, weights, options);
  }
}
