package dev.credence.transformer.intervene;

import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import org.jspecify.annotations.Nullable;

/**
 * {@code h := donor}: what the site holds in another run.
 *
 * @param site where
 * @param from a prompt (its unedited run) or another cell (its run as edited)
 * @param fromPositions the donor's positions, matched in order with the site's; null for the same
 *     ones ({@code last} being the donor's own last)
 */
public record Patch(Site site, String from, @Nullable Positions fromPositions)
    implements Intervention {
  /** From the same positions. */
  public Patch(Site site, String from) {
    this(site, from, null);
  }
}
