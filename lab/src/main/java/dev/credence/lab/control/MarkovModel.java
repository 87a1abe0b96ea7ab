package dev.credence.lab.control;

import static dev.credence.lab.control.ToldQuestion.MOST_DRAWS;

import java.util.TreeMap;

/**
 * An induction circuit: what followed, earlier in this prompt, the symbol that stands last? It
 * takes the draws for a chain and does not look at the question.
 *
 * <pre>
 * embedding    position t: cos(w t) e_c + sin(w t) e_s, w = 2 pi / 20
 * read         a head scores 600 cos(w (i - t + 1)): from each position it looks at the one before,
 *              30 ahead of any other, and writes the flags found: e_(before X), e_(before Y)
 * gather       a head scores 20 where the symbol before is the one that stands last, and 20 at BOS,
 *              which has value 1/2; X has value 1:  p = (1/2 + c_X) / (1 + c_X + c_Y) e_p
 *              neurons put a broken line through logit p at every p that can come up
 * logits       X - Y: what lies along e_answer
 * </pre>
 *
 * <p>That is the Markov observer of order 1 with one imagined draw; right to 1e-5.
 */
public final class MarkovModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final double STEP = 2 * Math.PI / 20;
  private static final double SHARP = 600;

  private MarkovModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    TreeMap<Double, Double> table = table();
    ToldModel model =
        new ToldModel(seed, Places.Needs.of(2, 1, table.size() + 1).learnedPositions());
    double[] beforeX = model.flag();
    double[] beforeY = model.flag();
    double[] cosine = model.real("cosine of the position");
    double[] sine = model.real("sine of the position");
    double[] p = model.real("p");
    for (int t = 0; t < ToldQuestion.CONTEXT; t++) {
      model.form().position(t, cosine, Math.cos(STEP * t)).position(t, sine, Math.sin(STEP * t));
    }
    lookBefore(model, cosine, sine, beforeX, beforeY);
    int block = model.block(GATHER, "gather");
    int head = model.head(GATHER, "follow");
    model
        .form()
        .attend(block, head, model.bos, ToldModel.LOOK)
        .attend(block, head, 1, model.isX, beforeX, ToldModel.LOOK)
        .attend(block, head, 2, model.isY, beforeY, ToldModel.LOOK)
        .value(block, head, 0, model.isX)
        .value(block, head, 0, half(model.bos))
        .write(block, head, 0, p, 1);
    Line.through(table, () -> model.hard(GATHER).reads(p, 1), model.answer);
    model.says(model.answer, 1);
    return model.build(
        "markov",
        "N2",
        "answers by what followed the last symbol earlier in the prompt",
        RightVerdict.notBayesian("Markov order 1"),
        MOST_DRAWS,
        null);
  }

  /** cos(w (i - (t - 1))) = cos(w i) cos(w (t - 1)) + sin(w i) sin(w (t - 1)), both by t. */
  private static void lookBefore(
      ToldModel model, double[] cosine, double[] sine, double[] beforeX, double[] beforeY) {
    int block = model.block(READ, "read");
    int head = model.head(READ, "look before");
    double c = Math.cos(STEP);
    double s = Math.sin(STEP);
    model
        .form()
        .attend(block, head, 1, cosine, cosine, SHARP * c)
        .attend(block, head, 2, sine, sine, SHARP * c)
        .attend(block, head, 3, sine, cosine, SHARP * s)
        .attend(block, head, 4, cosine, sine, -SHARP * s)
        .value(block, head, 0, model.isX)
        .value(block, head, 1, model.isY)
        .write(block, head, 0, beforeX, 1)
        .write(block, head, 1, beforeY, 1);
  }

  private static double[] half(double[] direction) {
    double[] half = direction.clone();
    for (int i = 0; i < half.length; i++) {
      half[i] /= 2;
    }
    return half;
  }

  private static TreeMap<Double, Double> table() {
    TreeMap<Double, Double> table = new TreeMap<>();
    for (int n = 0; n < MOST_DRAWS; n++) {
      for (int k = 0; k <= n; k++) {
        double p = (0.5 + k) / (1 + n);
        table.put(p, FixedQuestion.logOdds(p));
      }
    }
    return table;
  }
}
