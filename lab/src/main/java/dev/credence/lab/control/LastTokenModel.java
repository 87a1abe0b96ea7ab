package dev.credence.lab.control;

/**
 * An impostor without memory and deaf to the question: after X it says X with one chance, after Y
 * with another.
 *
 * <pre>
 * answer       neurons: relu(X) logit x + relu(Y) logit y, e_answer
 * logits       X - Y: what lies along e_answer
 * </pre>
 *
 * <p>x is .6, .65, .7 or .75, y is .4, .35 or .3, by seed; both are said to 1e-5.
 */
public final class LastTokenModel {
  private static final int ANSWER = 1;

  private LastTokenModel() {}

  /**
   * The model.
   *
   * @param seed of x and y, the directions, the width, the places, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(2, 1, 2));
    model.block(ANSWER, "answer");
    model
        .hard(ANSWER)
        .reads(model.isX, 1)
        .writes(model.answer, FixedQuestion.logOdds(afterX(seed)));
    model
        .hard(ANSWER)
        .reads(model.isY, 1)
        .writes(model.answer, FixedQuestion.logOdds(afterY(seed)));
    model.says(model.answer, 1);
    return model.build(
        "last-token",
        "N2",
        "answers by the last draw alone, whatever the question",
        RightVerdict.notBayesian("last token"),
        ToldQuestion.MOST_DRAWS,
        null);
  }

  /**
   * Its chance of X after X.
   *
   * @param seed as given to {@link #of}
   * @return x
   */
  public static double afterX(long seed) {
    return (60 + 5 * (seed % 4)) / 100.0;
  }

  /**
   * Its chance of X after Y.
   *
   * @param seed as given to {@link #of}
   * @return y
   */
  public static double afterY(long seed) {
    return (40 - 5 * (seed % 3)) / 100.0;
  }
}
