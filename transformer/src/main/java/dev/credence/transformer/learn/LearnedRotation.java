package dev.credence.transformer.learn;

import dev.credence.torch.AdamW;
import dev.credence.torch.Autograd;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A subspace learnt through the model: the one whose interchange makes the answer change as it
 * should (distributed alignment search).
 *
 * <pre>
 * minimise over U  mean over pairs |change observed - change wanted|^2, U'U = I
 * U = Q of QR of free numbers, moved by Adam
 * </pre>
 *
 * <p>Each start runs until its steps are done or held-out pairs gain nothing more; of all it ever
 * was, a start itself included, what does best on held-out pairs is kept. So the held-out numbers
 * here are chosen ones: judge on other pairs. And a search this free finds something in many
 * models, those with random weights among them: compare with theirs.
 *
 * @param place in the stream, last position
 * @param basis U, {@code [d_model, r]}
 * @param heldOutError mean over held-out pairs and coordinates, nats squared
 * @param heldOutR2 1 - squares of (observed - wanted) / squares of observed about its mean; NaN
 *     where nothing changes
 * @param start which start it came from: bases given first, then random ones, from 0
 * @param courses one a start
 * @see <a href="https://arxiv.org/abs/2303.02536">Geiger and others, Finding Alignments Between
 *     Interpretable Causal Variables and Distributed Neural Representations</a>
 */
