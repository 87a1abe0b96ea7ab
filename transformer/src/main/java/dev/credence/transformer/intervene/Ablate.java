package dev.credence.transformer.intervene;

import dev.credence.transformer.hook.Site;

/**
 * Takes away what a site says, by putting something uninformative in its place.
 *
 * @param site where
 * @param kind what stands there instead
 */
public record Ablate(Site site, Ablation kind) implements Intervention {}
