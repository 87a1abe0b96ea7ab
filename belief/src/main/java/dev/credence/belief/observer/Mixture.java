package dev.credence.belief.observer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Goes by one rule at times and by another at others.
 *
 * <pre>
 * p = share p_first + (1 - share) p_second
 * </pre>
 *
 * @param first the one rule
 * @param second the other
 * @param share of the first, from 0 to 1
 * @param <S> what it is shown
 */
public record Mixture<S extends Shown>(Predictor<S> first, Predictor<S> second, double share)
    implements Predictor<S> {

  /** Partly exact Bayes, partly the share of X; a fifth of either at least. */
  public static final ParametricFamily<Trial> BAYES_AND_FREQUENCY =
      family(ExactBayes.FAMILY, FrequencyObserver.FAMILY);

  /** Partly exact Bayes, partly always the same answer; a fifth of either at least. */
  public static final ParametricFamily<Trial> BAYES_AND_CONSTANT =
      family(ExactBayes.FAMILY, ConstantObserver.FAMILY);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the share is not from 0 to 1
   */
  public Mixture {
    Limits.requireWithin("mixture", "share", share, 0, 1);
  }

  /**
   * The mixtures of two families, from .2 to .8: more would contain one of the two.
   *
   * @param first the one
   * @param second the other
   * @param <S> what they are shown
   * @return a rival, with the share, the first's parameters and the second's
   */
  public static <S extends Shown> ParametricFamily<S> family(
      ParametricFamily<S> first, ParametricFamily<S> second) {
    List<Parameter> all = new ArrayList<>();
    all.add(Parameter.of("share", "1", 0.2, 0.8, 0.3, 0.6));
    all.addAll(first.parameters());
    all.addAll(second.parameters());
    int cut = 1 + first.parameters().size();
    return new ParametricFamily<>(
        "mixture of " + first.name() + " and " + second.name(),
        Family.Kind.RIVAL,
        all,
        p ->
            new Mixture<>(
                first.observer().apply(Arrays.copyOfRange(p, 1, cut)),
                second.observer().apply(Arrays.copyOfRange(p, cut, p.length)),
                p[0]),
        shown -> {
          Optional<String> why = first.cannotEnter(shown);
          return why.isPresent() ? why : second.cannotEnter(shown);
        });
  }

  @Override
  public double[] next(S shown) {
    double[] p = first.next(shown);
    double[] other = second.next(shown);
    for (int s = 0; s < p.length; s++) {
      p[s] = share * p[s] + (1 - share) * other[s];
    }
    return p;
  }
}
