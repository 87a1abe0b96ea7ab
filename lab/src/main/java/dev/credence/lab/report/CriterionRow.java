package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A criterion as the study's table has it.
 *
 * @param id such as {@code C4}
 * @param name what is asked, in words
 * @param status {@code pass}, {@code fail}, {@code not-applicable} or {@code undecided}
 * @param statistic what was measured, in words
 * @param value of it; NaN where there is none
 * @param low of its 95 % interval; NaN where there is none
 * @param high likewise
 * @param threshold what was asked for, in words
 * @param nullLow of the band of nulls; NaN where there is none
 * @param nullHigh likewise
 * @param n how many answers it rests on
 * @param reason one sentence
 */
record CriterionRow(
    String id,
    String name,
    String status,
    String statistic,
    double value,
    double low,
    double high,
    String threshold,
    double nullLow,
    double nullHigh,
    int n,
    String reason) {

  /** "at least 0.8" and the like; a digit that belongs to a name, as in R2, stands elsewhere. */
  private static final Pattern LINE =
      Pattern.compile("(at least|at most|below) ([0-9]*\\.?[0-9]+)");

  static List<CriterionRow> of(Table table) {
    List<String> ids = table.strings("criterion");
    double[] value = table.doubles("value");
    double[] low = table.doubles("low");
    double[] high = table.doubles("high");
    double[] nullLow = table.doubles("null_low");
    double[] nullHigh = table.doubles("null_high");
    double[] n = table.doubles("n");
    List<CriterionRow> rows = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      rows.add(
          new CriterionRow(
              ids.get(i),
              table.strings("name").get(i),
              table.strings("status").get(i),
              table.strings("statistic").get(i),
              value[i],
              low[i],
              high[i],
              table.strings("threshold").get(i),
              nullLow[i],
              nullHigh[i],
              (int) n[i],
              Numbers.withoutNegativeZero(table.strings("reason").get(i))));
    }
    return rows;
  }

  /**
   * The line that the statistic has to be on one side of.
   *
   * @param at where it is; NaN where the threshold is not a number
   * @param below whether smaller is better
   */
  record Line(double at, boolean below) {}

  /** As the words of the threshold say: a lead has its line at 0, all others name a number. */
  Line line() {
    if (threshold.contains("ahead of every rival")) {
      return new Line(0, false);
    }
    // The loss of mass is the second number of its criterion, and alone where there are no texts.
    boolean loss = statistic.contains("lose");
    String words = loss ? threshold.substring(Math.max(0, threshold.indexOf("loss"))) : threshold;
    Matcher found = LINE.matcher(words);
    return found.find()
        ? new Line(Double.parseDouble(found.group(2)), !found.group(1).equals("at least"))
        : new Line(Double.NaN, false);
  }

  boolean is(String word) {
    return status.equals(word);
  }

  /** "not applicable" for {@code not-applicable}. */
  String word() {
    return status.replace('-', ' ');
  }

  /** ".980 [.961, .992]", or nothing where nothing was measured. */
  String measured() {
    if (!Double.isFinite(value)) {
      return "";
    }
    return Numbers.plain(value)
        + (Double.isFinite(low) && Double.isFinite(high)
            ? " [" + Numbers.plain(low) + ", " + Numbers.plain(high) + "]"
            : "");
  }
}
