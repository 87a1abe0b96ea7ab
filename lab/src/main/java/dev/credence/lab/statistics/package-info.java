/**
 * Statistics, one question a class, each with its formula: arrays of doubles in, numbers out.
 *
 * {@snippet :
 * // Do answers move with the evidence, beyond what random subspaces do?
 * Line line = Line.fit(expectedNats, observedNats);
 * double r2 = Determination.r2(observedNats, expectedNats); // about the diagonal
 * boolean beyondChance = NullBand.of(r2, r2OfRandomSubspaces).isAbove(0.99);
 *
 * // Does order not matter? No difference found would show nothing; this does.
 * Equivalence order = Equivalence.paired(oneOrder, anotherOrder, -0.1, 0.1);
 * boolean shown = order.p() < 0.05; // the 90 % interval lies within the bounds
 *
 * // An interval for any statistic, of rows that come in clusters.
 * ConfidenceInterval interval =
 *     Bootstrap.of(Clusters.of(multisets), rows -> slope(rows), 2_000, seed).bca(0.95);
 * }
 *
 * <p>Fits: {@link dev.credence.lab.statistics.Line}, {@link
 * dev.credence.lab.statistics.Regression}, {@link dev.credence.lab.statistics.Ridge}, {@link
 * dev.credence.lab.statistics.LogisticFit}, {@link dev.credence.lab.statistics.BoundedLogistic},
 * {@link dev.credence.lab.statistics.Isotonic}. How well something fits: {@link
 * dev.credence.lab.statistics.Determination}, {@link dev.credence.lab.statistics.Correlation},
 * {@link dev.credence.lab.statistics.Calibration}, {@link dev.credence.lab.statistics.Information},
 * {@link dev.credence.lab.statistics.VarianceShare}. Tests: {@link
 * dev.credence.lab.statistics.SignFlip}, {@link dev.credence.lab.statistics.Permutation}, {@link
 * dev.credence.lab.statistics.NullBand}, {@link dev.credence.lab.statistics.PageTrend}, {@link
 * dev.credence.lab.statistics.Equivalence}, and many at once {@link
 * dev.credence.lab.statistics.MultipleTesting}. Intervals: {@link
 * dev.credence.lab.statistics.Bootstrap}, {@link dev.credence.lab.statistics.Wilson}. Descriptions:
 * {@link dev.credence.lab.statistics.Spread}, {@link dev.credence.lab.statistics.Quantiles}, {@link
 * dev.credence.lab.statistics.StableOrder}.
 *
 * <p>What the data leave undetermined is NaN, and the Javadoc says when; what the caller got wrong
 * is an {@link java.lang.IllegalArgumentException}. A value that is missing is refused by
 * everything that fits or tests, and by order and quantiles; mean and spread pass NaN on. Chance
 * comes from a seed through {@link dev.credence.belief.numpy.NumpyRandom}, so that a number can be
 * had again.
 *
 * <p>Not here: models, prompts and files; thresholds, which are the study's; the fits of observers,
 * which are floor 1's.
 */
@NullMarked
package dev.credence.lab.statistics;

import org.jspecify.annotations.NullMarked;
