package dev.credence.belief.question;

import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The only question of a {@link HiddenMarkovTask}; its causes are the states. */
final class SourceQuestion implements Question {
  private final HiddenMarkov source;
  private final List<Variable> variables;
  private final boolean everyWordCanOccur;

  /** P(counts, state): what a row of counts tells of the state, not normalised. */
  private final Map<List<Integer>, double[]> jointByCounts = new ConcurrentHashMap<>();

  SourceQuestion(HiddenMarkov source, List<Variable> variables) {
    this.source = source;
    this.variables = variables;
    this.everyWordCanOccur = everySymbolMayAlwaysFollow(source);
  }

  /** Enough for every word to occur; where it is not so, words are asked one by one. */
  private static boolean everySymbolMayAlwaysFollow(HiddenMarkov source) {
    return IntStream.range(0, source.states())
        .allMatch(
            state -> {
              double[] certain = new double[source.states()];
              certain[state] = 1;
              return Arrays.stream(source.predictive(certain)).allMatch(p -> p > 0);
            });
  }

  @Override
  public String name() {
    return pair();
  }

  @Override
  public String pair() {
    return "source of " + source.states() + " states";
  }

  @Override
  public boolean everyWordCanOccur() {
    return everyWordCanOccur;
  }

  @Override
  public double logProbabilityNats(Word evidence) {
    return source.logProbabilityNats(evidence.toArray());
  }

  @Override
  public double[] predictive(Word evidence) {
    return source.predictive(posterior(evidence));
  }

  @Override
  public double[] posterior(Word evidence) {
    return source.belief(evidence.toArray());
  }

  @Override
  public double[] value(Variable variable, Word evidence) {
    requireKnown(variable);
    int kinds = source.symbols();
    List<Integer> counts = evidence.counts(kinds);
    return switch (variable.name()) {
      case "belief" -> posterior(evidence);
      case "answer" -> predictive(evidence);
      case "counts" -> counts.stream().mapToDouble(Integer::doubleValue).toArray();
      case "length" -> new double[] {evidence.length()};
      case "frequency" ->
          counts.stream()
              .limit(kinds - 1)
              .mapToDouble(
                  c -> evidence.length() == 0 ? 1.0 / kinds : (double) c / evidence.length())
              .toArray();
      case "last" -> SymbolCode.of(evidence.last(), kinds);
      default -> SymbolCode.ofMostProbable(predictive(evidence)); // output
    };
  }

  @Override
  public double[] predictiveWith(Word evidence, Variable replaced, double[] donor) {
    requireKnown(replaced);
    replaced.requireValue(donor);
    return replaced.name().equals("answer")
        ? donor.clone()
        : source.predictive(posteriorWith(evidence, replaced, donor));
  }

  @Override
  public double[] posteriorWith(Word evidence, Variable replaced, double[] donor) {
    requireKnown(replaced);
    replaced.requireValue(donor);
    return switch (replaced.name()) {
      case "belief" -> donor.clone();
      case "counts" -> posteriorGivenCounts(donor);
      default -> posterior(evidence); // answer
    };
  }

  private double[] posteriorGivenCounts(double[] counts) {
    for (double count : counts) {
      if (!(count >= 0 && count == Math.rint(count))) {
        throw new IllegalArgumentException(
            "counts " + Arrays.toString(counts) + ": expected whole numbers of 0 or more");
      }
    }
    double[] joint = joint(Arrays.stream(counts).mapToObj(c -> (int) c).toList());
    double sum = Arrays.stream(joint).sum();
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "counts " + Arrays.toString(counts) + ": no word of this source has them");
    }
    return Arrays.stream(joint).map(w -> w / sum).toArray();
  }

  /** Sums over the last symbol: a word of these counts is a shorter one and one symbol more. */
  private double[] joint(List<Integer> counts) {
    double[] known = jointByCounts.get(counts);
    if (known != null) {
      return known;
    }
    double[] joint = new double[source.states()];
    if (counts.stream().allMatch(c -> c == 0)) {
      joint = source.initial();
    } else {
      for (int symbol = 0; symbol < counts.size(); symbol++) {
        if (counts.get(symbol) > 0) {
          int[] shorter = counts.stream().mapToInt(Integer::intValue).toArray();
          shorter[symbol]--;
          double[] before = joint(Arrays.stream(shorter).boxed().toList());
          double p = source.predictive(before)[symbol];
          if (p > 0) {
            double[] after = source.update(before, symbol);
            for (int state = 0; state < joint.length; state++) {
              joint[state] += p * after[state];
            }
          }
        }
      }
    }
    jointByCounts.put(counts, joint);
    return joint;
  }

  private void requireKnown(Variable variable) {
    if (!variables.contains(variable)) {
      throw new IllegalArgumentException(
          "variable \"" + variable + "\": this source has " + variables);
    }
  }

  /** The name. */
  @Override
  public String toString() {
    return name();
  }
}
