package dev.credence.lab.train;

import dev.credence.belief.Task;
import dev.credence.torch.AdamW;
import dev.credence.torch.Autograd;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.torch.library.Libtorch;
import dev.credence.transformer.DifferentiableRun;
import dev.credence.transformer.Model;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which variable a model of two generators carries to the position where it answers, found without
 * any of the code that studies models: formulas, prompts and the fit are written out here.
 *
 * <p>A plane of the stream at one site, last position, is turned until exchanging it with that of a
 * donor of another pair does what a hypothesis foretells; then other cells are exchanged, and the
 * change of the log-odds is held against the foretold one.
 *
 * <pre>
 * belief     the donor's L under the base's p_A, p_B
 * oriented   the same, L counted towards the generator richer in X
 * counts     the donor's k and N under the base's p_A, p_B
 * answer     the donor's prediction
 * R2         1 - sum (observed - foretold)² / sum (observed - mean observed)²
 * </pre>
 */
final class CarriedVariable {
  /** What might be carried. */
  enum Hypothesis {
    BELIEF,
    ORIENTED,
    COUNTS,
    ANSWER
  }

  private static final String PLANE = "plane";
  private static final double RATE = .03;

  private final Model model;
  private final Task.WhichGenerator task;
  private final List<Double> chances;

  CarriedVariable(Model model, Task.WhichGenerator task) {
    this.model = model;
    this.task = task;
    this.chances = new ArrayList<>(task.a().keySet());
  }

  /** A prompt: pair and draws. */
  private record Shown(double pA, double pB, boolean[] draws) {
    int k() {
      int k = 0;
      for (boolean x : draws) {
        k += x ? 1 : 0;
      }
      return k;
    }

    double logOdds() {
      return logOdds(pA, pB, k(), draws.length);
    }

    static double logOdds(double pA, double pB, int k, int n) {
      return k * Math.log(pB / pA) + (n - k) * Math.log((1 - pB) / (1 - pA));
    }

    /** The prediction's log-odds if L were this. */
    double answer(double logOdds) {
      double q = pA + (pB - pA) / (1 + Math.exp(-logOdds));
      return Math.log(q / (1 - q));
    }

    double foretold(Shown donor, Hypothesis hypothesis) {
      return switch (hypothesis) {
        case BELIEF -> answer(donor.logOdds());
        case ORIENTED -> answer(Math.signum((pB - pA) * (donor.pB - donor.pA)) * donor.logOdds());
        case COUNTS -> answer(logOdds(pA, pB, donor.k(), donor.draws.length));
        case ANSWER -> donor.answer(donor.logOdds());
      };
    }
  }

  private Shown draw(Random random) {
    double pA = chances.get(random.nextInt(chances.size()));
    double pB = chances.get(random.nextInt(chances.size()));
    if (pA == pB) {
      return draw(random);
    }
    boolean[] draws = new boolean[1 + random.nextInt(task.evidence().max())];
    double bias = random.nextDouble();
    for (int i = 0; i < draws.length; i++) {
      draws[i] = random.nextDouble() < bias;
    }
    return new Shown(pA, pB, draws);
  }

  private int[] tokens(Shown shown) {
    int[] tokens = new int[3 + shown.draws().length];
    tokens[0] = java.util.Objects.requireNonNull(task.bos());
    tokens[1] = java.util.Objects.requireNonNull(task.a().get(shown.pA()));
    tokens[2] = java.util.Objects.requireNonNull(task.b().get(shown.pB()));
    for (int i = 0; i < shown.draws().length; i++) {
      tokens[3 + i] = shown.draws()[i] ? task.symbols().x() : task.symbols().y();
    }
    return tokens;
  }

  /** Bases and donors of other pairs, at one site. */
  private final class Exchange {
    final List<Shown> bases = new ArrayList<>();
    final List<Shown> donors = new ArrayList<>();
    final DifferentiableRun run;

    Exchange(HookPoint site, NdArray plane, int count, long seed) {
      Random random = new Random(seed);
      Map<String, Integer> answers = new LinkedHashMap<>();
      answers.put("X", task.symbols().x());
      answers.put("Y", task.symbols().y());
      CellSet.Builder cells =
          CellSet.builder().tensor(PLANE, plane).readout("next", Readout.among(answers));
      for (int i = 0; i < count; i++) {
        Shown base = draw(random);
        Shown donor = draw(random);
        while (donor.pA() == base.pA() && donor.pB() == base.pB()) {
          donor = draw(random);
        }
        bases.add(base);
        donors.add(donor);
        cells.prompt("base" + i, tokens(base)).prompt("donor" + i, tokens(donor));
        cells.cell(
            new Cell(
                "cell" + i,
                "base" + i,
                List.of(new Interchange(Site.at(site, Positions.LAST), "donor" + i, PLANE)),
                List.of("next")));
      }
      run = model.differentiable(cells.build());
    }

