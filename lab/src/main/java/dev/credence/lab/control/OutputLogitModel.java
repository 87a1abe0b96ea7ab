package dev.credence.lab.control;

import static dev.credence.lab.control.ToldQuestion.A;
import static dev.credence.lab.control.ToldQuestion.ASK;
import static dev.credence.lab.control.ToldQuestion.B;
import static dev.credence.lab.control.ToldQuestion.BOS;
import static dev.credence.lab.control.ToldQuestion.CHANCES;
import static dev.credence.lab.control.ToldQuestion.FIRST_A;
import static dev.credence.lab.control.ToldQuestion.FIRST_B;
import static dev.credence.lab.control.ToldQuestion.MOST_IN_TABLE;
import static dev.credence.lab.control.ToldQuestion.VOCAB;
import static dev.credence.lab.control.ToldQuestion.X;
import static dev.credence.lab.control.ToldQuestion.Y;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A model whose answer arrives ready-made where it is read: nothing but the output logit can be
 * moved there.
 *
 * <pre>
 * prompt       BOS draws a b (ask)
 * embedding    flags: BOS; X; Y; ask; one for each token that tells a chance
 * gather       k e_count + N e_total, at draws and at a; at b and at ask the heads look away;
 *              a head at ask finds the flag of b and writes it e_(asked j)
 * table        at a, for each value of p_A a broken line over the code 11 N + k for each value of
 *              p_B: logit q e_(v j) and L e_(w j), five of each
 * pick         at b, head j looks at a if b tells the j-th chance, and writes e_(v j) to e_answer;
 *              at ask five other heads do so for e_(w j) and e_which
 * logits       X - Y: what lies along e_answer;   after ask, B - A: what lies along e_which
 * </pre>
 *
 * <p>At b, where the answer is read, there are neither counts nor log-odds: a variable that moves
 * the prediction is the prediction, steering it stops nowhere short of 0 and 1, and after ask it
 * does nothing. At a lie counts, and there the table can be moved by them. |p - q| stays below
 * 2e-4.
 */
public final class OutputLogitModel {
  private static final int GATHER = 0;
  private static final int TABLE = 1;
  private static final int PICK = 2;
  private static final int ROW = Counts.ROW;
  private static final double GATE = 256;
  private static final double LOOK = ToldModel.LOOK;

  private final Places places;
  private final ClosedForm form;
  private final double[] bos;
  private final double[] isX;
  private final double[] isY;
  private final double[] asks;
  private final double[] tellsA;
  private final double[] tellsB;
  private final double[][] a;
  private final double[][] b;
  private final double[][] asked;
  private final double[] count;
  private final double[] total;
  private final double[] answer;
  private final double[] which;
  private final double[][] v;
  private final double[][] w;

  private OutputLogitModel(long seed) {
    int cells = (MOST_IN_TABLE + 1) * (MOST_IN_TABLE + 2) / 2 - 1;
    Places.Needs needs =
        Places.Needs.of(3, 2 * CHANCES.size(), CHANCES.size() * (cells + 1)).flags(2);
    places = new Places(seed, needs, VOCAB, ToldQuestion.CONTEXT);
    form = new ClosedForm(places.config());
    bos = places.flag();
    isX = places.flag();
    isY = places.flag();
    asks = places.flag();
    tellsA = places.flag();
    tellsB = places.flag();
    a = flags();
    b = flags();
    asked = flags();
    count = places.real();
    total = places.real();
    answer = places.real();
    which = places.real();
    v = new double[CHANCES.size()][];
    w = new double[CHANCES.size()][];
    for (int j = 0; j < CHANCES.size(); j++) {
      v[j] = places.real();
      w[j] = places.real();
    }
  }

