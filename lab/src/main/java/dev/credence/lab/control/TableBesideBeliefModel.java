package dev.credence.lab.control;

/**
 * The fair test of "readable, unused": the table of {@link FullCountTableModel}, and beside its
 * counts exact log-odds, at the same positions in the same blocks, that nothing reads.
 *
 * <pre>
 * read         a flag for each chance told; l_X, l_Y; l of each draw e_draw
 * gather       k e_count + N e_total;   L e_belief
 * answer       for each pair a broken line through logit q, over a code of k and N ({@link Counts})
 * logits       X - Y: what lies along e_answer
 * </pre>
 *
 * <p>Counts exchanged between prompts move the answer as counts do, so "evidence held as counts" is
 * true as well. The rule asks first whether log-odds can be decoded beyond what else is known and
 * do nothing wherever they can; they can and they do, so that is the verdict. |p - q| stays below
 * 2e-4.
 */
public final class TableBesideBeliefModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private TableBesideBeliefModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    Places.Needs needs = Places.Needs.of(3, 5, Counts.tableNeurons()).flags(2).endingInAnswer();
    ToldModel model = new ToldModel(seed, needs);
    model.readParameters(READ);
    model.readDraws(READ);
    model.sumBelief(GATHER);
    new Counts(model, READ, GATHER).table(ANSWER, 1);
    model.says(model.answer, 1);
    return model.build(
        "table-beside-belief",
        "N3",
        "looks the answer up in a table over counts, beside log-odds that nothing reads",
        RightVerdict.behaviour(RightVerdict.UNUSED),
        ToldQuestion.MOST_IN_TABLE,
        null);
  }
}
