package dev.credence.lab.direction;

import dev.credence.lab.statistics.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.hipparchus.linear.RealMatrix;

/**
 * The mean activation of the cells in the upper third of the variable, less that of the lower
 * third; with several coordinates, along each axis of their variance.
 */
public record MeanDifference() implements SubspaceMethod {

  @Override
  public String name() {
    return "difference of means";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    Labelled.requireSame(activations, labels);
    RealMatrix along = labels.principalValues();
    List<double[]> differences = new ArrayList<>();
    for (int axis = 0; axis < along.getColumnDimension(); axis++) {
      double[] ranks = Labelled.ranks(along.getColumn(axis));
      double low = Quantiles.of(ranks, 1.0 / 3);
      double high = Quantiles.of(ranks, 2.0 / 3);
      int[] lower = which(ranks, rank -> rank <= low);
      int[] upper = which(ranks, rank -> rank >= high);
      if (low == high) { // more than a third of the cells have one value
        lower = which(ranks, rank -> rank < low);
        upper = which(ranks, rank -> rank > low);
        lower = lower.length == 0 ? which(ranks, rank -> rank == low) : lower;
        upper = upper.length == 0 ? which(ranks, rank -> rank == low) : upper;
      }
      double[] difference = activations.meanOf(upper);
      double[] below = activations.meanOf(lower);
      for (int j = 0; j < difference.length; j++) {
        difference[j] -= below[j];
      }
      differences.add(difference);
    }
    return Optional.ofNullable(Orthonormal.spanning(Rows.columns(differences), labels.rank()))
        .map(basis -> Subspace.of(name(), activations, labels, basis));
  }

  private static int[] which(double[] ranks, DoublePredicate in) {
    return IntStream.range(0, ranks.length).filter(i -> in.test(ranks[i])).toArray();
  }
}
