package dev.credence.lab.direction;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.List;
import java.util.Optional;

/**
 * What a probe reads along when clusters have been given each other's values: a direction that the
 * method finds where there is nothing to find.
 *
 * @param seed not negative; another shuffle for each
 */
public record ShuffledProbe(long seed) implements SubspaceMethod {

  @Override
  public String name() {
    return "ridge, shuffled labels (seed " + seed + ")";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    Probe probe = Probe.fit(activations, shuffled(labels));
    return ReadingDirections.of(name(), probe, activations, labels);
  }

  /**
   * The labels that its probe is fitted to.
   *
   * @param labels the right ones
   * @return each cluster has the values of another, drawn without replacement; where that has fewer
   *     cells they are used again
   */
  public Labels shuffled(Labels labels) {
    List<List<Integer>> clusters = labels.clusters().rows();
    int[] from = NumpyRandom.ofSeed(seed).permutation(clusters.size());
    double[][] values = new double[labels.values().length][];
    for (int g = 0; g < from.length; g++) {
      List<Integer> to = clusters.get(g);
      List<Integer> donor = clusters.get(from[g]);
      for (int i = 0; i < to.size(); i++) {
        values[to.get(i)] = labels.values()[donor.get(i % donor.size())];
      }
    }
    return new Labels(labels.variable(), values, labels.clusters());
  }
}
