package dev.credence.lab.replicate;

import dev.credence.belief.TwoGenerators;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;

/** Answers of a sweep to tables with a row for each number of X. */
final class Sweeps {
  private Sweeps() {}

  /** The answers to one number of X. */
  record Group(int nX, int nTotal, List<Answer> answers) {
    double trueBayes(TwoGenerators question) {
      return question.predictive(nX, nTotal);
    }

    double mean() {
      return Answer.mean(answers);
    }

    double range() {
      return Spread.range(Answer.shares(answers));
    }
  }

  /** Answers by their number of X, which must not fall from one to the next. */
  static List<Group> groups(List<Answer> answers) {
    List<Group> groups = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= answers.size(); i++) {
      int nX = answers.get(from).evidence().countX();
      if (i == answers.size() || answers.get(i).evidence().countX() != nX) {
        int n = answers.get(from).evidence().length();
        groups.add(new Group(nX, n, answers.subList(from, i)));
        from = i;
      }
    }
    return groups;
  }

  /** The sweep table of notebook 03. */
  static Table causal(String name, TwoGenerators question, List<Answer> answers) {
    Table.Builder table =
        Table.builder(name, "n_X", "true_bayes", "llm_mean", "llm_std", "order_drift", "abs_error");
    for (Group group : groups(answers)) {
      double bayes = group.trueBayes(question);
      table.row(
          group.nX(),
          bayes,
          group.mean(),
          Spread.standardDeviation(Answer.shares(group.answers())),
          group.range(),
          Math.abs(group.mean() - bayes));
    }
    return table.build();
  }
}
