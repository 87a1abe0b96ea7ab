package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, .000",
    "0.0608, .061",
    "1, 1.000",
    "-0.25, \u2212.250",
    "-0.0001, .000",
    "0.9999, 1.000"
  })
  void sharesHaveThreeDecimalsAndNoLeadingZero(double value, String text) {
    assertThat(Numbers.share(value)).isEqualTo(text);
  }

  /** Names, exponents and other numbers keep what looks like it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slope -0.00, R2 -0.05|slope 0.00, R2 -0.05",
        "it is \u22120.000.|it is 0.000.",
        "by -0 % or -.00|by 0 % or .00",
        "-0|0",
        "1e-05, 3-0, gpt-0, -0.001, -0.0e1, -10, -0.10|1e-05, 3-0, gpt-0, -0.001, -0.0e1, -10, -0.10"
      })
  void whatWasRoundedToZeroHasNoSign(String sentence, String mended) {
    assertThat(Numbers.withoutNegativeZero(sentence)).isEqualTo(mended);
  }

  @Test
  void negativeZeroIsWrittenAsZero() {
    assertThat(Numbers.plain(-0.0)).isEqualTo("0");
    assertThat(Numbers.plain(-1e-5)).isEqualTo(".000");
    assertThat(Numbers.brief(-0.0)).isEqualTo("0");
    assertThat(Numbers.signed(-1e-5)).isEqualTo(".000");
    Table table = Table.builder("t", "whole", "part").row(-0.0, -0.0).row(1.0, .5).build();
    assertThat(TableMarkup.of(table)).contains(">0<", ">0.0000").doesNotContain(">\u22120");
  }

  @Test
  void whatIsMissingIsNotANumber() {
    assertThat(Numbers.share(Double.NaN)).isEqualTo("not measured");
  }

  @Test
  void positiveNumbersCanCarryTheirSign() {
    assertThat(Numbers.signed(.5)).isEqualTo("+.500");
    assertThat(Numbers.signed(-.5)).isEqualTo("\u2212.500");
    assertThat(Numbers.signed(0)).isEqualTo(".000");
  }

  @Test
  void countsAreReadable() {
    assertThat(Numbers.count(1306, "cell")).isEqualTo("1,306 cells");
    assertThat(Numbers.count(1, "row")).isEqualTo("1 row");
  }

  /** t(.975, 4) = 2.776445; the standard error of 1..5 is sqrt(2.5 / 5). */
  @Test
  void anIntervalIsStudents() {
    Interval interval = Interval.of(new double[] {1, 2, Double.NaN, 3, 4, 5});
    assertThat(interval.n()).isEqualTo(5);
    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.high() - 3).isCloseTo(2.776445 * Math.sqrt(.5), within(1e-6));
    assertThat(3 - interval.low()).isCloseTo(interval.high() - 3, within(1e-12));
  }

  @Test
  void oneValueHasNoInterval() {
    assertThat(Interval.of(new double[] {.4})).isEqualTo(new Interval(.4, .4, .4, 1));
    assertThat(Interval.of(new double[0]).n()).isZero();
  }
}