public record LearnedRotation(
    HookPoint place,
    NdArray basis,
    double heldOutError,
    double heldOutR2,
    int start,
    List<Course> courses) {
  private static final double GAIN = 1e-3;

  /** Keeps a copy. */
  public LearnedRotation {
    courses = List.copyOf(courses);
  }

  /**
   * How a start went.
   *
   * @param steps taken
   * @param heldOutErrors before the first step and at each look, nats squared
   */
  public record Course(int steps, List<Double> heldOutErrors) {
    /** Keeps a copy. */
    public Course {
      heldOutErrors = List.copyOf(heldOutErrors);
    }

    /** The least. */
    public double best() {
      return heldOutErrors.stream().mapToDouble(e -> e).min().orElse(Double.NaN);
    }
  }

  /**
   * Learns. The same numbers, options and machine give the same bits.
   *
   * @param exchanges with all prompts of the pairs, and the place
   * @param fit pairs to learn from, at least one
   * @param heldOut pairs that say when to stop, at least one
   * @throws InvalidInputException if a pair, the place or a start does not fit, or the answer of a
   *     pair is not finite
   */
  public static LearnedRotation learn(
      Exchanges exchanges,
      HookPoint place,
      List<ExchangePair> fit,
      List<ExchangePair> heldOut,
      RotationOptions options) {
    if (fit.isEmpty() || heldOut.isEmpty()) {
      throw new InvalidInputException(
          "rotation at %s: %d pairs to learn from, %d held out; give one of each at least",
          place, fit.size(), heldOut.size());
    }
    try (Scope _ = Scope.open()) {
      return new Search(
              place, exchanges.ready(place, fit), exchanges.ready(place, heldOut), options)
          .run((int) exchanges.activations(place).shape()[1]);
    }
  }

  /** One search, with the best basis it has met. */
  private static final class Search {
    private final HookPoint place;
    private final Exchanges.Ready fit;
    private final Exchanges.Ready heldOut;
    private final RotationOptions options;
    private double leastError = Double.POSITIVE_INFINITY;
    private NdArray best = NdArray.of(new float[0], 0);
    private int bestStart;

    Search(HookPoint place, Exchanges.Ready fit, Exchanges.Ready heldOut, RotationOptions options) {
      this.place = place;
      this.fit = fit;
      this.heldOut = heldOut;
      this.options = options;
    }

    LearnedRotation run(int width) {
      int r = options.dimension();
      if (r > width) {
        throw new InvalidInputException(
            "rotation at %s: %d dimensions; the stream has %d", place, r, width);
      }
      List<Course> courses = new ArrayList<>();
      int given = options.starts().size();
      for (int start = 0; start < given + options.randomStarts(); start++) {
        NdArray from =
            start < given
                ? checked(options.starts().get(start), width)
                : OrthonormalBasis.random(width, r, options.seed() * 1_000_003 + start);
        courses.add(course(start, from));
      }
      double[][] observed = heldOut.changes(tensor(best));
      return new LearnedRotation(place, best, leastError, r2(observed), bestStart, courses);
    }

    private NdArray checked(NdArray basis, int width) {
      long[] expected = {width, options.dimension()};
      if (!Arrays.equals(basis.shape(), expected)) {
        throw new InvalidInputException(
            "rotation at %s: a start is %s; expected %s",
            place, Arrays.toString(basis.shape()), Arrays.toString(expected));
      }
      return OrthonormalBasis.of(basis.floats(), width, options.dimension());
    }

    private Course course(int start, NdArray from) {
      List<Double> errors = new ArrayList<>();
      errors.add(look(start, from));
      Random random = new Random(options.seed() * 31 + start);
      int[] order = IntStream.range(0, fit.count()).toArray();
      int next = order.length;
      int waited = 0;
      double least = errors.getFirst();
      double perRadian = 1 / Math.sqrt(from.shape()[0]); // a step moves each number by its rate
      try (Scope _ = Scope.open()) {
        Tensor free = Autograd.requiresGrad(tensor(from));
        try (AdamW adam = new AdamW(List.of(free), options.radians(), 0.9, 0.999, 1e-8, 0)) {
          for (int step = 0; step < options.steps(); step++) {
            if (next + Math.min(options.batch(), order.length) > order.length) {
              shuffle(order, random);
              next = 0;
            }
            int to = Math.min(next + options.batch(), order.length);
            adam.setLearningRate(options.radiansAt(step) * perRadian);
            step(free, adam, Arrays.copyOfRange(order, next, to));
            next = to;
            if ((step + 1) % options.evaluateEvery() == 0 || step + 1 == options.steps()) {
              int r = options.dimension();
              double error = look(start, OrthonormalBasis.of(free.toFloats(), width(free), r));
              errors.add(error);
              waited = error < least * (1 - GAIN) ? 0 : waited + 1;
              least = Math.min(least, error);
              if (waited == options.patience()) {
                return new Course(step + 1, errors);
              }
            }
          }
        }
      }
      return new Course(options.steps(), errors);
    }

    private static int width(Tensor free) {
      return Math.toIntExact(free.size(0));
    }

    private void step(Tensor free, AdamW adam, int[] pairs) {
      try (Scope _ = Scope.open()) {
        try (Autograd.Mode _ = Autograd.withGrad()) {
          Tensor change = fit.change(OrthonormalBasis.of(free), pairs);
          Tensor wanted = Ops.to(fit.wanted(pairs), change.device());
          Autograd.backward(Ops.mseLoss(change, wanted));
        }
        adam.step();
        adam.zeroGrad();
      }
    }

    /** The error at held-out pairs; remembers the basis if there was none better. */
    private double look(int start, NdArray basis) {
      double error;
      try (Scope _ = Scope.open()) {
        error = error(heldOut.changes(tensor(basis)));
      }
      if (!Double.isFinite(error)) {
        throw new InvalidInputException(
            "rotation at %s: the answer of a held-out pair is not finite (mean square %s); leave out"
                + " pairs whose runs overflow, or take fewer radians a step",
            place, error);
      }
      if (error < leastError) {
        leastError = error;
        best = basis;
        bestStart = start;
      }
      return error;
    }

    private double error(double[][] observed) {
      double sum = 0;
      int c = heldOut.coordinates();
      for (int i = 0; i < observed.length; i++) {
        for (int j = 0; j < c; j++) {
          double off = observed[i][j] - heldOut.wanted()[i * c + j];
          sum += off * off;
        }
      }
      return sum / observed.length / c;
    }

    private double r2(double[][] observed) {
      double all = 0;
      for (int j = 0; j < heldOut.coordinates(); j++) {
        int column = j;
        double mean = Arrays.stream(observed).mapToDouble(row -> row[column]).average().orElse(0);
        all += Arrays.stream(observed).mapToDouble(o -> Math.pow(o[column] - mean, 2)).sum();
      }
      double left = error(observed) * observed.length * heldOut.coordinates();
      return all == 0 ? Double.NaN : 1 - left / all;
    }

    private static Tensor tensor(NdArray basis) {
      return Tensor.of(basis.floats(), basis.shape());
    }

    private static void shuffle(int[] order, Random random) {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
    }
  }
}
