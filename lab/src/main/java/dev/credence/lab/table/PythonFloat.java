package dev.credence.lab.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A double as Python's {@code repr} writes it: the shortest decimal that reads back as the same
 * double, plain between 1e-4 and 1e16, with an exponent of two digits or more outside.
 */
public final class PythonFloat {
  /** Decimal exponents below this are written with {@code e}. */
  private static final int LEAST_PLAIN = -4;

  /** Decimal exponents from here on are written with {@code e}. */
  private static final int FIRST_LARGE = 16;

  private PythonFloat() {}

  /**
   * The text of a number.
   *
   * @param value any double
   * @return {@code 0.1}, {@code 1e-05}, {@code 1.5e+16}, {@code nan}, {@code -inf}, ...
   */
  public static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = shortest(value);
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale(); // of the first digit
    String sign = value < 0 ? "-" : "";
    if (exponent < LEAST_PLAIN || exponent >= FIRST_LARGE) {
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      String size = Integer.toString(Math.abs(exponent));
      return sign
          + mantissa
          + "e"
          + (exponent < 0 ? "-" : "+")
          + (size.length() < 2 ? "0" : "")
          + size;
    }
    String plain = decimal.abs().toPlainString();
    return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
  }

  /** Java writes two digits at least, which for subnormal numbers may be one too many. */
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal one = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (one.doubleValue() == value) {
        return one.stripTrailingZeros();
      }
    }
    return decimal;
  }
}
