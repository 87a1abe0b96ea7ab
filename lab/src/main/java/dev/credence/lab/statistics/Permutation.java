package dev.credence.lab.statistics;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * Permutation tests of any statistic of two columns: the data are rearranged in every way that
 * would change nothing if the hypothesis held.
 *
 * <p>All arrangements are tried if there are at most {@code most}; otherwise {@code most} are
 * drawn. For the mean of paired differences {@link SignFlip} is faster and knows clusters.
 *
 * @see <a href="https://doi.org/10.1007/b138696">Good, Permutation, Parametric and Bootstrap Tests
 *     of Hypotheses</a>
 */
public final class Permutation {
  private Permutation() {}

  /**
   * Do two samples come from one source? Values change sides.
   *
   * @param a at least one value, finite
   * @param b at least one value, finite
   * @param statistic of two samples of these sizes, such as the difference of their means
   * @param most at least 1
   * @param seed of NumPy's {@code default_rng}: {@code rng.permutation(a.length + b.length)}, the
   *     first places being a's
   * @return where the statistic stands
   * @throws IllegalArgumentException if a sample is empty, a value is not finite, {@code most} is
   *     below 1, or the statistic is not finite for some arrangement
   */
  public static TailCounts twoSample(
      double[] a,
      double[] b,
      ToDoubleBiFunction<double[], double[]> statistic,
      int most,
      long seed) {
    require(a, b, most);
    int n = a.length + b.length;
    double[] all = Arrays.copyOf(a, n);
    System.arraycopy(b, 0, all, a.length, b.length);
    double observed = statistic.applyAsDouble(a.clone(), b.clone());
    double count = CombinatoricsUtils.binomialCoefficientDouble(n, a.length);
    if (count <= most) {
      double[] values = new double[(int) count];
      Iterator<int[]> chosen = CombinatoricsUtils.combinationsIterator(n, a.length);
      Arrays.setAll(values, i -> split(all, withRest(chosen.next(), n), a.length, statistic));
      return TailCounts.ofAll("permutation", observed, values);
    }
    var rng = NumpyRandom.ofSeed(seed);
    double[] values = new double[most];
    Arrays.setAll(values, i -> split(all, rng.permutation(n), a.length, statistic));
    return TailCounts.ofDrawn("permutation", observed, values);
  }

  private static double split(
      double[] all, int[] order, int first, ToDoubleBiFunction<double[], double[]> statistic) {
    double[] ordered = at(all, order);
    return statistic.applyAsDouble(
        Arrays.copyOf(ordered, first), Arrays.copyOfRange(ordered, first, ordered.length));
  }

  private static int[] withRest(int[] chosen, int n) {
    boolean[] taken = new boolean[n];
    for (int each : chosen) {
      taken[each] = true;
    }
    IntStream rest = IntStream.range(0, n).filter(i -> !taken[i]);
    return IntStream.concat(Arrays.stream(chosen), rest).toArray();
  }

  /**
   * Do the two members of a pair differ in more than chance? Members of a pair change places.
   *
   * @param a at least one value, finite
   * @param b as many, each beside its partner
   * @param statistic of two columns of this length
   * @param most at least 1
   * @param seed of NumPy's {@code default_rng}: one {@code random_raw()} a pair, whose lowest bit
   *     says whether it changes
   * @return where the statistic stands
   * @throws IllegalArgumentException if the columns are not as many, or as {@link #twoSample} does
   */
  public static TailCounts paired(
      double[] a,
      double[] b,
      ToDoubleBiFunction<double[], double[]> statistic,
      int most,
      long seed) {
    require(a, b, most);
    Sample.requireSame("permutation", a.length, "values", b.length, "partners");
    double observed = statistic.applyAsDouble(a.clone(), b.clone());
    if (Math.scalb(1.0, a.length) <= most) {
      double[] values = new double[1 << a.length];
      Arrays.setAll(values, set -> swapped(a, b, i -> (set >> i & 1) == 1, statistic));
      return TailCounts.ofAll("permutation", observed, values);
    }
    var rng = NumpyRandom.ofSeed(seed);
    double[] values = new double[most];
    Arrays.setAll(values, draw -> swapped(a, b, i -> (rng.nextUint64() & 1) == 1, statistic));
    return TailCounts.ofDrawn("permutation", observed, values);
  }

  private static double swapped(
      double[] a, double[] b, IntPredicate swap, ToDoubleBiFunction<double[], double[]> statistic) {
    double[] first = a.clone();
    double[] second = b.clone();
    for (int i = 0; i < a.length; i++) {
      if (swap.test(i)) {
        first[i] = b[i];
        second[i] = a[i];
      }
    }
    return statistic.applyAsDouble(first, second);
  }

  /**
   * Do two columns go together? The second is put into another order.
   *
   * @param x at least one value, finite
   * @param y as many
   * @param statistic of two columns of this length, such as Spearman's rho
   * @param most at least 1
   * @param seed of NumPy's {@code default_rng}: {@code rng.permutation(y)}
   * @return where the statistic stands
   * @throws IllegalArgumentException if the columns are not as many, or as {@link #twoSample} does
   */
  public static TailCounts association(
      double[] x,
      double[] y,
      ToDoubleBiFunction<double[], double[]> statistic,
      int most,
      long seed) {
    require(x, y, most);
    Sample.requireSame("permutation", x.length, "values", y.length, "partners");
    double observed = statistic.applyAsDouble(x.clone(), y.clone());
    int n = y.length;
    if (CombinatoricsUtils.factorialDouble(n) <= most) {
      double[] values =
          CombinatoricsUtils.permutations(IntStream.range(0, n).boxed().toList())
              .mapToDouble(
                  order ->
                      statistic.applyAsDouble(
                          x.clone(), at(y, order.stream().mapToInt(i -> i).toArray())))
              .toArray();
      return TailCounts.ofAll("permutation", observed, values);
    }
    var rng = NumpyRandom.ofSeed(seed);
    double[] values = new double[most];
    Arrays.setAll(values, draw -> statistic.applyAsDouble(x.clone(), at(y, rng.permutation(n))));
    return TailCounts.ofDrawn("permutation", observed, values);
  }

  private static double[] at(double[] x, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> x[i]).toArray();
  }

  private static void require(double[] a, double[] b, int most) {
    Sample.requireSome("permutation", a.length, "values in the first column");
    Sample.requireSome("permutation", b.length, "values in the second column");
    Sample.requireFinite("permutation", "value", a);
    Sample.requireFinite("permutation", "value", b);
    Sample.requireSome("permutation", most, "arrangements");
  }
}
