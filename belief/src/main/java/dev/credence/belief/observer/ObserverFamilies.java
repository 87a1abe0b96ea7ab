package dev.credence.belief.observer;

import java.util.List;

/**
 * Every family that a model's answers about two generators are held against. A new observer is a
 * file of its own and a line here.
 */
public final class ObserverFamilies {

  /** In the order in which they are told. */
  public static final List<Family<Trial>> ALL =
      List.of(
          ExactBayes.FAMILY,
          TemperedBayes.FAMILY,
          LeakyBayes.FAMILY,
          SerialPosition.FAMILY,
          SignalDistortion.COMPRESSING,
          SignalDistortion.EXPANDING,
          WeightedBaseRate.NEGLECTING,
          WeightedBaseRate.OVERRATING,
          MaximumPosterior.FAMILY,
          DiscountedBeta.FAMILY,
          BetaObserver.FAMILY,
          FrequencyObserver.FAMILY,
          ClippedFrequency.FAMILY,
          AssumedLength.FAMILY,
          Anchoring.FAMILY,
          MarkovObserver.family(1),
          MarkovObserver.family(2),
          InductionObserver.family(1),
          InductionObserver.family(2),
          LastToken.FAMILY,
          CountTable.FAMILY,
          FixedBelief.FAMILY,
          ConstantObserver.FAMILY,
          Mixture.BAYES_AND_FREQUENCY,
          Mixture.BAYES_AND_CONSTANT);

  private ObserverFamilies() {}

  /**
   * A family by name.
   *
   * @param name one of those in {@link #ALL}
   * @return the family
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Family<Trial> named(String name) {
    return ALL.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no observer is named \""
                        + name
                        + "\". There are: "
                        + String.join(", ", ALL.stream().map(Family::name).toList())));
  }
}
