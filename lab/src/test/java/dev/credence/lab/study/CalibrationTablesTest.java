package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A record of five trials, summed up by hand. */
class CalibrationTablesTest {
  private static Gate.Trial trial(
      String control, long seed, String verdict, boolean right, double c4, double c5) {
    return new Gate.Trial(
        control, "M1", seed, verdict, "wanted", right, verdict.equals("m"), false, c4, .5, c5, 2);
  }

  private static final Gate GATE =
      new Gate(
          "1-abc",
          List.of(
              trial("mixed-1", 0, "m", true, 1, .9),
              trial("mixed-1", 1, "m", true, .8, .7),
              trial("mixed-1", 2, "i", false, .3, Double.NaN),
              trial("mixed-0.5", 0, "i", true, .1, .4),
              trial("markov", 0, "n", true, Double.NaN, Double.NaN)));

  @Test
  void everyControlIsCounted() {
    Table table = CalibrationTables.byControl(GATE);
    assertThat(table.strings("control")).containsExactly("mixed-1", "mixed-0.5", "markov");
    assertThat(table.doubles("seeds")).containsExactly(3, 1, 1);
    assertThat(table.doubles("right")).containsExactly(2, 1, 1);
    assertThat(table.doubles("mechanism")).containsExactly(2, 0, 0);
    assertThat(table.doubles("c4_quality")).containsExactly(.8, .1, Double.NaN);
    assertThat(table.doubles("c5_share")[0]).isEqualTo(.8);
    assertThat(table.strings("verdicts").getFirst()).isEqualTo("2 m; 1 i");
  }

  @Test
  void powerIsToldByTheShareAscending() {
    Table table = CalibrationTables.power(GATE);
    assertThat(table.doubles("w")).containsExactly(.5, 1);
    assertThat(table.doubles("c4_least")).containsExactly(.1, .3);
    assertThat(table.doubles("c4_most")).containsExactly(.1, 1);
    assertThat(table.doubles("c5_least")).containsExactly(.4, .7);
    assertThat(table.doubles("mechanism")).containsExactly(0, 2);
  }
}
