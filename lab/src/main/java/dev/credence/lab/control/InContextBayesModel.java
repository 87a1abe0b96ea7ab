package dev.credence.lab.control;

import dev.credence.belief.Task;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A transformer that does exact Bayesian inference where p_A and p_B are told in the prompt, by a
 * token each, and that can also be asked which generator it was.
 *
 * <pre>
 * prompt       BOS a b draws (ask)
 * embedding    a: -ln p_A e_p - ln(1 - p_A) e_other + logit p_A e_own
 *              b:  ln p_B e_p + ln(1 - p_B) e_other
 * block 0      a head looks at a and b, half each, and writes twice what it finds:
 *              l_X e_lX + l_Y e_lY + logit p_A e_base
 *              another does so at X, and writes l_X e_draw; another at Y, and writes l_Y e_draw
 * block 1      one head sums e_draw over all positions: L e_belief      (ClosedForm.sum)
 * block 2      two softplus neurons: (softplus(L + l_X) - softplus(L + l_Y)) e_answer
 * logits       X - Y: what lies along e_base and e_answer;  after ask, B - A: L
 * </pre>
 *
 * <p>A log-likelihood ratio is a difference of logarithms, so no product is needed to make it. The
 * heads that act at one symbol score the chances 40 there and nothing elsewhere, and BOS 20
 * everywhere: where their symbol does not stand they look at BOS, which carries none of it. What
 * leaks through is a share of e^-20 = 2e-9.
 *
 * <p>The readout is that of {@link ExactBayesModel}; l_X, l_Y and logit p_A now come from the
 * stream, where they are linear. In single precision |p - q| stays below 1e-6 for all sequences up
 * to 14 draws, p_A above p_B included, and the posterior told after ask is right to 5e-6.
 */
public final class InContextBayesModel {
  private static final int BOS = 0;
  private static final int X = 1;
  private static final int Y = 2;
  private static final int FIRST_A = 3;
  private static final List<Double> CHANCES = List.of(0.2, 0.35, 0.5, 0.65, 0.8);
  private static final int FIRST_B = FIRST_A + CHANCES.size();
  private static final int ASK = FIRST_B + CHANCES.size();
  private static final int A = ASK + 1;
  private static final int B = ASK + 2;

  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  /** How much more a head scores what it looks at: all others get a share of 2e-9 each. */
  private static final double LOOK = 20;

  private InContextBayesModel() {}

  /**
   * The model. It knows .2, .35, .5, .65 and .8 for either generator, at even chances.
   *
   * @param seed of the directions and of the places of the heads
   * @return the model
   */
  public static Control of(long seed) {
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    Axes axes = new Axes(2, random);
    Directions at = Directions.of(axes);
    ModelConfig config =
        ModelConfig.builder()
            .layers(3)
            .dModel(axes.width())
            .heads(4)
            .dHead(8)
            .dMlp(16)
            .vocab(B + 1)
            .context(4 + FixedQuestion.MOST_DRAWS)
            .norm(NormKind.NONE, 0)
            .finalNorm(false)
            .activation(ActivationFunction.SOFTPLUS)
            .positions(new PositionScheme.None())
            .attentionScale(1)
            .build();
    ClosedForm form = new ClosedForm(config);
    embed(form, at);
    int[] heads = random.permutation(config.heads());
    readEverywhere(form, at, heads[0]);
    readAt(form, at, heads[1], at.isX(), at.lnP());
    readAt(form, at, heads[2], at.isY(), at.lnOther());
    form.sum(GATHER, random.integers(config.heads()), at.bos(), at.draw(), at.belief());
    answer(form, at);
    return new Control(
        "exact-bayes-in-context",
        "reads p_A and p_B from the prompt, sums log-likelihood ratios into log-odds, and answers"
            + " from these",
        config,
        form.weights(),
        task());
  }

