package dev.credence.lab.control;

/**
 * A table over everything: k, N, p_A and p_B, filled with what Bayes would say. It behaves like
 * Bayes wherever it is asked, up to ten draws, and only ever carries counts.
 *
 * <pre>
 * read         a flag for each chance told
 * gather       k e_count + N e_total
 * answer       for each pair a broken line through logit q, over a code of k and N ({@link Counts})
 * logits       X - Y: what lies along e_answer
 * </pre>
 *
 * <p>Log-odds lie nowhere in the stream, nor in what a neuron reads. |p - q| stays below 2e-4.
 */
public final class FullCountTableModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private FullCountTableModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    Places.Needs needs = Places.Needs.of(3, 2, Counts.tableNeurons()).flags(2).endingInAnswer();
    ToldModel model = new ToldModel(seed, needs);
    new Counts(model, READ, GATHER).table(ANSWER, 1);
    model.says(model.answer, 1);
    return model.build(
        "count-table-all",
        "N1",
        "counts, and looks the answer up in a table over counts and chances",
        RightVerdict.behaviour(RightVerdict.COUNTS),
        ToldQuestion.MOST_IN_TABLE,
        null);
  }
}
