package dev.credence.app;

import dev.credence.lab.study.CalibrationTables;
import dev.credence.lab.study.Gate;
import dev.credence.lab.table.Table;
import java.util.List;
import java.util.Locale;

/** The text of {@code docs/calibration.md}, from the record that ships. */
final class CalibrationPage {
  private static final List<String> COUNTS = List.of("seeds", "right", "mechanism");

  private CalibrationPage() {}

  static String text() {
    Gate gate = Gate.shipped();
    StringBuilder page =
        new StringBuilder(
            """
            # Calibration

            How the instrument judged models whose mechanism is known; written from the record that \
            ships, which `./credence study --calibrate --seeds 20` makes anew. Every trial has a seed \
            of its own: basis, dimensions and dead features of the model, evidence, splits and every \
            draw; of trained models there are fewer, each judged under several seeds of the study. C4 \
            is the smaller R2 about the diagonal, the slope that of donors of other pairs, C5 the share \
            of the evidence slope that goes; medians over seeds, blank where a criterion does not \
            apply.

            """);
    page.append("Instrument `%s`: %s right.\n\n".formatted(gate.instrument(), gate.summary()));
    page.append("## Controls\n\n");
    append(page, CalibrationTables.byControl(gate), List.of("seconds"));
    page.append(
        """

        ## Power

        Models in which a belief carries a share w of the answer and a look-up table the rest. The \
        rule asks C4 for .8 and C5 for .5; below, "evidence held as counts", "readable, unused" and \
        "inconclusive" are what there is to be found.

        """);
    append(page, CalibrationTables.power(gate), List.of());
    return page.toString();
  }

  private static void append(StringBuilder page, Table table, List<String> without) {
    List<String> names = table.columns().stream().filter(c -> !without.contains(c)).toList();
    page.append("| ").append(String.join(" | ", names).replace('_', ' ')).append(" |\n");
    page.append("|---".repeat(names.size())).append("|\n");
    for (List<Object> row : table.rows()) {
      page.append('|');
      for (String name : names) {
        page.append(' ').append(cell(name, row.get(table.columns().indexOf(name)))).append(" |");
      }
      page.append('\n');
    }
  }

  private static String cell(String column, Object value) {
    if (!(value instanceof Double number)) {
      return String.valueOf(value);
    }
    if (!Double.isFinite(number)) {
      return "";
    }
    return COUNTS.contains(column)
        ? String.valueOf(number.longValue())
        : String.format(Locale.ROOT, column.equals("w") ? "%.2f" : "%.3f", number);
  }
}
