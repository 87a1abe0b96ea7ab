package dev.credence.belief.observer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A family with a few named numbers.
 *
 * @param name how reports call it
 * @param kind Bayes-like or rival
 * @param parameters in the order of the vector; may be empty
 * @param observer an observer from a vector of parameters, smooth in them but for kinks
 * @param requirement why trials cannot tell this family from others; empty if they can
 * @param <S> what its observers are shown
 */
public record ParametricFamily<S extends Shown>(
    String name,
    Kind kind,
    List<Parameter> parameters,
    Function<double[], Predictor<S>> observer,
    Function<Collection<S>, Optional<String>> requirement)
    implements Family<S> {

  /** Keeps a copy. */
  public ParametricFamily {
    parameters = List.copyOf(parameters);
  }

  /**
   * A family that any trials can tell from others.
   *
   * @param name how reports call it
   * @param kind Bayes-like or rival
   * @param observer an observer from a vector of parameters
   * @param parameters in the order of the vector
   */
  public ParametricFamily(
      String name, Kind kind, Function<double[], Predictor<S>> observer, Parameter... parameters) {
    this(name, kind, Arrays.asList(parameters), observer, _ -> Optional.empty());
  }

  /**
   * The same family, entered only where trials can tell it from others.
   *
   * @param requirement why they cannot; empty if they can
   * @return the family
   */
  ParametricFamily<S> requiring(Function<Collection<S>, Optional<String>> requirement) {
    return new ParametricFamily<>(name, kind, parameters, observer, requirement);
  }

  /**
   * The same observers, each with a share of blind guesses.
   *
   * @return the family with {@code lapse} as its last parameter
   * @see Lapsing
   */
  public ParametricFamily<S> lapsing() {
    return wrapped(" with lapse", Lapsing.LAPSE, Lapsing::new);
  }

  /**
   * The same observers, each with a liking for the first symbol.
   *
   * @return the family with {@code bias} as its last parameter
   * @see Biased
   */
  public ParametricFamily<S> biased() {
    return wrapped(" with bias", Biased.BIAS, Biased::new);
  }

  @Override
  public Optional<String> cannotEnter(Collection<S> shown) {
    return requirement.apply(shown);
  }

  /** An observer around another, with one number more. */
  private interface Wrapper<S extends Shown> {
    Predictor<S> around(Predictor<S> inner, double parameter);
  }

  private ParametricFamily<S> wrapped(String suffix, Parameter last, Wrapper<S> wrapper) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(last);
    int own = parameters.size();
    return new ParametricFamily<>(
        name + suffix,
        kind,
        all,
        p -> wrapper.around(observer.apply(Arrays.copyOf(p, own)), p[own]),
        requirement);
  }
}
