package dev.credence.lab.control;

/**
 * {@link CountTableModel} for every pair told in the prompt: it counts the X and looks up what
 * Bayes would say of that pair after ten draws. It does not ask how many draws there were, so with
 * any other number it is wrong.
 *
 * <pre>
 * read         a flag for each chance told
 * gather       k e_count    (and N e_total, which nothing reads)
 * answer       for each pair a broken line through logit q(k of 10)    ({@link Counts})
 * logits       X - Y: what lies along e_answer
 * </pre>
 *
 * <p>It differs from its own table by less than 1e-4.
 */
public final class CountTableInContextModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private CountTableInContextModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    int neurons = 25 * (CountTableModel.DRAWS + 2);
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 2, neurons).flags(2));
    new Counts(model, READ, GATHER).tableFor(CountTableModel.DRAWS, ANSWER);
    model.says(model.answer, 1);
    return model.build(
        "count-table-in-context",
        "N1",
        "counts X and looks the answer up, for each pair, in a table made for ten draws",
        RightVerdict.notBayesian(null),
        ToldQuestion.MOST_DRAWS,
        null);
  }
}
