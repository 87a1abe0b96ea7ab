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
 * embedding    a: ln p_A e_p + ln(1 - p_A) e_1-p, flag a     b: the same of p_B, flag b
 * block 0      a head looks at a, another at b; with what they bring, at every position
 *              (ln p_B - ln p_A) e_lX + (ln(1 - p_B) - ln(1 - p_A)) e_lY + logit p_A e_base
 *              MLP: at X  l_X e_draw, at Y  l_Y e_draw, else nothing
 * block 1      one head sums e_draw over all positions: L e_belief      (ClosedForm.sum)
 * block 2      two softplus neurons: (softplus(L + l_X) - softplus(L + l_Y)) e_answer
 * logits       X - Y: what lies along e_base and e_answer;  after ask, B - A: L
 * </pre>
 *
 * <p>The MLP of block 0 passes l on where a flag stands. softplus(z) - softplus(-z) = z for every
 * z, and with G taken from both inputs it is e^-G (e^z - e^-z), next to nothing; so two neurons a
 * symbol are an exact gate. At BOS another {@value #AT_BOS} is taken off, because the head that
 * sums multiplies what BOS carries by e^16.
 *
 * <p>The readout is that of {@link ExactBayesModel}; l_X, l_Y and logit p_A now come from the
 * stream, where they are linear. In single precision |p - q| stays below 2e-6 for all sequences up
 * to 14 draws, p_A above p_B included.
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

  /** Score of the token that a head looks at: all others share 2e-9 each. */
  private static final double LOOK = 20;

  private static final double GATE = 20;
  private static final int AT_BOS = 40;

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
    readChances(form, at, random.permutation(config.heads()));
    gate(form, at, 0, at.isX(), at.lX());
    gate(form, at, 2, at.isY(), at.lY());
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
      double[] isA,
      double[] isB,
      double[] asks,
      double[] lnP,
      double[] lnOther,
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
          axes.axis(0, 5),
          axes.axis(1, 0),
          axes.axis(1, 1),
          axes.axis(1, 2),
          axes.axis(1, 3),
          axes.axis(1, 4),
          axes.axis(1, 5),
          axes.axis(1, 6),
          axes.axis(1, 7));
    }
  }

  private static void embed(ClosedForm form, Directions at) {
    form.embed(BOS, at.bos(), 1).embed(X, at.isX(), 1).embed(Y, at.isY(), 1);
    form.embed(ASK, at.asks(), 1);
    for (int i = 0; i < CHANCES.size(); i++) {
      double p = CHANCES.get(i);
      for (int token : new int[] {FIRST_A + i, FIRST_B + i}) {
        form.embed(token, token < FIRST_B ? at.isA() : at.isB(), 1)
            .embed(token, at.lnP(), Math.log(p))
            .embed(token, at.lnOther(), Math.log1p(-p));
      }
    }
  }

  private static void readChances(ClosedForm form, Directions at, int[] heads) {
    int a = heads[0];
    int b = heads[1];
    form.attend(READ, a, at.isA(), LOOK).attend(READ, b, at.isB(), LOOK);
    for (int head : new int[] {a, b}) {
      double sign = head == a ? -1 : 1;
      form.value(READ, head, 0, at.lnP())
          .value(READ, head, 1, at.lnOther())
          .write(READ, head, 0, at.lX(), sign)
          .write(READ, head, 1, at.lY(), sign);
    }
    form.write(READ, a, 0, at.base(), 1).write(READ, a, 1, at.base(), -1);
  }

  /** Two neurons that copy {@code from} to e_draw where a flag stands. */
  private static void gate(
      ClosedForm form, Directions at, int neuron, double[] flag, double[] from) {
    for (int sign : new int[] {1, -1}) {
      int i = sign > 0 ? neuron : neuron + 1;
      form.reads(READ, i, from, sign)
          .reads(READ, i, flag, GATE)
          .reads(READ, i, at.bos(), -AT_BOS)
          .bias(READ, i, -GATE)
          .writes(READ, i, at.draw(), sign);
    }
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
