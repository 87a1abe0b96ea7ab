package dev.credence.transformer.hook;

import java.util.List;

/**
 * Which activations a run shall keep.
 *
 * @param hook a hook name, in which {@code *} stands for any layer: {@code
 *     blocks.*.hook_resid_post}, {@code logits}
 * @param positions which positions to keep
 * @param cells ids of the cells; empty for all
 */
public record Capture(String hook, Positions positions, List<String> cells) {
  /** Keeps a copy of the list. */
  public Capture {
    cells = List.copyOf(cells);
  }

  /** At every position of every cell. */
  public static Capture of(String hook) {
    return new Capture(hook, Positions.ALL, List.of());
  }

  /** At some positions of every cell. */
  public static Capture of(String hook, Positions positions) {
    return new Capture(hook, positions, List.of());
  }
}
