package dev.credence.lab.study;

import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.statistics.NullBand;
import dev.credence.lab.statistics.Quantiles;
import java.util.List;

/**
 * What growing sets of heads did, and the areas that sum it up.
 *
 * @param kind what was done
 * @param heads how many the model has
 * @param points from few heads to all
 * @see <a href="https://arxiv.org/abs/2504.13151">Mueller et al., MIB: A Mechanistic
 *     Interpretability Benchmark</a>
 */
record MeasuredCurve(Kind kind, int heads, List<Point> points) {
  private static final double LEVEL = .9;

  MeasuredCurve {
    points = List.copyOf(points);
  }

  /** What is done to a set of heads. */
  enum Kind {
    /** They have the clean run's output in the corrupt run. */
    DENOISING,
    /** They have a third prompt's output in both runs. */
    ABLATION
  }

  /**
   * A point of the curve.
   *
   * @param k how many heads
   * @param effect over all pairs
   * @param interval its 95 % interval
   * @param sameEffect over the pairs that random sets were given
   * @param random the effects of random sets, over those pairs
   * @param window see {@link RandomHeads.Drawn}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Point(
      int k,
      double effect,
      ConfidenceInterval interval,
      double sameEffect,
      double[] random,
      int window) {

    /** Whether there are enough random sets to tell. */
    boolean canBeJudged() {
      return random.length >= NullBand.sizeFor(LEVEL) && Double.isFinite(sameEffect);
    }

    /** Whether it is above the .9 quantile of random sets. */
    boolean beatsChance() {
      return canBeJudged() && NullBand.of(sameEffect, random).isAbove(LEVEL);
    }

    /** A quantile of random sets; NaN where there are none. */
    double random(double level) {
      return random.length == 0 ? Double.NaN : Quantiles.of(random, level);
    }

    private double random(double level, double where) {
      return random.length == 0 ? where : random(level);
    }
  }

  /**
   * Area under the curve: CPR of MIB with heads for components and a straight line from point to
   * point.
   *
   * <pre>
   * CPR = integral from 0 to 1 of f(x) dx,   x share of the heads, f(0) = 0
   * </pre>
   */
  double cpr() {
    return area(points.stream().mapToDouble(Point::sameEffect).toArray());
  }

  /**
   * Area between the curve and 1, as MIB's CMD, with the same ranking.
   *
   * <pre>
   * CMD = integral from 0 to 1 of |1 - f(x)| dx
   * </pre>
   */
  double cmd() {
    return between(points.stream().mapToDouble(Point::sameEffect).toArray());
  }

  /** CPR of the curve that random sets' quantile makes. */
  double randomCpr(double level) {
    return area(points.stream().mapToDouble(p -> p.random(level, p.sameEffect())).toArray());
  }

  /** CMD of the same. */
  double randomCmd(double level) {
    return between(points.stream().mapToDouble(p -> p.random(level, p.sameEffect())).toArray());
  }

  private double area(double[] f) {
    double area = 0;
    for (int i = 0; i < f.length; i++) {
      double before = i == 0 ? 0 : f[i - 1];
      area += width(i) * (before + f[i]) / 2;
    }
    return area;
  }

  private double between(double[] f) {
    double area = 0;
    for (int i = 0; i < f.length; i++) {
      double a = 1 - (i == 0 ? 0 : f[i - 1]);
      double b = 1 - f[i];
      // where the line crosses 1 there are two triangles
      area +=
          width(i)
              * (a * b >= 0
                  ? (Math.abs(a) + Math.abs(b)) / 2
                  : (a * a + b * b) / (2 * (Math.abs(a) + Math.abs(b))));
    }
    return area;
  }

  private double width(int i) {
    int before = i == 0 ? 0 : points.get(i - 1).k();
    return (points.get(i).k() - before) / (double) heads;
  }

  /** The fewest heads with at least this effect; 0 where there are none. */
  int fewest(double effect) {
    return points.stream()
        .filter(p -> p.effect() >= effect)
        .mapToInt(Point::k)
        .findFirst()
        .orElse(0);
  }

  Point at(int k) {
    return points.stream().filter(p -> p.k() == k).findFirst().orElseThrow();
  }
}
