package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Observers that competed for the model's answers.
 *
 * @param all those that entered, best first
 * @param comparedWith the rival that C1 names; empty where it names none
 */
record Observers(List<Observer> all, String comparedWith) {
  /**
   * One of them.
   *
   * @param name such as {@code leaky}
   * @param kind {@code Bayes-like} or {@code rival}
   * @param behind the best, in bits an answer
   * @param standardErrors of that
   * @param note what to know of its fit; may be empty
   */
  record Observer(String name, String kind, double behind, double standardErrors, String note) {}

  private static final Pattern OVER = Pattern.compile(" over (.*), in bits$");

  static Observers of(StudyFacts facts) {
    Matcher named = OVER.matcher(facts.criterion("C1").map(CriterionRow::statistic).orElse(""));
    return new Observers(
        facts.table("observers").map(Observers::read).orElse(List.of()),
        named.find() ? named.group(1) : "");
  }

  private static List<Observer> read(Table table) {
    List<Observer> all = new ArrayList<>();
    double[] behind = table.doubles("behind_best_bits");
    double[] errors = table.doubles("behind_best_se");
    for (int i = 0; i < table.size(); i++) {
      if (Double.isFinite(behind[i])) {
        all.add(
            new Observer(
                table.strings("observer").get(i),
                table.strings("kind").get(i),
                behind[i],
                errors[i],
                table.strings("note").get(i)));
      }
    }
    return all;
  }

  /** The one that C1 compares with, and that figures draw; else the best of its kind. */
  Optional<Observer> rival() {
    return all.stream()
        .filter(o -> o.name().equals(comparedWith))
        .findFirst()
        .or(() -> best("rival"));
  }

  Optional<Observer> bayesLike() {
    return best("Bayes-like");
  }

  private Optional<Observer> best(String kind) {
    return all.stream().filter(o -> o.kind().equals(kind)).findFirst();
  }
}
