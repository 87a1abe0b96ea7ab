package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.RandomSubspace;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.statistics.Quantiles;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * C5: is Z needed? Where the answer is read, every prompt is given the Z of another one about the
 * same question, drawn at random, and the slope of answers on what the fitted observer would answer
 * is measured within questions, before and after.
 *
 * <pre>
 * share lost = 1 - |slope after| / slope before
 * </pre>
 *
 * <p>Resampled, not zeroed: all values are ones that the model makes itself. Random subspaces are
 * drawn beside Z, at right angles to it: a random one that shares a part with Z is partly Z, and
 * where a readout is brittle that part is enough to break it.
 */
final class C5Needed implements Criterion {
  static final String ID = "C5";
  static final String NAME = "the evidence needs it";
  private static final double CONFIDENCE = .95;

  /** Cells whose Z is resampled for each random subspace. */
  private static final int FEW = 160;

  private final Setting setting;
  private final Representation z;
  private final int nulls;
  private final List<DesignCell> cells;
  private final List<Asked> bases;
  private final List<Asked> donors;
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();
  private final List<List<String>> random = new ArrayList<>();

  C5Needed(Setting setting, Representation z, int nulls) {
    this.setting = setting;
    this.z = z;
    this.nulls = nulls;
    NumpyRandom draws = NumpyRandom.ofSeed(setting.options().seed() + 57);
    List<DesignCell> all = draws.permutation(setting.confirm());
    this.cells = all.subList(0, Math.min(all.size(), 2 * setting.options().confirmPairs()));
    this.bases = cells.stream().map(setting.interview()::ask).toList();
    this.donors = cells.stream().map(base -> donor(base, all, draws)).toList();
  }

  /** Another prompt about the same question, with other draws, put as the base is. */
  private Asked donor(DesignCell base, List<DesignCell> all, NumpyRandom draws) {
    List<DesignCell> others =
        all.stream()
            .filter(
                c -> c.question().equals(base.question()) && !c.multiset().equals(base.multiset()))
            .toList();
    List<DesignCell> from = others.isEmpty() ? all : others;
    return setting.interview().ask(from.get(draws.integers(from.size())).in(base.presentation()));
  }

  @Override
  public void ask(CellSheet sheet) {
    String basis =
        sheet.tensor(
            "z." + z.point().name() + "." + z.subspace().method() + "." + z.subspace().variable(),
            z.subspace().basisTensor());
    for (int i = 0; i < cells.size(); i++) {
      before.add(sheet.ask(bases.get(i)));
      after.add(resampled(sheet, i, basis));
    }
    for (int j = 0; j < nulls; j++) {
      String name =
          sheet.tensor(
              "beside." + z.point().name() + "." + z.hypothesis().name() + "." + j,
              C4Interchange.tensor(beside(j)));
      random.add(
          IntStream.range(0, Math.min(FEW, cells.size()))
              .mapToObj(i -> resampled(sheet, i, name))
              .toList());
    }
  }

