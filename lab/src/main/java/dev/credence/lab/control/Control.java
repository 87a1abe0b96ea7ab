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
 * A model of known mechanism, as plain data, with the verdict that is right about it.
 *
 * @param name what follows {@code builtin:}, the seed included where one was given
 * @param group which kind of control it is: P1 to P3 hold a belief, T1 and T2 a damaged one, M1 a
 *     share of one, N1 to N5 none; I is an impostor made to fool the instrument
 * @param mechanism how it comes to its answer, in one sentence
 * @param config sizes and choices
 * @param weights under TransformerLens's names and layouts
 * @param task what its tokens mean and which questions it knows
 * @param rightVerdict what may be said about it
 * @param landmarks where it keeps what
 */
public record Control(
    String name,
    String group,
    String mechanism,
    ModelConfig config,
    Map<String, NdArray> weights,
    Task.WhichGenerator task,
    RightVerdict rightVerdict,
    Landmarks landmarks) {

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
    return new Control(other, group, mechanism, config, weights, task, rightVerdict, landmarks);
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
