package dev.credence.lab.report;

import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exchanges with donors of one kind: what each hypothesis foretold, and what happened.
 *
 * @param set {@code same question} or {@code other pair}
 * @param table rows of this set alone
 */
record Exchange(String set, Table table) {
  private static final String FORETOLD = "foretold_";
  private static final int RESAMPLES = 500;

  /** Changes that are rounding, squared and on the scale of nats. */
  private static final double NOTHING = 1e-10;

  /**
   * How observed changes agree with foretold ones.
   *
   * @param slope of observed on foretold; NaN where nothing different was foretold
   * @param intercept of the same line
   * @param r2 about the diagonal; NaN where nothing moved
   * @param low of the slope's 95 % interval, clusters of equal base evidence drawn anew; NaN where
   *     there is no slope
   * @param high likewise
   * @param n how many changes
   */
  record Agreement(double slope, double intercept, double r2, double low, double high, int n) {}

  static List<Exchange> of(Table table) {
    return table.strings("set").stream()
        .distinct()
        .map(set -> new Exchange(set, table.where("set", set)))
        .toList();
  }

  /** Names of hypotheses, as the table's columns have them. */
  static List<String> hypotheses(Table table) {
    return table.columns().stream()
        .filter(c -> c.startsWith(FORETOLD))
        .map(c -> c.substring(FORETOLD.length()))
        .toList();
  }

  static String column(String hypothesis) {
    return FORETOLD + hypothesis;
  }

  /** A hypothesis in words. */
  static String words(String hypothesis) {
    return switch (hypothesis) {
      case "log_odds" -> "belief";
      case "oriented_log_odds" -> "oriented belief";
      default -> hypothesis.replace('_', ' ');
    };
  }

  double[] foretold(String hypothesis) {
    return table.doubles(column(hypothesis));
  }

  double[] observed() {
    return table.doubles("observed");
  }

  /** Its exchanges as points: who, from whom, what each hypothesis foretold, what happened. */
  Rows points(List<String> hypotheses) {
    Table t = table;
    List<String> baseQuestion = t.strings("base_question");
    List<String> base = t.strings("base_evidence");
    List<String> donorQuestion = t.strings("donor_question");
    List<String> donor = t.strings("donor_evidence");
    double[] observed = observed();
    List<double[]> foretold = hypotheses.stream().map(this::foretold).toList();
    var rows = new Rows();
    for (int i = 0; i < t.size(); i++) {
      List<Object> row =
          new ArrayList<>(
              List.of(
                  "base", baseQuestion.get(i) + ": " + base.get(i),
                  "donor", donorQuestion.get(i) + ": " + donor.get(i),
                  "observed", observed[i]));
      for (int h = 0; h < hypotheses.size(); h++) {
        row.add(column(hypotheses.get(h)));
        row.add(foretold.get(h)[i]);
      }
      rows.add(row.toArray());
    }
    return rows;
  }

  Agreement agreement(String hypothesis) {
    double[] foretold = foretold(hypothesis);
    double[] observed = observed();
    int[] all = IntStream.range(0, foretold.length).toArray();
    double[] line = line(foretold, observed, all);
    double low = Double.NaN;
    double high = Double.NaN;
    Clusters clusters = clusters();
    if (Double.isFinite(line[0]) && clusters.count() > 1) {
      ConfidenceInterval interval =
          Bootstrap.of(clusters, rows -> line(foretold, observed, rows)[0], RESAMPLES, 0)
              .percentile(.95);
      low = interval.low();
      high = interval.high();
    }
    return new Agreement(line[0], line[1], line[2], low, high, foretold.length);
  }

  /** Orders of the same draws are one cluster. */
  private Clusters clusters() {
    List<String> keys = new ArrayList<>();
    List<String> evidence = table.strings("base_evidence");
    for (String draws : evidence) {
      char[] sorted = draws.toCharArray();
      Arrays.sort(sorted);
      keys.add(new String(sorted).strip());
    }
    return Clusters.of(keys);
  }

  /** Slope, intercept, R2 about the diagonal. */
  private static double[] line(double[] x, double[] y, int[] rows) {
    double meanX = Arrays.stream(rows).mapToDouble(i -> x[i]).average().orElse(Double.NaN);
    double meanY = Arrays.stream(rows).mapToDouble(i -> y[i]).average().orElse(Double.NaN);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double missed = 0;
    for (int i : rows) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
      missed += (y[i] - x[i]) * (y[i] - x[i]);
    }
    double slope = xx > NOTHING * rows.length ? xy / xx : Double.NaN;
    return new double[] {
      slope, meanY - slope * meanX, yy > NOTHING * rows.length ? 1 - missed / yy : Double.NaN
    };
  }
}
