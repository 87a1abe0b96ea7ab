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
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * C5: is Z needed? Where the answer is read, every prompt is given the Z of every other prompt
 * about the same question in turn, and the slope of its mean answer on what the fitted observer
 * would answer is measured within questions, before and after.
 *
 * <pre>
 * share lost = 1 - |slope after| / slope before
 * </pre>
 *
 * <p>Resampled, not zeroed: all values are ones that the model makes itself. A model that reads its
 * evidence through Z alone loses all of it, whatever the donors. The nulls are pushes as far as Z
 * is moved, along random directions at right angles to it: one that shared a part with Z would
 * partly be Z.
 */
final class C5Needed implements Criterion {
  static final String ID = "C5";
  static final String NAME = "the evidence needs it";
  private static final double CONFIDENCE = .95;

  /** Prompts of one question that are given each other's Z. */
  private static final int GROUP = 12;

  /** Prompts that are pushed along each random direction. */
  private static final int FEW = 160;

  /** Slope of the answers below which they do not follow the evidence: nothing is there to lose. */
  private static final double LEAST_OWN = .2;

  private final Setting setting;
  private final Representation z;
  private final int nulls;
  private final List<DesignCell> cells;
  private final List<List<Integer>> donors; // [cell]: cells of its question, itself too
  private final List<Asked> asked;
  private final List<String> before = new ArrayList<>();
  private final List<List<String>> after = new ArrayList<>();
  private final List<List<String>> random = new ArrayList<>();

  C5Needed(Setting setting, Representation z, int nulls) {
    this.setting = setting;
    this.z = z;
    this.nulls = nulls;
    Map<List<Object>, List<DesignCell>> groups = new LinkedHashMap<>();
    for (DesignCell cell :
        NumpyRandom.ofSeed(setting.options().seed() + 57).permutation(setting.confirm())) {
      List<DesignCell> group =
          groups.computeIfAbsent(
              List.of(cell.question(), cell.presentation()), _ -> new ArrayList<>());
      if (group.size() < GROUP) {
        group.add(cell);
      }
    }
    this.cells = new ArrayList<>();
    this.donors = new ArrayList<>();
    for (List<DesignCell> group : groups.values()) {
      List<Integer> members =
          IntStream.range(cells.size(), cells.size() + group.size()).boxed().toList();
      group.forEach(_ -> donors.add(members));
      cells.addAll(group);
    }
    this.asked = cells.stream().map(setting.interview()::ask).toList();
  }

  @Override
  public void ask(CellSheet sheet) {
    Exchanges.Place place = z.on(sheet);
    for (int i = 0; i < cells.size(); i++) {
      before.add(sheet.ask(asked.get(i)));
      int base = i;
      after.add(donors.get(i).stream().map(j -> given(sheet, base, j, place)).toList());
    }
    double[] moves = moves();
    for (int j = 0; j < nulls; j++) {
      String name =
          sheet.tensor(
              "beside." + z.point().name() + "." + z.hypothesis().name() + "." + j,
              NdArray.of(beside(j)));
      random.add(some().mapToObj(i -> pushed(sheet, i, name, moves[i])).toList());
    }
  }

  /** Of every question some. */
  private IntStream some() {
    int stride = Math.max(1, cells.size() / FEW);
    return IntStream.range(0, cells.size()).filter(i -> i % stride == 0).limit(FEW);
  }

  private String given(CellSheet sheet, int base, int donor, Exchanges.Place place) {
    return base == donor
        ? sheet.ask(asked.get(base))
        : sheet.ask(asked.get(base), place.from(sheet, asked.get(donor)));
  }

  /** As far along a random direction as Z is moved. */
  private String pushed(CellSheet sheet, int i, String vector, double move) {
    return sheet.ask(asked.get(i), new Steer(Site.at(z.point(), Positions.LAST), vector, move));
  }

