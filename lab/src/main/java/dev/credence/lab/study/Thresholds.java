package dev.credence.lab.study;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a study draws its lines. Part of the plan: written down before the data are seen, and the
 * same for the controls that calibrate it.
 *
 * @param mass C0: median probability of the answers, in English
 * @param toyMass C0: the same in a vocabulary that has hardly anything else
 * @param orderShare C2: share of the answers' variance that order may have
 * @param decodable C3: held-out R2 of a probe for the belief
 * @param selectivity C3: by how much that is above the same for random values
 * @param partial C3: partial R2, what nuisances explain being given
 * @param leastSlope C4: change observed for a unit of change foretold
 * @param greatestSlope C4: likewise
 * @param agreement C4: R2 about the diagonal
 * @param nullLevel C4: share of nulls that must be below
 * @param needed C5: share of the evidence slope that must go
 * @param neededLevel C5: share of random subspaces that must be below
 * @param rightSign C6: share of prompts that move the right way
 * @param saturation C6: distance from p_A and p_B at the ends, in probability
 * @param sharedSlope C7: share of the model's own slope in the second question
 * @param divergenceBits C8: KL on unrelated text
 * @param massLoss C8: probability lost by the answers
 * @param transfer C9: share of C4's slope elsewhere
 * @param sitesWithin how near the best a site's quality must be for the earliest to be taken
 * @param countsAhead by how much the count hypothesis may be better
 * @param zero within this of 0, a slope or a share counts as none (TOST at .05)
 * @param partSlope slope from which a variable moves the prediction in part
 * @param partCorrelation squared correlation from which it does
 */
public record Thresholds(
    double mass,
    double toyMass,
    double orderShare,
    double decodable,
    double selectivity,
    double partial,
    double leastSlope,
    double greatestSlope,
    double agreement,
    double nullLevel,
    double needed,
    double neededLevel,
    double rightSign,
    double saturation,
    double sharedSlope,
    double divergenceBits,
    double massLoss,
    double transfer,
    double sitesWithin,
    double countsAhead,
    double zero,
    double partSlope,
    double partCorrelation) {

  /** Those that the shipped calibration was made with. */
  public static final Thresholds STANDARD =
      new Thresholds(
          .5, .99, .10, .8, .5, .3, .8, 1.2, .8, .99, .5, .95, .9, .05, .5, .05, .1, .7, .03, .05,
          .1, .1, .5);

  /**
   * Some by name.
   *
   * @param values all of {@link #byName}, in order
   * @return the thresholds
   */
  static Thresholds of(Map<String, Double> values) {
    var components = Thresholds.class.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = double.class;
      arguments[i] = java.util.Objects.requireNonNull(values.get(components[i].getName()));
    }
    try {
      return Thresholds.class.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("thresholds: " + values, e);
    }
  }

  /**
   * All of them by name.
   *
   * @return in order
   */
  public Map<String, Double> byName() {
    Map<String, Double> all = new LinkedHashMap<>();
    for (var component : Thresholds.class.getRecordComponents()) {
      try {
        all.put(component.getName(), (Double) component.getAccessor().invoke(this));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("thresholds: " + component.getName(), e);
      }
    }
    return all;
  }
}
