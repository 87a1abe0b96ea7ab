package dev.credence.lab.table;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonFloatTest {

  /** The right column is what CPython's repr prints. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "0.1, 0.1",
    "-2.5, -2.5",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.000015, 1.5e-05",
    "1.2345678901234567e-7, 1.2345678901234566e-07",
    "123456789012345680, 1.2345678901234568e+17",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "1e100, 1e+100",
    "1.2412670766236366e-16, 1.2412670766236366e-16",
    "4.9e-324, 5e-324",
    "1e-322, 1e-322",
    "2e-323, 2e-323",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2e23, 2e+23",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void writesWhatPythonWrites(double value, String repr) {
    assertThat(PythonFloat.repr(value)).isEqualTo(repr);
  }

  @Property
  void readsBackAsTheSameNumber(@ForAll double value) {
    assertThat(Double.parseDouble(PythonFloat.repr(value))).isEqualTo(value);
  }
}
