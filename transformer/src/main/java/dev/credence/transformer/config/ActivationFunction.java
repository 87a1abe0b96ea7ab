package dev.credence.transformer.config;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The MLP's nonlinearity, with the names that configurations give it. */
public enum ActivationFunction {
  RELU("relu"),
  /** {@code x Phi(x)} with the exact error function. */
  GELU("gelu"),
  /** {@code x Phi(x)} with the tanh approximation. */
  GELU_TANH("gelu_new", "gelu_fast", "gelu_pytorch_tanh"),
  /** {@code x sigmoid(x)}. */
  SILU("silu", "swish"),
  /** {@code ln(1 + e^x)}. */
  SOFTPLUS("softplus"),
  /** {@code x softmax(x)} over the neurons, then a layer norm (Elhage et al. 2022). */
  SOLU_LN("solu_ln");

  private final String[] names;

  ActivationFunction(String... names) {
    this.names = names;
  }

  /** What a configuration calls it; the first of its names. */
  public String configName() {
    return names[0];
  }

  /**
   * The function a configuration means by {@code name}.
   *
   * @throws InvalidInputException for a name that no function here has
   */
  public static ActivationFunction named(String name) {
    for (ActivationFunction function : values()) {
      for (String known : function.names) {
        if (known.equals(name.toLowerCase(Locale.ROOT))) {
          return function;
        }
      }
    }
    throw new InvalidInputException(
        "activation function \"%s\" is not known; known are %s",
        name,
        Stream.of(values())
            .flatMap(function -> Stream.of(function.names))
            .collect(Collectors.joining(", ")));
  }
}
