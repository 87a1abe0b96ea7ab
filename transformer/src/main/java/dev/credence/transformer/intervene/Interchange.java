package dev.credence.transformer.intervene;

import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import org.jspecify.annotations.Nullable;

/**
 * {@code h := h + (donor - h) U U^T}: the donor inside the subspace, the base outside it (Geiger et
 * al. 2023, distributed interchange).
 *
 * @param site where
 * @param from a prompt (its unedited run) or another cell (its run as edited)
 * @param basis name of a tensor U, {@code [d, r]} with orthonormal columns
 * @param fromPositions as in {@link Patch}
 */
public record Interchange(Site site, String from, String basis, @Nullable Positions fromPositions)
    implements Intervention {
  /** From the same positions. */
  public Interchange(Site site, String from, String basis) {
    this(site, from, basis, null);
  }
}
