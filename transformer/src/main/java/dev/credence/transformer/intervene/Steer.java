package dev.credence.transformer.intervene;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Site;

/**
 * {@code h := h + alpha v}.
 *
 * @param site where
 * @param vector name of a tensor: {@code [d]} of the hook, or {@code [selected heads, d_head]}
 * @param alpha how far, in units of the vector's length
 */
public record Steer(Site site, String vector, double alpha) implements Intervention {
  /** Checks that alpha is finite. */
  public Steer {
    if (!Double.isFinite(alpha)) {
      throw new InvalidInputException("steer %s: alpha is %s; give a finite number", site, alpha);
    }
  }
}
