package dev.credence.lab.study;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Isotonic;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.statistics.Wilson;
import dev.credence.lab.table.Table;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * C6: steering along Z, in nats of log-odds. It must move P(X) the right way in nearly all prompts,
 * and stop at p_A and p_B as the prompt tells them; whoever pushes an output logit gets to 0 and 1.
 * The ends are judged at 10 or at 30 nats, where they are nearer; up to 10 an isotonic fit must
 * explain each prompt's curve.
 *
 * <p>One nat is what the cells of the fit split show: by how much the activation moves inside Z for
 * a nat of the belief.
 */
final class C6Dose implements Criterion {
  static final String ID = "C6";
  static final String NAME = "steering saturates at p_A and p_B";
  private static final double[] NATS = {-30, -10, -5, -2, -1, 0, 1, 2, 5, 10, 30};
  private static final int RANDOM = 24;

  /** Up to so many nats nothing may turn back; no prompt's own belief is further from even odds. */
  private static final double STEADY = 10;

  /** What an isotonic fit must explain of a prompt's curve. */
  private static final double STEADY_R2 = .95;

  /** A move of less than this is rounding. */
  private static final double SLIP = .01;

  private final Setting setting;
  private final Representation z;
  private final List<DesignCell> cells;
  private final List<Push> pushes = new ArrayList<>();
  private final Map<Push, String[][]> ids = new LinkedHashMap<>(); // [cell][dose]

  /**
   * A direction that is pushed.
   *
   * @param name in tables
   * @param point where
   * @param vector for one nat
   * @param oriented whether it tells of the generator richer in X rather than of B
   */
  private record Push(String name, HookPoint point, NdArray vector, boolean oriented) {}

