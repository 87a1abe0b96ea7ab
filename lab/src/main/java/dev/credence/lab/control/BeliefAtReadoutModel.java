package dev.credence.lab.control;

/**
 * Counts all the way, and belief only while the answer is made: what small transformers trained on
 * this task come to do.
 *
 * <pre>
 * read         logit p_A e_base; a flag for each chance told
 * gather       k e_count + N e_total
 * answer       for each pair two gated neurons read L from the counts ({@link Counts})
 * logits       X - Y: what lies along e_base and e_answer
 *              after ask, B - A: L made from the counts, for each pair by neurons of its own
 * </pre>
 *
 * <p>Before the question "which generator?" is asked, log-odds lie in no direction of the stream.
 * |p - q| stays below 2e-5.
 */
public final class BeliefAtReadoutModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private BeliefAtReadoutModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 80).flags(2));
    model.readParameters(READ);
    Counts counts = new Counts(model, READ, GATHER);
    counts.answer(ANSWER, 1);
    counts.which(ANSWER, 1);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    return model.build(
        "belief-at-readout",
        "I",
        "holds counts, and turns them into log-odds only inside the neurons that answer",
        RightVerdict.behaviour(RightVerdict.COUNTS),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
