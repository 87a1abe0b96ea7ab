/**
 * Where in a model's activations a variable may be: probes, and subspaces of few dimensions. Arrays
 * in, directions out; no model takes part.
 *
 * {@snippet :
 * Activations at = Activations.of(captured, width); // one site, the cells of the fit
 * Labels logOdds = Labels.scalar("log_odds", nats, Clusters.of(multisets));
 * Probe probe = Probe.fit(at, logOdds);
 * double decodable = probe.r2(heldOut, heldOutNats);
 *
 * for (SubspaceMethod method : SubspaceMethods.all()) {
 *   Optional<Subspace> found = method.find(at, logOdds); // basis [d, r], and the step of one nat
 * }
 * }
 *
 * <p>How well a variable can be read: {@link dev.credence.lab.direction.Probe}, {@link
 * dev.credence.lab.direction.Selectivity}, {@link dev.credence.lab.direction.BeyondNuisances}.
 * Where it may be exchanged: {@link dev.credence.lab.direction.SubspaceMethods}. What to hold
 * against that: {@link dev.credence.lab.direction.RandomSubspace}, {@link
 * dev.credence.lab.direction.ShuffledProbe}, {@link
 * dev.credence.lab.direction.UnembeddingDifference}. What is left without it: {@link
 * dev.credence.lab.direction.Eraser}.
 *
 * <p>What can be read need not be used: only an interchange shows that. Not here: which sites to
 * look at, and what to conclude, which are the study's; subspaces that are learnt through the
 * model, which the floor below does.
 */
@NullMarked
package dev.credence.lab.direction;

import org.jspecify.annotations.NullMarked;