    double[] foretold(Hypothesis hypothesis) {
      double[] foretold = new double[bases.size()];
      for (int i = 0; i < foretold.length; i++) {
        foretold[i] = bases.get(i).foretold(donors.get(i), hypothesis);
      }
      return foretold;
    }

    /** R2 about the diagonal of changes. */
    double r2(Tensor plane, Hypothesis hypothesis) {
      float[] found = run.logOdds("next", Map.of(PLANE, plane)).toFloats();
      double[] foretold = foretold(hypothesis);
      double mean = 0;
      double[] changes = new double[found.length];
      for (int i = 0; i < found.length; i++) {
        changes[i] = found[i] - bases.get(i).answer(bases.get(i).logOdds());
        mean += changes[i] / found.length;
      }
      double off = 0;
      double all = 0;
      for (int i = 0; i < found.length; i++) {
        double predicted = foretold[i] - bases.get(i).answer(bases.get(i).logOdds());
        off += (changes[i] - predicted) * (changes[i] - predicted);
        all += (changes[i] - mean) * (changes[i] - mean);
      }
      return 1 - off / all;
    }
  }

  /**
   * How well exchanging the best plane does what a hypothesis foretells, in cells it was not fitted
   * on.
   *
   * @param site such as {@code blocks.1.hook_resid_mid}
   * @param steps of the fit
   * @param count cells of the fit, and as many to judge it
   */
  double r2(String site, Hypothesis hypothesis, int steps, int count) {
    HookPoint point = HookPoint.parse(site);
    int width = model.config().dModel();
    float[] start = new float[2 * width];
    start[0] = 1;
    start[3] = 1;
    NdArray anyPlane = NdArray.of(start, width, 2);
    Exchange fit = new Exchange(point, anyPlane, count, 1);
    Exchange judge = new Exchange(point, anyPlane, count, 2);
    int threads = Libtorch.threads();
    Libtorch.threads(1);
    Random random = new Random(3);
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) random.nextGaussian();
    }
    try (Tensor raw = Autograd.requiresGrad(Tensor.of(start, width, 2));
        AdamW optimiser = new AdamW(List.of(raw), RATE, .9, .99, 1e-8, 0)) {
      double[] foretold = fit.foretold(hypothesis);
      float[] wanted = new float[foretold.length];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = (float) foretold[i];
      }
      for (int step = 0; step < steps; step++) {
        try (var _ = Scope.open();
            var _ = Autograd.withGrad()) {
          optimiser.zeroGrad();
          Tensor plane = Ops.qr(raw).q();
          Autograd.backward(
              Ops.mseLoss(fit.run.logOdds("next", Map.of(PLANE, plane)), Tensor.of(wanted)));
          optimiser.setLearningRate(RATE * (1 - .95 * step / steps));
          optimiser.step();
        }
      }
      try (var _ = Scope.open()) {
        return judge.r2(Ops.qr(raw).q(), hypothesis);
      }
    } finally {
      Libtorch.threads(threads);
    }
  }

  /** Every pair, every length: mean KL of Bayes from the model, in bits; all draws of an order. */
  double meanKlBits(int count) {
    Random random = new Random(5);
    Map<String, Integer> answers = new LinkedHashMap<>();
    answers.put("X", task.symbols().x());
    answers.put("Y", task.symbols().y());
    CellSet.Builder cells = CellSet.builder().readout("next", Readout.among(answers));
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shown.add(draw(random));
      cells.prompt("p" + i, tokens(shown.get(i))).cell(Cell.unedited("c" + i, "p" + i, "next"));
    }
    var results = model.run(cells.build());
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double[] p = results.reading("c" + i, "next").probabilities();
      double lo = shown.get(i).answer(shown.get(i).logOdds());
      double q = 1 / (1 + Math.exp(-lo));
      sum += q * Math.log(q / p[0]) + (1 - q) * Math.log((1 - q) / p[1]);
    }
    return sum / count / Math.log(2);
  }

  /** All sites and hypotheses, as a table on the terminal: how the recorded numbers were found. */
  static String table(Model model, Task.WhichGenerator task, int steps, int count) {
    CarriedVariable carried = new CarriedVariable(model, task);
    StringBuilder table = new StringBuilder();
    table.append(String.format("%s  mean KL %.2g bit%n", model.name(), carried.meanKlBits(400)));
    for (int layer = 0; layer < model.config().layers(); layer++) {
      for (String point : List.of("hook_resid_mid", "hook_resid_post")) {
        String site = "blocks." + layer + "." + point;
        if (layer == model.config().layers() - 1 && point.equals("hook_resid_post")) {
          continue; // behind it there is only the unembedding: the answer, or nothing
        }
        table.append(String.format("%-28s", site));
        for (Hypothesis hypothesis : Hypothesis.values()) {
          table.append(
              String.format(
                  "  %s %.3f",
                  hypothesis.name().toLowerCase(java.util.Locale.ROOT),
                  carried.r2(site, hypothesis, steps, count)));
        }
        table.append('\n');
      }
    }
    return table.toString();
  }
}
