package dev.credence.transformer.family;

import dev.credence.transformer.config.PositionScheme.Rotary;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import java.util.Optional;

/**
 * Rotary embeddings as Hugging Face configurations write them: {@code rope_theta} and {@code
 * rope_scaling}, or both together in {@code rope_parameters} (transformers 5).
 */
final class RopeSettings {
  private RopeSettings() {}

  /**
   * The rotation over the first {@code dims} dimensions of a head, pairs (i, i + dims/2).
   *
   * @param defaultBase the family's own base, where the file gives none
   */
  static Rotary read(Settings config, int dims, double defaultBase) {
    Optional<Settings> parameters = config.section("rope_parameters");
    double base = config.number("rope_theta", defaultBase);
    if (parameters.isPresent()) {
      base = parameters.get().number("rope_theta", base);
    }
    RotaryScaling scaling =
        parameters
            .or(() -> config.section("rope_scaling"))
            .map(RopeSettings::scaling)
            .orElseGet(RotaryScaling.Unscaled::new);
    return new Rotary(dims, base, false, scaling);
  }

  private static RotaryScaling scaling(Settings rope) {
    String key = rope.has("rope_type") ? "rope_type" : "type";
    return switch (rope.text(key, "default")) {
      case "default" -> new RotaryScaling.Unscaled();
      case "linear" -> new RotaryScaling.Linear(positive(rope, "factor"));
      case "llama3" ->
          new RotaryScaling.Llama3(
              positive(rope, "factor"),
              positive(rope, "low_freq_factor"),
              positive(rope, "high_freq_factor"),
              positive(rope, "original_max_position_embeddings"));
      default -> throw rope.problem(key, "known are default, linear and llama3");
    };
  }

  private static double positive(Settings rope, String key) {
    double value = rope.number(key);
    rope.refuse(!(value > 0) || Double.isInfinite(value), key, "expected a positive number");
    return value;
  }
}
