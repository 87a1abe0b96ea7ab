package dev.credence.lab.direction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer's own directions: the columns of W_U for the answer tokens, less that of the last one.
 * What moves only these is a push on the output, not a belief.
 *
 * @param columns {@code [token, d]}, at least two; times the gain of the final norm where that is
 *     not folded into W_U
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UnembeddingDifference(double[][] columns) implements SubspaceMethod {

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if there are fewer than two columns or they are not alike
   */
  public UnembeddingDifference {
    Rows.requireFinite("unembedding difference", columns);
    if (columns.length < 2) {
      throw new IllegalArgumentException(
          "unembedding difference: " + columns.length + " columns; expected one an answer, so two");
    }
  }

  @Override
  public String name() {
    return "unembedding difference";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    Labelled.requireSame(activations, labels);
    double[] last = columns[columns.length - 1];
    List<double[]> differences = new ArrayList<>();
    for (int k = 0; k < columns.length - 1; k++) {
      double[] difference = columns[k].clone();
      for (int j = 0; j < last.length; j++) {
        difference[j] -= last[j];
      }
      differences.add(difference);
    }
    return Optional.ofNullable(Orthonormal.spanning(Rows.columns(differences), differences.size()))
        .map(basis -> Subspace.of(name(), activations, labels, basis));
  }
}
