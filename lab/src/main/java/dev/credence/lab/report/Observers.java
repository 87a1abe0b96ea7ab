package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Observers that competed for the model's answers.
 *
 * @param all those that entered, best first
 */
record Observers(List<Observer> all) {
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

  static Observers of(StudyFacts facts) {
    return new Observers(facts.table("observers").map(Observers::read).orElse(List.of()));
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

  Optional<Observer> rival() {
    return best("rival");
  }

  Optional<Observer> bayesLike() {
    return best("Bayes-like");
  }

  private Optional<Observer> best(String kind) {
    return all.stream().filter(o -> o.kind().equals(kind)).findFirst();
  }
}
