package dev.credence.lab.study;

import dev.credence.lab.study.MeasuredCurve.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was found about heads, in a few sentences. */
final class HeadWords {
  private static final double SIGNIFICANT = .05;

  private HeadWords() {}

  static String of(
      HeadResult.Single single, List<MeasuredCurve> curves, HeadBackups backups, List<Head> heads) {
    return String.join(
        " ",
        alone(single, heads),
        together(curves.getFirst(), "restore"),
        together(curves.get(1), "lose"),
        atAnswer(single, curves.get(2), heads),
        standIn(backups));
  }

  private static String alone(HeadResult.Single single, List<Head> heads) {
    double[] totals = single.alone().totals();
    int best = greatest(totals);
    long significant = Arrays.stream(single.tests().family()).filter(p -> p <= SIGNIFICANT).count();
    return String.format(
        Locale.ROOT,
        "Of %d heads the one that alone restores most of the difference that evidence makes is %s"
            + " (%s). %s the answer the way of exact Bayes more often than chance (p <= .05 for all"
            + " heads together).",
        heads.size(),
        heads.get(best),
        percent(totals[best]),
        significant == 0 ? "None moves" : significant == 1 ? "1 moves" : significant + " move");
  }

  private static String together(MeasuredCurve curve, String verb) {
    int k = curve.fewest(.5);
    if (k == 0) {
      return String.format(
          Locale.ROOT, "No number of heads patched together would %s half of it.", verb);
    }
    Point point = curve.at(k);
    String chance =
        !point.canBeJudged()
            ? "too few random sets to compare"
            : String.format(
                Locale.ROOT,
                "random sets of as many: median %s, %s",
                percent(point.random(.5)),
                point.beatsChance() ? "90 % are below" : "more than 10 % reach as much");
    return String.format(
        Locale.ROOT,
        "%s %s %s of it (%s).",
        k == 1 ? "The first head" : "The first " + k + " heads together",
        k == 1 ? verb + "s" : verb,
        percent(point.effect()),
        chance);
  }

  private static String atAnswer(HeadResult.Single single, MeasuredCurve curve, List<Head> heads) {
    double[] totals = single.atAnswer().totals();
    int best = greatest(totals);
    int k = curve.fewest(.5);
    String need = k == 0 ? "no number of heads does half" : "half takes " + k;
    return String.format(
        Locale.ROOT,
        "Where the answer is read, %s does most alone (%s), and %s.",
        heads.get(best),
        percent(totals[best]),
        need);
  }

  private static String standIn(HeadBackups backups) {
    List<Head> found = backups.backups();
    return found.isEmpty()
        ? String.format(
            Locale.ROOT, "With %s taken away there, no other head does more.", backups.away())
        : String.format(
            Locale.ROOT,
            "With %s taken away there, %s: backup heads.",
            backups.away(),
            found.stream().map(Head::toString).collect(Collectors.joining(", "))
                + (found.size() == 1 ? " does more" : " do more"));
  }

  private static int greatest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