  /** A random subspace of the same dimension that holds nothing of Z. */
  private double[][] beside(int j) {
    double[][] own = z.subspace().basis();
    int d = own.length;
    int r = own[0].length;
    int kept = Math.min(r, d - r);
    double[][] random = new RandomSubspace(kept, setting.options().seed() * 1000 + j).basis(d);
    double[][] all = new double[r + kept][d]; // rows: Z, then random ones
    for (int k = 0; k < r + kept; k++) {
      for (int i = 0; i < d; i++) {
        all[k][i] = k < r ? own[i][k] : random[i][k - r];
      }
    }
    for (int k = r; k < all.length; k++) {
      for (int twice = 0; twice < 2; twice++) {
        for (int before = 0; before < k; before++) {
          double along = dot(all[k], all[before]);
          for (int i = 0; i < d; i++) {
            all[k][i] -= along * all[before][i];
          }
        }
      }
      double norm = Math.sqrt(dot(all[k], all[k]));
      for (int i = 0; i < d; i++) {
        all[k][i] /= norm;
      }
    }
    double[][] basis = new double[d][kept];
    for (int i = 0; i < d; i++) {
      for (int k = 0; k < kept; k++) {
        basis[i][k] = all[r + k][i];
      }
    }
    return basis;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private String resampled(CellSheet sheet, int i, String basis) {
    return sheet.ask(
        bases.get(i),
        new Interchange(
            Site.at(z.point(), Positions.LAST),
            sheet.prompt(donors.get(i).tokens()),
            basis,
            Positions.LAST));
  }

  /** {@code [row]}: answers, a row a cell and coordinate. */
  private double[] scaled(Answers answers, List<String> ids) {
    return ids.stream()
        .flatMapToDouble(id -> Arrays.stream(setting.task().scale(answers.among(id))))
        .toArray();
  }

  private double[] foretold() {
    return cells.stream().flatMapToDouble(c -> Arrays.stream(setting.foretold(c))).toArray();
  }

  /** The question and the coordinate of a row: within these, slopes are taken. */
  private List<String> groups(int coordinates) {
    return cells.stream()
        .flatMap(
            c ->
                IntStream.range(0, coordinates)
                    .mapToObj(k -> c.question().name() + c.presentation().name() + k))
        .toList();
  }

  private Clusters clusters(int coordinates) {
    return Clusters.of(
        cells.stream()
            .flatMap(c -> IntStream.range(0, coordinates).mapToObj(_ -> c.multiset()))
            .toList());
  }

  /** Slope of y on x within groups. */
  private static double slope(double[] x, double[] y, List<String> groups, int[] rows) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (int i : rows) {
      double[] sum = sums.computeIfAbsent(groups.get(i), _ -> new double[5]);
      sum[0]++;
      sum[1] += x[i];
      sum[2] += y[i];
      sum[3] += x[i] * x[i];
      sum[4] += x[i] * y[i];
    }
    double xx = 0;
    double xy = 0;
    for (double[] s : sums.values()) {
      xx += s[3] - s[1] * s[1] / s[0];
      xy += s[4] - s[1] * s[2] / s[0];
    }
    return xy / xx;
  }

  private record Measured(double share, ConfidenceInterval ninety, ConfidenceInterval interval) {}

  private Measured measure(Answers answers) {
    double[] x = foretold();
    double[] y = scaled(answers, before);
    double[] edited = scaled(answers, after);
    int coordinates = x.length / cells.size();
    List<String> groups = groups(coordinates);
    Bootstrap bootstrap =
        Bootstrap.of(
            clusters(coordinates),
            rows -> 1 - Math.abs(slope(x, edited, groups, rows)) / slope(x, y, groups, rows),
            setting.options().resamples(),
            setting.options().seed());
    return new Measured(
        bootstrap.estimate(), bootstrap.percentile(.90), bootstrap.percentile(CONFIDENCE));
  }

  /** The share of the evidence slope that goes, with the interval by which TOST decides. */
  ConfidenceInterval ninety(Answers answers) {
    return measure(answers).ninety();
  }

  double[] nullShares(Answers answers) {
    int few = Math.min(FEW, cells.size());
    double[] x = foretold();
    int coordinates = x.length / cells.size();
    double[] some = Arrays.copyOf(x, few * coordinates);
    double[] y = scaled(answers, before.subList(0, few));
    List<String> groups = groups(coordinates);
    int[] rows = IntStream.range(0, some.length).toArray();
    double own = slope(some, y, groups, rows);
    return random.stream()
        .mapToDouble(ids -> 1 - Math.abs(slope(some, scaled(answers, ids), groups, rows)) / own)
        .toArray();
  }

  @Override
  public Finding judge(Answers answers) {
    Thresholds lines = setting.thresholds();
    Measured measured = measure(answers);
    double[] shares = nullShares(answers);
    double line =
        shares.length == 0 ? Double.NEGATIVE_INFINITY : Quantiles.of(shares, lines.neededLevel());
    return Finding.of(
        ID,
        NAME,
        Status.of(measured.share() >= lines.needed() && measured.share() > line),
        "share of the evidence slope that goes",
        measured.share(),
        measured.interval(),
        "at least %s, above the %.0fth percentile of random subspaces"
            .formatted(lines.needed(), 100 * lines.neededLevel()),
        shares.length == 0 ? List.of() : List.of(Quantiles.of(shares, .025), line),
        cells.size(),
        String.format(
            Locale.ROOT,
            "With another prompt's Z the answers follow the evidence %.0f %% less.",
            100 * measured.share()),
        Map.of(
            "tost_low", measured.ninety().low(),
            "tost_high", measured.ninety().high(),
            "null", line));
  }
}
