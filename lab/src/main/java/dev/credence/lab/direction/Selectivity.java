package dev.credence.lab.direction;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.RealMatrix;

/**
 * How much better a probe reads the variable than it reads one that means nothing: a control task
 * gives every type of cell (say every multiset of draws under every question) the value of another
 * type. A probe reads that only by telling types apart and learning each by heart.
 *
 * <pre>
 * selectivity = R2 of the variable - max(0, mean R2 of control tasks)
 * </pre>
 *
 * <p>The control tasks are read under easier conditions than the variable: a cell is left out on
 * its own while others of its type stay in the fit, and each task has the penalty that suits it
 * best. So selectivity is rather too small than too great. Cells that are alone of their type do
 * not count: nothing could be known of them.
 *
 * @param r2 of the variable, as given
 * @param controlR2 one a control task; NaN if each cell is alone of its type
 * @see <a href="https://arxiv.org/abs/1909.03368">Hewitt and Liang, Designing and Interpreting
 *     Probes with Control Tasks</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Selectivity(double r2, double[] controlR2) {

  /**
   * Reads control tasks.
   *
   * @param r2 of the variable, at cells that were not in the fit, see {@link Probe#r2}
   * @param activations of the cells of the fit
   * @param labels of the same cells
   * @param types one a cell: cells of equal type have one value in a control task
   * @param tasks how many
   * @param seed of their values, not negative
   * @return the comparison
   * @throws IllegalArgumentException if sizes do not fit or there is no task
   */
  public static Selectivity of(
      double r2, Activations activations, Labels labels, List<?> types, int tasks, long seed) {
    Labelled.requireSame(activations, labels);
    Rows.requireSame("selectivity: types", types.size(), activations.cells());
    if (tasks < 1) {
      throw new IllegalArgumentException("selectivity: " + tasks + " control tasks; expected one");
    }
    var rng = NumpyRandom.ofSeed(seed);
    Clusters byType = Clusters.of(types);
    List<double[][]> values = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      values.add(task(labels.values(), byType, rng));
    }
    int[] counted =
        byType.rows().stream()
            .filter(cells -> cells.size() > 1)
            .flatMap(List::stream)
            .mapToInt(i -> i)
            .toArray();
    double[] best = new double[tasks];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    Spectrum spectrum = activations.spectrum();
    if (counted.length == 0 || spectrum == null) {
      Arrays.fill(best, counted.length == 0 ? Double.NaN : 0); // a constant reads nothing
      return new Selectivity(r2, best);
    }
    List<RealMatrix> targets =
        values.stream().map(each -> Rows.centred(each, Rows.means(each))).toList();
    var path = new RidgePath(spectrum, Clusters.single(activations.cells()));
    for (RealMatrix left : path.leftOutResiduals(Rows.beside(targets))) {
      for (int i = 0; i < tasks; i++) {
        best[i] = Math.max(best[i], r2(values.get(i), left, i * labels.coordinates(), counted));
      }
    }
    return new Selectivity(r2, best);
  }

  private static double[][] task(double[][] values, Clusters byType, NumpyRandom rng) {
    int[] from = rng.permutation(byType.count());
    double[][] task = new double[values.length][];
    for (int type = 0; type < from.length; type++) {
      double[] value = values[byType.rows().get(from[type]).getFirst()];
      byType.rows().get(type).forEach(cell -> task[cell] = value);
    }
    return task;
  }

  private static double r2(double[][] values, RealMatrix left, int column, int[] counted) {
    double[][] observed = new double[counted.length][];
    double[][] predicted = new double[counted.length][];
    for (int i = 0; i < counted.length; i++) {
      observed[i] = values[counted[i]];
      predicted[i] = observed[i].clone();
      for (int c = 0; c < predicted[i].length; c++) {
        predicted[i][c] -= left.getEntry(counted[i], column + c);
      }
    }
    return Rows.r2(observed, predicted);
  }

  /**
   * The mean over control tasks.
   *
   * @return at most 1; NaN if none could be read
   */
  public double meanControlR2() {
    return Arrays.stream(controlR2).average().orElse(Double.NaN);
  }

  /**
   * The difference.
   *
   * @return at most {@code r2}; NaN if no control task could be read
   */
  public double selectivity() {
    return r2 - Math.max(0, meanControlR2());
  }
}