  private double[][] flags() {
    double[][] flags = new double[CHANCES.size()][];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = places.flag();
    }
    return flags;
  }

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    return new OutputLogitModel(seed).build();
  }

  private Control build() {
    embed();
    gather(places.block(GATHER));
    for (int i = 0; i < CHANCES.size(); i++) {
      table(i);
    }
    pick(b, tellsA, v, answer);
    pick(asked, tellsA, w, which);
    logits();
    DeadFeatures.add(form, places, List.of(X), List.of(Y), List.of(bos, isX, isY));
    Map<String, double[]> directions = new LinkedHashMap<>();
    directions.put("count", count);
    directions.put("total", total);
    directions.put("answer", answer);
    return new Control(
        "output-logit",
        "N4",
        "looks the answer up elsewhere and copies it to where it is read",
        places.config(),
        form.weights(),
        ToldQuestion.task(
            List.of(Task.Part.BOS, Task.Part.EVIDENCE, Task.Part.A, Task.Part.B),
            MOST_IN_TABLE,
            ToldQuestion.WHICH,
            null),
        RightVerdict.of(Set.of(Outcome.BEHAVIOURAL_MATCH_ONLY, Outcome.INCONCLUSIVE)),
        new Landmarks(
            directions,
            Map.of(
                "gather", places.block(GATHER),
                "table", places.block(TABLE),
                "pick", places.block(PICK)),
            Map.of()));
  }

  private void embed() {
    form.embed(BOS, bos, 1).embed(X, isX, 1).embed(Y, isY, 1).embed(ASK, asks, 1);
    for (int i = 0; i < CHANCES.size(); i++) {
      form.embed(FIRST_A + i, a[i], 1).embed(FIRST_A + i, tellsA, 1);
      form.embed(FIRST_B + i, b[i], 1).embed(FIRST_B + i, tellsB, 1);
    }
  }

  private void gather(int block) {
    int counts = places.head(GATHER);
    form.sum(block, counts, bos, isX, count);
    int totals = places.head(GATHER);
    form.sum(block, totals, bos, isX, total).value(block, totals, 0, isY);
    for (int head : new int[] {counts, totals}) {
      // From b and ask BOS scores 2 LOOK more: a share of e^-40 of the sum remains.
      form.attend(block, head, tellsB, bos, LOOK).attend(block, head, asks, bos, LOOK);
    }
    int head = places.head(GATHER);
    form.attend(block, head, bos, LOOK).attend(block, head, asks, tellsB, 2 * LOOK);
    for (int j = 0; j < CHANCES.size(); j++) {
      form.value(block, head, j, b[j]).write(block, head, j, asked[j], 1);
    }
  }

  /** What Bayes says at the codes of all cells, for one p_A and every p_B. */
  private void table(int i) {
    List<Integer> codes = new ArrayList<>();
    for (int n = 1; n <= MOST_IN_TABLE; n++) {
      for (int k = 0; k <= n; k++) {
        codes.add(ROW * n + k);
      }
    }
    List<Neuron> corners = new ArrayList<>();
    for (int ignored : codes) {
      corners.add(neuron().reads(a[i], GATE).bias(-GATE));
    }
    Neuron height = neuron().reads(a[i], 1).bias(-0.5); // .5 where p_A is this one
    for (int m = 0; m < codes.size(); m++) {
      corners.get(m).reads(count, 1).reads(total, ROW).bias(-codes.get(m));
    }
    for (int j = 0; j < CHANCES.size(); j++) {
      TwoGenerators question = ToldQuestion.question(i, j);
      line(codes, corners, height, v[j], c -> predictive(question, c));
      line(codes, corners, height, w[j], c -> question.logOddsNats(c % ROW, c / ROW));
    }
  }

  private static double predictive(TwoGenerators question, int code) {
    return FixedQuestion.logOdds(question.predictive(code % ROW, code / ROW));
  }

  private static void line(
      List<Integer> codes,
      List<Neuron> corners,
      Neuron height,
      double[] to,
      ToDoubleFunction<Integer> entry) {
    height.writes(to, 2 * entry.applyAsDouble(codes.getFirst()));
    double before = 0;
    for (int m = 0; m < codes.size(); m++) {
      double slope = 0;
      if (m + 1 < codes.size()) {
        int step = codes.get(m + 1) - codes.get(m);
        slope = (entry.applyAsDouble(codes.get(m + 1)) - entry.applyAsDouble(codes.get(m))) / step;
      }
      corners.get(m).writes(to, slope - before);
      before = slope;
    }
  }

  private Neuron neuron() {
    return new Neuron(form, places.block(TABLE), places.neuron(TABLE), Neuron.CORNER);
  }

  /** For each value of p_B a head that looks at a where that value was told, else at BOS. */
  private void pick(double[][] told, double[] at, double[][] from, double[] to) {
    int block = places.block(PICK);
    for (int j = 0; j < CHANCES.size(); j++) {
      int head = places.head(PICK);
      form.attend(block, head, bos, LOOK)
          .attend(block, head, told[j], at, 2 * LOOK)
          .value(block, head, 0, from[j])
          .write(block, head, 0, to, 1);
    }
  }

  private void logits() {
    double never = FixedQuestion.NEVER;
    form.logitDifference(X, Y, answer, 1).logitDifference(B, A, which, 1);
    for (int token = 0; token < VOCAB; token++) {
      switch (token) {
        case X, Y -> form.logit(token, asks, never);
        case A, B -> form.logit(token, never).logit(token, asks, -never);
        default -> form.logit(token, never);
      }
    }
  }
}
