package dev.credence.transformer.intervene;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Site;

/**
 * {@code h := factor h}.
 *
 * @param site where
 * @param factor finite
 */
public record Scale(Site site, double factor) implements Intervention {
  /** Checks that the factor is finite. */
  public Scale {
    if (!Double.isFinite(factor)) {
      throw new InvalidInputException("scale %s: factor is %s; give a finite number", site, factor);
    }
  }
}
