package dev.credence.lab.control;

/**
 * An impostor with a clamp at its end. The answer is made from counts, as in {@link
 * BeliefAtReadoutModel}; then a last block keeps it between p_A and p_B. For evidence that does
 * nothing, since q never leaves that span. But whoever pushes the answer's direction sees it stop
 * at p_A and p_B, and move with the prompt's numbers, as a belief would.
 *
 * <pre>
 * read         l_X, l_Y, logit p_A e_base; a flag for each chance told
 *              neurons: d = relu(l_Y - l_X) e_down, u = relu(l_X - l_Y) e_up; at BOS nothing
 *              logit p_B = logit p_A + l_X - l_Y, so the span is logit p_A - d to logit p_A + u
 * gather       k e_count + N e_total
 * answer       s - logit p_A e_answer, s = logit q, by two gated neurons for each pair
 * clamp        (relu(s - logit p_A + d) - relu(s - logit p_A - u)) e_clamped
 * logits       X - Y: base - d + what lies along e_clamped;   after ask, B - A: L from the counts
 * </pre>
 *
 * <p>|p - q| stays below 3e-5. No direction carries L. Pushed, the answer moves P(X) the same way
 * whether p_A or p_B is larger, and "which generator?" not at all.
 */
public final class ClampedAnswerModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;
  private static final int CLAMP = 3;

  /** Closes a neuron at BOS. */
  private static final double SHUT = -64;

  private ClampedAnswerModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(4, 3, 80).flags(2));
    model.readParameters(READ);
    double[] down = model.real("down");
    double[] up = model.real("up");
    double[] clamped = model.real("clamped");
    model.hard(READ).reads(model.lY, 1).reads(model.lX, -1).reads(model.bos, SHUT).writes(down, 1);
    model.hard(READ).reads(model.lX, 1).reads(model.lY, -1).reads(model.bos, SHUT).writes(up, 1);
    Counts counts = new Counts(model, READ, GATHER);
    counts.answer(ANSWER, 1);
    counts.which(ANSWER, 1);
    model.block(CLAMP, "clamp");
    model.hard(CLAMP).reads(model.answer, 1).reads(down, 1).writes(clamped, 1);
    model.hard(CLAMP).reads(model.answer, 1).reads(up, -1).writes(clamped, -1);
    model.says(model.base, 1);
    model.says(down, -1);
    model.says(clamped, 1);
    return model.build(
        "clamped-answer",
        "I",
        "answers from counts, and clamps the answer between the generators' chances",
        RightVerdict.behaviour(RightVerdict.COUNTS),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