  /** Flags lie in the first block of axes, where they stay exact; real numbers in the second. */
  private record Directions(
      double[] bos,
      double[] isX,
      double[] isY,
      double[] tells,
      double[] asks,
      double[] lnP,
      double[] lnOther,
      double[] own,
      double[] lX,
      double[] lY,
      double[] base,
      double[] draw,
      double[] belief,
      double[] answer) {
    static Directions of(Axes axes) {
      return new Directions(
          axes.axis(0, 0),
          axes.axis(0, 1),
          axes.axis(0, 2),
          axes.axis(0, 3),
          axes.axis(0, 4),
          axes.axis(1, 0),
          axes.axis(1, 1),
          axes.axis(1, 2),
          axes.axis(1, 3),
          axes.axis(1, 4),
          axes.axis(1, 5),
          axes.axis(1, 6),
          axes.axis(1, 7),
          axes.axis(1, 8));
    }
  }

  private static void embed(ClosedForm form, Directions at) {
    form.embed(BOS, at.bos(), 1).embed(X, at.isX(), 1).embed(Y, at.isY(), 1);
    form.embed(ASK, at.asks(), 1);
    for (int i = 0; i < CHANCES.size(); i++) {
      double p = CHANCES.get(i);
      for (int token : new int[] {FIRST_A + i, FIRST_B + i}) {
        double sign = token < FIRST_B ? -1 : 1;
        form.embed(token, at.tells(), 1)
            .embed(token, at.lnP(), sign * Math.log(p))
            .embed(token, at.lnOther(), sign * Math.log1p(-p));
      }
      form.embed(FIRST_A + i, at.own(), FixedQuestion.logOdds(p));
    }
  }

  /** From every position: half of a and half of b, written twice. */
  private static void readEverywhere(ClosedForm form, Directions at, int head) {
    form.attend(READ, head, at.tells(), LOOK)
        .value(READ, head, 0, at.lnP())
        .value(READ, head, 1, at.lnOther())
        .value(READ, head, 2, at.own())
        .write(READ, head, 0, at.lX(), 2)
        .write(READ, head, 1, at.lY(), 2)
        .write(READ, head, 2, at.base(), 2);
  }

  /** The same at one symbol only; BOS is looked at elsewhere. */
  private static void readAt(
      ClosedForm form, Directions at, int head, double[] symbol, double[] from) {
    form.attend(READ, head, at.bos(), LOOK)
        .attend(READ, head, symbol, at.tells(), 2 * LOOK)
        .value(READ, head, 0, from)
        .write(READ, head, 0, at.draw(), 2);
  }

  private static void answer(ClosedForm form, Directions at) {
    form.reads(ANSWER, 0, at.belief(), 1)
        .reads(ANSWER, 0, at.lX(), 1)
        .writes(ANSWER, 0, at.answer(), 1)
        .reads(ANSWER, 1, at.belief(), 1)
        .reads(ANSWER, 1, at.lY(), 1)
        .writes(ANSWER, 1, at.answer(), -1)
        .logitDifference(X, Y, at.base(), 1)
        .logitDifference(X, Y, at.answer(), 1)
        .logitDifference(B, A, at.belief(), 1);
    // Which of the two questions is answered: X and Y, or after ask A and B.
    double never = 2 * FixedQuestion.NEVER;
    for (int token = 0; token <= B; token++) {
      if (token == X || token == Y) {
        form.logit(token, at.asks(), never);
      } else {
        form.logit(token, never);
      }
    }
    form.logit(A, at.asks(), -never).logit(B, at.asks(), -never);
  }

  private static Task.WhichGenerator task() {
    return new Task.WhichGenerator(
        List.of(Task.Part.BOS, Task.Part.A, Task.Part.B, Task.Part.EVIDENCE),
        BOS,
        new Task.TokenPair(X, Y),
        tokens(FIRST_A),
        tokens(FIRST_B),
        null,
        0.5,
        new Task.Lengths(1, FixedQuestion.MOST_DRAWS),
        new Task.SecondReadout(List.of(ASK), new Task.TokenPair(A, B)),
        null);
  }

  private static SortedMap<Double, Integer> tokens(int first) {
    SortedMap<Double, Integer> tokens = new TreeMap<>();
    for (int i = 0; i < CHANCES.size(); i++) {
      tokens.put(CHANCES.get(i), first + i);
    }
    return tokens;
  }
}
