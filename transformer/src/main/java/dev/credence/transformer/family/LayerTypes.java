package dev.credence.transformer.family;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Which layers see a window only: {@code layer_types}, or the family's own rule without it. */
final class LayerTypes {
  private LayerTypes() {}

  /**
   * The windows of all layers.
   *
   * @param window how many last positions a sliding layer sees, itself among them
   * @param sliding the rule for configurations that do not list their layers
   */
  static List<Integer> windows(Settings config, int layers, int window, IntPredicate sliding) {
    config.refuse(window < 1, "sliding_window", "expected 1 or more");
    List<?> types = config.list("layer_types");
    config.refuse(
        !types.isEmpty() && types.size() != layers,
        "layer_types",
        "expected one for each of the " + layers + " layers");
    List<Integer> windows = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      boolean slides = types.isEmpty() ? sliding.test(i) : slides(config, types.get(i));
      windows.add(slides ? window : 0);
    }
    return windows;
  }

  private static boolean slides(Settings config, Object type) {
    return switch (String.valueOf(type)) {
      case "sliding_attention" -> true;
      case "full_attention" -> false;
      default ->
          throw config.problem("layer_types", "known are sliding_attention and full_attention");
    };
  }
}