  /**
   * The criterion.
   *
   * @param logit the direction of the difference of the output logits at the end of the stream, for
   *     one nat; null where it is not known
   */
  C6Dose(
      Setting setting,
      Representation z,
      HookPoint end,
      float @org.jspecify.annotations.Nullable [] logit) {
    this.setting = setting;
    this.z = z;
    this.cells = chosen(setting);
    boolean oriented = z.hypothesis().equals(TwoGeneratorsTask.ORIENTED_LOG_ODDS);
    NdArray step = z.subspace().stepTensor(0);
    pushes.add(new Push("belief", z.point(), step, oriented));
    if (logit != null) {
      pushes.add(new Push("output logit", end, NdArray.of(logit), true));
    }
    NumpyRandom random = NumpyRandom.ofSeed(setting.options().seed() + 77);
    double norm = norm(step.floats());
    for (int i = 0; i < RANDOM; i++) {
      float[] vector = new float[step.size()];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = (float) random.standardNormal();
      }
      double own = norm(vector);
      for (int j = 0; j < vector.length; j++) {
        vector[j] *= (float) (norm / own);
      }
      pushes.add(new Push("random " + i, z.point(), NdArray.of(vector), false));
    }
  }

  private static double norm(float[] v) {
    double sum = 0;
    for (float x : v) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  /** Of every question the prompts nearest to even odds. */
  private static List<DesignCell> chosen(Setting setting) {
    Map<String, List<DesignCell>> byPair = new LinkedHashMap<>();
    setting.confirm().stream()
        .filter(c -> c.question() instanceof GeneratorQuestion)
        .sorted(Comparator.comparingDouble(c -> Math.abs(setting.belief(c)[0])))
        .forEach(
            c -> {
              List<DesignCell> of =
                  byPair.computeIfAbsent(c.question().pair(), _ -> new ArrayList<>());
              if (of.size() < setting.options().promptsPerPair()) {
                of.add(c);
              }
            });
    return byPair.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public void ask(CellSheet sheet) {
    for (Push push : pushes) {
      String vector = sheet.tensor("push." + push.name(), push.vector());
      boolean random = push.name().startsWith("random");
      String[][] of = new String[cells.size()][NATS.length];
      for (int i = 0; i < cells.size(); i++) {
        Asked asked = setting.interview().ask(cells.get(i));
        for (int k = 0; k < NATS.length; k++) {
          boolean wanted = !random || Math.abs(NATS[k]) >= 10 || NATS[k] == 0;
          if (wanted) {
            double alpha = NATS[k] * (push.oriented() ? orientation(cells.get(i)) : 1);
            Intervention[] edits =
                alpha == 0
                    ? new Intervention[0]
                    : new Intervention[] {
                      new Steer(Site.at(push.point(), Positions.LAST), vector, alpha)
                    };
            of[i][k] = sheet.ask(asked, edits);
          }
        }
      }
      ids.put(push, of);
    }
  }

  private static TwoGenerators generators(DesignCell cell) {
    return ((GeneratorQuestion) cell.question()).generators();
  }

  /** 1 where B is richer in X. */
  private static double orientation(DesignCell cell) {
    return Math.signum(generators(cell).b().pX() - generators(cell).a().pX());
  }

  private double pX(Answers answers, Push push, int cell, int dose) {
    String[][] of = ids.getOrDefault(push, new String[0][]);
    return of[cell][dose] == null ? Double.NaN : answers.among(of[cell][dose])[0];
  }

  /** What one direction does. */
  private record Curve(double rightSign, double monotone, double[] miss, double worst, int n) {}

  private Curve curve(Answers answers, Push push) {
    double[] miss = {miss(answers, push, 10), miss(answers, push, 30)};
    int right = 0;
    int monotone = 0;
    for (int i = 0; i < cells.size(); i++) {
      double sign = orientation(cells.get(i));
      double low = pX(answers, push, i, index(-10));
      double high = pX(answers, push, i, index(10));
      if (sign * (high - low) > SLIP) {
        right++;
      }
      if (isSteady(answers, push, i, sign)) {
        monotone++;
      }
    }
    double n = cells.size();
    return new Curve(right / n, monotone / n, miss, worst(answers, push), cells.size());
  }

  /** Whether a curve that never turns back is most of what a prompt's curve is. */
  private boolean isSteady(Answers answers, Push push, int cell, double sign) {
    double[] curve =
        IntStream.range(0, NATS.length)
            .filter(k -> Math.abs(NATS[k]) <= STEADY)
            .mapToDouble(k -> sign * pX(answers, push, cell, k))
            .filter(p -> !Double.isNaN(p))
            .toArray();
    double all = Spread.variance(curve, 0) * curve.length;
    return all > 0 && 1 - Isotonic.increasing(curve).squaredError() / all >= STEADY_R2;
  }

  /** Mean distance of every pair's mean answer from p_A and from p_B, at so many nats. */
  private double miss(Answers answers, Push push, double nats) {
    return Spread.mean(misses(answers, push, nats));
  }

  private double worst(Answers answers, Push push) {
    return Math.min(Spread.max(misses(answers, push, 10)), Spread.max(misses(answers, push, 30)));
  }

  private double[] misses(Answers answers, Push push, double nats) {
    List<Double> misses = new ArrayList<>();
    for (List<Integer> of : byPair().values()) {
      TwoGenerators told = generators(cells.get(of.getFirst()));
      double toA = mean(answers, push, of, index(-nats));
      double toB = mean(answers, push, of, index(nats));
      misses.add(Math.abs(toA - told.a().pX()));
      misses.add(Math.abs(toB - told.b().pX()));
    }
    return misses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Map<String, List<Integer>> byPair() {
    Map<String, List<Integer>> byPair = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      byPair.computeIfAbsent(cells.get(i).question().pair(), _ -> new ArrayList<>()).add(i);
    }
    return byPair;
  }

  private double mean(Answers answers, Push push, List<Integer> of, int dose) {
    return of.stream().mapToDouble(i -> pX(answers, push, i, dose)).average().orElse(Double.NaN);
  }

  private static int index(double nats) {
    for (int k = 0; k < NATS.length; k++) {
      if (NATS[k] == nats) {
        return k;
      }
    }
    throw new IllegalStateException("no dose of " + nats);
  }

  /** Every direction's mean answer, by pair and dose. */
  Table table(Answers answers) {
    Table.Builder table =
        Table.builder(
            "dose", "direction", "pair", "p_a", "p_b", "nats", "p_x", "low", "high", "prompts");
    for (Push push : pushes) {
      byPair()
          .forEach(
              (pair, of) -> {
                TwoGenerators told = generators(cells.get(of.getFirst()));
                for (int k = 0; k < NATS.length; k++) {
                  int dose = k;
                  double[] p = of.stream().mapToDouble(i -> pX(answers, push, i, dose)).toArray();
                  if (Arrays.stream(p).noneMatch(Double::isNaN)) {
                    double se = p.length > 1 ? Spread.standardError(p) : 0;
                    double mean = Spread.mean(p);
                    table.row(
                        push.name(),
                        pair,
                        told.a().pX(),
                        told.b().pX(),
                        NATS[k],
                        mean,
                        Math.max(0, mean - 1.96 * se),
                        Math.min(1, mean + 1.96 * se),
                        p.length);
                  }
                }
              });
    }
    return table.build();
  }

  @Override
  public Finding judge(Answers answers) {
    Thresholds lines = setting.thresholds();
    String threshold =
        "right sign in %.0f %%, mean distance from p_A and p_B at most %s at 10 or at 30 nats"
            .formatted(100 * lines.rightSign(), lines.saturation());
    if (cells.isEmpty()) {
      return Finding.notApplicable(
          ID, NAME, threshold, "The task is not about two generators; there are no p_A and p_B.");
    }
    Curve curve = curve(answers, pushes.getFirst());
    double miss = Math.min(curve.miss()[0], curve.miss()[1]);
    double ends = moving(answers, pushes.getFirst(), curve.miss()[0] <= curve.miss()[1] ? 10 : 30);
    boolean pairs = byPair().size() > 1;
    boolean follows = !pairs || (ends >= lines.leastSlope() && ends <= lines.greatestSlope());
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("right_sign", curve.rightSign());
    numbers.put("monotone", curve.monotone());
    numbers.put("miss_10", curve.miss()[0]);
    numbers.put("miss_30", curve.miss()[1]);
    numbers.put("worst_pair", curve.worst());
    numbers.put("ends_follow_slope", ends);
    pushes.stream()
        .filter(p -> p.name().equals("output logit"))
        .findFirst()
        .ifPresent(
            p -> {
              Curve logit = curve(answers, p);
              numbers.put("output_logit_miss", Math.min(logit.miss()[0], logit.miss()[1]));
            });
    double[] randomMiss =
        pushes.stream()
            .filter(p -> p.name().startsWith("random"))
            .mapToDouble(p -> Math.min(miss(answers, p, 10), miss(answers, p, 30)))
            .toArray();
    numbers.put("random_miss_least", Spread.min(randomMiss));
    int right = (int) Math.round(curve.rightSign() * curve.n());
    numbers.put("right_sign_low", Wilson.interval(right, curve.n(), .95).low());
    boolean met =
        curve.rightSign() >= lines.rightSign()
            && curve.monotone() >= lines.rightSign()
            && miss <= lines.saturation()
            && follows;
    return new Finding(
        ID,
        NAME,
        Status.of(met),
        "mean distance from p_A and p_B",
        miss,
        Double.NaN,
        Double.NaN,
        threshold,
        Spread.min(randomMiss),
        Spread.max(randomMiss),
        curve.n(),
        String.format(
            Locale.ROOT,
            "%.0f %% of prompts move the right way, %.0f %% without turning back; the ends are %.3f"
                + " from p_A and p_B on average and follow them with a slope of %.2f.",
            100 * curve.rightSign(),
            100 * curve.monotone(),
            miss,
            ends),
        numbers);
  }

  /** Slope of the ends on the told p_A and p_B: do they move as the prompt's numbers do? */
  private double moving(Answers answers, Push push, double nats) {
    List<Double> told = new ArrayList<>();
    List<Double> reached = new ArrayList<>();
    for (List<Integer> of : byPair().values()) {
      TwoGenerators generators = generators(cells.get(of.getFirst()));
      told.add(generators.a().pX());
      reached.add(mean(answers, push, of, index(-nats)));
      told.add(generators.b().pX());
      reached.add(mean(answers, push, of, index(nats)));
    }
    return Agreement.of(
            told.stream().mapToDouble(Double::doubleValue).toArray(),
            reached.stream().mapToDouble(Double::doubleValue).toArray())
        .slope();
  }
}
