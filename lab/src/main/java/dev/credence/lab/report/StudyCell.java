package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * One prompt of a study and what the model said to it.
 *
 * @param split {@code fit}, {@code select} or {@code confirm}
 * @param pair of generators, or the source
 * @param pA chance of X of generator A; NaN where the source has no two generators
 * @param pB likewise of B
 * @param evidence the draws
 * @param count how many were X
 * @param length how many there were
 * @param belief exact log-odds in nats; of a source with states, the first one's probability
 * @param exact what exact Bayes answers
 * @param fitted what the best Bayes-like observer answers
 * @param rival what the best other observer answers
 * @param answer P(X | {X, Y}) of the model; NaN where it did not answer
 * @param mass probability of the answers
 * @param prompt the whole text
 */
record StudyCell(
    String split,
    String pair,
    double pA,
    double pB,
    String evidence,
    double count,
    double length,
    double belief,
    double exact,
    double fitted,
    double rival,
    double answer,
    double mass,
    String prompt) {

  static List<StudyCell> of(Table table) {
    List<String> split = table.strings("split");
    List<String> pair = table.strings("pair");
    List<String> evidence = table.strings("evidence");
    List<String> prompt = table.strings("prompt");
    double[] pA = table.doubles("p_a");
    double[] pB = table.doubles("p_b");
    double[] count = table.doubles("count");
    double[] length = table.doubles("length");
    double[] belief = table.doubles("belief");
    double[] exact = table.doubles("exact");
    double[] fitted = table.doubles("fitted");
    double[] rival = table.doubles("rival");
    double[] answer = table.doubles("answer");
    double[] mass = table.doubles("mass");
    List<StudyCell> cells = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      cells.add(
          new StudyCell(
              split.get(i),
              pair.get(i),
              pA[i],
              pB[i],
              evidence.get(i),
              count[i],
              length[i],
              belief[i],
              exact[i],
              fitted[i],
              rival[i],
              answer[i],
              mass[i],
              prompt.get(i)));
    }
    return cells;
  }

  boolean answered() {
    return Double.isFinite(answer);
  }
}
