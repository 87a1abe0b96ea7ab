package dev.credence.lab.study;

import dev.credence.lab.statistics.Spread;
import dev.credence.lab.study.Gate.Trial;
import dev.credence.lab.table.Table;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A calibration record, summed up: control by control, and the power of C4 and C5 by the share of
 * the answer that a belief carries.
 */
public final class CalibrationTables {
  /** Names of the models in which a belief carries a share of the answer begin so. */
  private static final String MIXED = "mixed-";

  private CalibrationTables() {}

  /**
   * How every control fared.
   *
   * @param gate the record
   * @return a row a control, in the order of the record: how many seeds, how many came out right,
   *     how many as a mechanism, medians over seeds, and every verdict with its count
   */
  public static Table byControl(Gate gate) {
    Table.Builder table =
        Table.builder(
            "calibration_by_control",
            "control",
            "group",
            "expected",
            "seeds",
            "right",
            "mechanism",
            "c4_quality",
            "c4_slope",
            "c5_share",
            "seconds",
            "verdicts");
    by(gate.trials(), Trial::control)
        .forEach(
            (control, of) ->
                table.row(
                    control,
                    of.getFirst().group(),
                    of.getFirst().expected(),
                    (double) of.size(),
                    count(of, Trial::right),
                    count(of, Trial::mechanism),
                    median(of, Trial::c4),
                    median(of, Trial::slope),
                    median(of, Trial::c5),
                    median(of, Trial::seconds),
                    verdicts(of)));
    return table.build();
  }

  /**
   * What C4 and C5 make of models in which a belief carries a share w of the answer and a look-up
   * table the rest.
   *
   * @param gate the record
   * @return a row a share, ascending, with medians and ranges over seeds; no rows if no such model
   *     was tried
   */
  public static Table power(Gate gate) {
    Table.Builder table =
        Table.builder(
            "power",
            "w",
            "seeds",
            "mechanism",
            "c4_quality",
            "c4_least",
            "c4_most",
            "c4_slope",
            "c5_share",
            "c5_least",
            "c5_most",
            "verdicts");
    by(gate.trials().stream().filter(t -> t.control().startsWith(MIXED)).toList(), Trial::control)
        .values()
        .stream()
        .sorted(Comparator.comparingDouble(CalibrationTables::share))
        .forEach(
            of ->
                table.row(
                    share(of),
                    (double) of.size(),
                    count(of, Trial::mechanism),
                    median(of, Trial::c4),
                    least(of, Trial::c4),
                    most(of, Trial::c4),
                    median(of, Trial::slope),
                    median(of, Trial::c5),
                    least(of, Trial::c5),
                    most(of, Trial::c5),
                    verdicts(of)));
    return table.build();
  }

  private static double share(List<Trial> of) {
    return Double.parseDouble(of.getFirst().control().substring(MIXED.length()));
  }

  private static Map<String, List<Trial>> by(List<Trial> trials, Function<Trial, String> key) {
    return trials.stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }

  private static double count(List<Trial> of, Predicate<Trial> which) {
    return of.stream().filter(which).count();
  }

  private static double[] each(List<Trial> of, ToDoubleFunction<Trial> value) {
    return of.stream().mapToDouble(value).filter(Double::isFinite).toArray();
  }

  private static double median(List<Trial> of, ToDoubleFunction<Trial> value) {
    return Spread.median(each(of, value));
  }

  private static double least(List<Trial> of, ToDoubleFunction<Trial> value) {
    return Arrays.stream(each(of, value)).min().orElse(Double.NaN);
  }

  private static double most(List<Trial> of, ToDoubleFunction<Trial> value) {
    return Arrays.stream(each(of, value)).max().orElse(Double.NaN);
  }

  /** The most frequent first. */
  private static String verdicts(List<Trial> of) {
    return by(of, Trial::verdict).entrySet().stream()
        .sorted(Comparator.comparingInt(e -> -e.getValue().size()))
        .map(e -> e.getValue().size() + " " + e.getKey())
        .collect(Collectors.joining("; "));
  }
}