  /**
   * How far Z is moved in each cell by one of its donors, up or down at random: a push that went
   * with the belief's change would undo the evidence along any direction that does something.
   */
  private double[] moves() {
    float[][] held = setting.behaviour().activations(z.point(), cells);
    double[][] basis = z.subspace().basis();
    double[] moves = new double[cells.size()];
    NumpyRandom draws = NumpyRandom.ofSeed(setting.options().seed() + 58);
    for (int i = 0; i < moves.length; i++) {
      int donor = donors.get(i).get(draws.integers(donors.get(i).size()));
      double squares = 0;
      for (int k = 0; k < basis[0].length; k++) {
        double along = 0;
        for (int d = 0; d < basis.length; d++) {
          along += basis[d][k] * (held[donor][d] - held[i][d]);
        }
        squares += along * along;
      }
      moves[i] = (draws.integers(2) == 0 ? 1 : -1) * Math.sqrt(squares);
    }
    return moves;
  }

  /** A random direction of length 1 at right angles to Z. */
  private float[] beside(int j) {
    double[][] own = z.subspace().basis();
    int d = own.length;
    double[][] random = new RandomSubspace(1, setting.options().seed() * 1000 + j).basis(d);
    double[] vector = new double[d];
    Arrays.setAll(vector, i -> random[i][0]);
    for (int k = 0; k < own[0].length; k++) {
      double along = 0;
      for (int i = 0; i < d; i++) {
        along += own[i][k] * vector[i];
      }
      for (int i = 0; i < d; i++) {
        vector[i] -= along * own[i][k];
      }
    }
    double norm = Math.sqrt(dot(vector, vector));
    float[] unit = new float[d];
    for (int i = 0; i < d; i++) {
      unit[i] = norm == 0 ? 0 : (float) (vector[i] / norm);
    }
    return unit;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** {@code [row]}: the mean answer over donors, a row a cell and coordinate. */
  private double[] meanAfter(Answers answers) {
    return after.stream()
        .flatMapToDouble(
            ids -> {
              double[] each = scaled(answers, ids);
              int coordinates = each.length / ids.size();
              return IntStream.range(0, coordinates)
                  .mapToDouble(
                      c ->
                          IntStream.range(0, ids.size())
                              .mapToDouble(d -> each[d * coordinates + c])
                              .average()
                              .orElseThrow());
            })
        .toArray();
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
    double[] edited = meanAfter(answers);
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
    int[] few = some().toArray();
    double[] x = foretold();
    int coordinates = x.length / cells.size();
    int[] kept =
        IntStream.of(few)
            .flatMap(i -> IntStream.range(i * coordinates, (i + 1) * coordinates))
            .toArray();
    double[] some = IntStream.of(kept).mapToDouble(i -> x[i]).toArray();
    List<String> all = groups(coordinates);
    List<String> groups = IntStream.of(kept).mapToObj(all::get).toList();
    double[] y = scaled(answers, IntStream.of(few).mapToObj(before::get).toList());
    int[] rows = IntStream.range(0, some.length).toArray();
    double own = slope(some, y, groups, rows);
    return random.stream()
        .mapToDouble(ids -> 1 - Math.abs(slope(some, scaled(answers, ids), groups, rows)) / own)
        .toArray();
  }

  /** Slope of the unedited answers. */
  private double ownSlope(Answers answers) {
    double[] x = foretold();
    List<String> groups = groups(x.length / cells.size());
    return slope(x, scaled(answers, before), groups, IntStream.range(0, x.length).toArray());
  }

  @Override
  public Finding judge(Answers answers) {
    Thresholds lines = setting.thresholds();
    String threshold =
        "at least %s, above the %.0fth percentile of random subspaces"
            .formatted(lines.needed(), 100 * lines.neededLevel());
    double own = ownSlope(answers);
    if (!(own >= LEAST_OWN)) {
      return Finding.notApplicable(
          ID,
          NAME,
          threshold,
          String.format(
              Locale.ROOT,
              "Within questions the answers follow the evidence with a slope of %.2f: there is"
                  + " nothing to lose.",
              own));
    }
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
        threshold,
        shares.length == 0 ? List.of() : List.of(Quantiles.of(shares, .025), line),
        cells.size(),
        measured.share() < 0
            ? "With another prompt's Z the answers follow the evidence no less."
            : String.format(
                Locale.ROOT,
                "With another prompt's Z the answers follow the evidence %.0f %% less.",
                100 * measured.share()),
        Map.of(
            "tost_low", measured.ninety().low(),
            "tost_high", measured.ninety().high(),
            "null", line));
  }
}
