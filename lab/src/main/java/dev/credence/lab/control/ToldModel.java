package dev.credence.lab.control;

import static dev.credence.lab.control.ToldQuestion.A;
import static dev.credence.lab.control.ToldQuestion.ASK;
import static dev.credence.lab.control.ToldQuestion.B;
import static dev.credence.lab.control.ToldQuestion.BOS;
import static dev.credence.lab.control.ToldQuestion.CHANCES;
import static dev.credence.lab.control.ToldQuestion.FIRST_A;
import static dev.credence.lab.control.ToldQuestion.FIRST_B;
import static dev.credence.lab.control.ToldQuestion.SECOND_X;
import static dev.credence.lab.control.ToldQuestion.SECOND_Y;
import static dev.credence.lab.control.ToldQuestion.X;
import static dev.credence.lab.control.ToldQuestion.Y;

import dev.credence.belief.Task;
import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model under construction whose question is told in the prompt. It has the tokens, a seed's
 * places, and the parts of which the mechanisms are made, each derived where it stands.
 *
 * <pre>
 * prompt       BOS a b draws (ask)
 * embedding    a: -ln p_A e_p - ln(1 - p_A) e_other + logit p_A e_own
 *              b:  ln p_B e_p + ln(1 - p_B) e_other
 *              flags: BOS; X (of either pair); Y; second pair; tells; asks
 * logits       X - Y of the pair shown: what lies along e_base and e_answer
 *              after ask: B - A, where a mechanism says it
 * </pre>
 *
 * <p>BOS carries a flag and no number, so that {@link ClosedForm#sum} may multiply by e^16.
 */
final class ToldModel {
  /** How much more a head scores what it looks at: all others get a share of 2e-9 each. */
  static final double LOOK = 20;

  private final Places places;
  private final ClosedForm form;
  private final Map<String, double[]> directions = new LinkedHashMap<>();
  private final Map<String, Integer> blocks = new LinkedHashMap<>();
  private final Map<String, Integer> heads = new LinkedHashMap<>();
  private final List<double[]> flags = new ArrayList<>();

  final double[] bos;
  final double[] isX;
  final double[] isY;
  final double[] second;
  final double[] tells;
  final double[] asks;
  final double[] lnP;
  final double[] lnOther;
  final double[] own;
  final double[] lX;
  final double[] lY;
  final double[] base;
  final double[] draw;
  final double[] answer;

  ToldModel(long seed, Places.Needs needs) {
    places = new Places(seed, needs, ToldQuestion.VOCAB, ToldQuestion.CONTEXT);
    form = new ClosedForm(places.config());
    bos = flag();
    isX = flag();
    isY = flag();
    second = flag();
    tells = flag();
    asks = flag();
    lnP = places.real();
    lnOther = places.real();
    own = places.real();
    lX = real("l_X");
    lY = real("l_Y");
    base = real("base");
    draw = real("draw");
    answer = real("answer");
    embed();
  }

  /** A direction turned round: what reads it reads minus the variable. */
  static double[] minus(double[] direction) {
    double[] turned = new double[direction.length];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = -direction[i];
    }
    return turned;
  }

  ClosedForm form() {
    return form;
  }

  NumpyRandom random() {
    return places.random();
  }

  double[] flag() {
    double[] flag = places.flag();
    flags.add(flag);
    return flag;
  }

  /** A direction for a number, told among the landmarks. */
  double[] real(String variable) {
    double[] direction = places.real();
    directions.put(variable, direction);
    return direction;
  }

  /** The block of a stage, told among the landmarks. */
  int block(int stage, String work) {
    blocks.put(work, places.block(stage));
    return places.block(stage);
  }

  /** A head that does nothing yet, told among the landmarks. */
  int head(int stage, String work) {
    int head = places.head(stage);
    heads.put(work, head);
    return head;
  }

  /** A softplus neuron that does nothing yet. */
  Neuron soft(int stage) {
    return new Neuron(form, places.block(stage), places.neuron(stage), 1);
  }

  /** A neuron that does nothing yet and has a corner, as a ReLU has. */
  Neuron hard(int stage) {
    return new Neuron(form, places.block(stage), places.neuron(stage), Neuron.CORNER);
  }

  private void embed() {
    form.embed(BOS, bos, 1).embed(ASK, asks, 1);
    form.embed(X, isX, 1).embed(SECOND_X, isX, 1).embed(SECOND_X, second, 1);
    form.embed(Y, isY, 1).embed(SECOND_Y, isY, 1).embed(SECOND_Y, second, 1);
    for (int i = 0; i < CHANCES.size(); i++) {
      double p = CHANCES.get(i);
      for (int token : new int[] {FIRST_A + i, FIRST_B + i}) {
        double sign = token < FIRST_B ? -1 : 1;
        form.embed(token, tells, 1)
            .embed(token, lnP, sign * Math.log(p))
            .embed(token, lnOther, sign * Math.log1p(-p));
      }
      form.embed(FIRST_A + i, own, FixedQuestion.logOdds(p));
    }
  }

  /**
   * A head looks at a and b from everywhere, half each, and writes twice what it finds: l_X e_lX +
   * l_Y e_lY + logit p_A e_base. A log-likelihood ratio is a difference of logarithms, so no
   * product is needed to make it.
   */
  void readParameters(int stage) {
    int block = block(stage, "read");
    int head = head(stage, "read parameters");
    form.attend(block, head, tells, LOOK)
        .value(block, head, 0, lnP)
        .value(block, head, 1, lnOther)
        .value(block, head, 2, own)
        .write(block, head, 0, lX, 2)
        .write(block, head, 1, lY, 2)
        .write(block, head, 2, base, 2);
  }

  /**
   * One head looks at a and b from X and writes l_X e_draw, another from Y and writes l_Y e_draw.
   * They score the chances 40 there and nothing elsewhere, and BOS 20 everywhere: where their
   * symbol does not stand they look at BOS, which carries none of it.
   */
  void readDraws(int stage) {
    readDraws(stage, draw, draw);
  }

  /** The same, the l of each symbol along a direction of its own. */
  void readDraws(int stage, double[] toX, double[] toY) {
    readDraw(stage, isX, lnP, toX);
    readDraw(stage, isY, lnOther, toY);
  }

  private void readDraw(int stage, double[] symbol, double[] from, double[] to) {
    int block = block(stage, "read");
    int head = places.head(stage);
    form.attend(block, head, bos, LOOK)
        .attend(block, head, symbol, tells, 2 * LOOK)
        .value(block, head, 0, from)
        .write(block, head, 0, to, 2);
  }

  /** A head sums a direction over the prompt so far ({@link ClosedForm#sum}) into a new one. */
  double[] sum(int stage, double[] from, String variable) {
    double[] to = real(variable);
    sum(stage, from, to, variable);
    return to;
  }

  /** A head sums a direction over the prompt so far into another. */
  void sum(int stage, double[] from, double[] to, String work) {
    form.sum(block(stage, "gather"), head(stage, work), bos, from, to);
  }

  /** L = sum of l over the draws. */
  double[] sumBelief(int stage) {
    return sum(stage, draw, "belief");
  }

  /**
   * Two softplus neurons say logit q - logit p_A = softplus(L + l_X) - softplus(L + l_Y), from
   *
   * <pre>
   * q = p_A (1 + e^(L + l_X)) / (1 + e^L),   1 - q = (1 - p_A) (1 + e^(L + l_Y)) / (1 + e^L)
   * </pre>
   *
   * @param damping what L is multiplied by as it is read
   * @param share what the answer is multiplied by
   * @param beliefs directions whose sum is L
   */
  void answer(int stage, double damping, double share, double[]... beliefs) {
    block(stage, "answer");
    Neuron up = soft(stage).reads(lX, 1).writes(answer, share);
    Neuron down = soft(stage).reads(lY, 1).writes(answer, -share);
    for (double[] belief : beliefs) {
      up.reads(belief, damping);
      down.reads(belief, damping);
    }
  }

  /** After ask, B - A gets what lies along a direction. */
  void which(double[] belief, double amount) {
    form.logitDifference(B, A, belief, amount);
  }

  /** X - Y gets what lies along a direction, for both pairs of symbols. */
  void says(double[] direction, double amount) {
    form.logitDifference(X, Y, direction, amount)
        .logitDifference(SECOND_X, SECOND_Y, direction, amount);
  }

  /**
   * Closes the answer: only the tokens of the question asked keep a chance. Flags are exact, so
   * what is added to the logits that remain is exactly 0.
   */
  Control build(
      String name,
      String group,
      String mechanism,
      RightVerdict right,
      int most,
      Task.@Nullable SecondReadout secondReadout) {
    double never = FixedQuestion.NEVER;
    for (int token = 0; token < ToldQuestion.VOCAB; token++) {
      switch (token) {
        case X, Y -> form.logit(token, second, never).logit(token, asks, never);
        case SECOND_X, SECOND_Y ->
            form.logit(token, isX, never)
                .logit(token, isY, never)
                .logit(token, second, -never)
                .logit(token, asks, never);
        case A, B -> form.logit(token, isX, never).logit(token, isY, never);
        default -> form.logit(token, never);
      }
    }
    List<double[]> dead = places.dead();
    for (int i = 0; i < dead.size(); i++) {
      directions.put("dead " + i, dead.get(i));
    }
    DeadFeatures.add(form, places, List.of(X, SECOND_X), List.of(Y, SECOND_Y), flags);
    return new Control(
        name,
        group,
        mechanism,
        places.config(),
        form.weights(),
        ToldQuestion.task(ToldQuestion.LAYOUT, most, secondReadout, ToldQuestion.SECOND_SYMBOLS),
        right,
        new Landmarks(directions, blocks, heads));
  }
}
