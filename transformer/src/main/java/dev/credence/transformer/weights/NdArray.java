package dev.credence.transformer.weights;

import java.util.Arrays;

/**
 * Numbers with a shape, on the Java heap: the vectors, means and bases that interventions name,
 * captured activations, probes. Values lie in C order (last axis fastest).
 *
 * <p>Two arrays are equal if type, shape and every value are (NaN equals NaN, 0.0 does not equal
 * -0.0). The values are not copied on the way in or out: whoever hands an array over leaves it
 * alone from then on.
 */
public sealed interface NdArray {

  /** {@return sizes, outermost first; a copy} */
  long[] shape();

  /** {@return the number of values} */
  int size();

  /** {@return the values in single precision: the array itself if it is, else rounded copies} */
  float[] floats();

  /** {@return the values in double precision: the array itself if it is, else copies} */
  double[] doubles();

  /** {@return the number of axes} */
  default int rank() {
    return shape().length;
  }

  /**
   * Single-precision numbers.
   *
   * @param values in C order
   * @param shape sizes, outermost first; none for a vector of all values
   * @return an array over {@code values}
   * @throws IllegalArgumentException if the shape does not hold that many
   */
  static NdArray of(float[] values, long... shape) {
    return new Float32(shape.length == 0 ? new long[] {values.length} : shape, values);
  }

  /**
   * Double-precision numbers.
   *
   * @param values in C order
   * @param shape sizes, outermost first; none for a vector of all values
   * @return an array over {@code values}
   * @throws IllegalArgumentException if the shape does not hold that many
   */
  static NdArray of(double[] values, long... shape) {
    return new Float64(shape.length == 0 ? new long[] {values.length} : shape, values);
  }

  /**
   * 64-bit integers.
   *
   * @param values in C order
   * @param shape sizes, outermost first; none for a vector of all values
   * @return an array over {@code values}
   * @throws IllegalArgumentException if the shape does not hold that many
   */
  static NdArray of(long[] values, long... shape) {
    return new Int64(shape.length == 0 ? new long[] {values.length} : shape, values);
  }

  /**
   * Single precision ({@code <f4} in NumPy).
   *
   * @param shape sizes, outermost first; empty for a scalar
   * @param values in C order, not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // arrays are compared by value below
  record Float32(long[] shape, float[] values) implements NdArray {
    /** Checks that the shape holds the values. */
    public Float32 {
      shape = checked(shape, values.length);
    }

    @Override
    public long[] shape() {
      return shape.clone();
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public float[] floats() {
      return values;
    }

    @Override
    public double[] doubles() {
      var doubles = new double[values.length];
      for (int i = 0; i < doubles.length; i++) {
        doubles[i] = values[i];
      }
      return doubles;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Float32 that
          && Arrays.equals(shape, that.shape)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "float32 " + Arrays.toString(shape);
    }
  }

  /**
   * Double precision ({@code <f8} in NumPy).
   *
   * @param shape sizes, outermost first; empty for a scalar
   * @param values in C order, not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // arrays are compared by value below
  record Float64(long[] shape, double[] values) implements NdArray {
    /** Checks that the shape holds the values. */
    public Float64 {
      shape = checked(shape, values.length);
    }

    @Override
    public long[] shape() {
      return shape.clone();
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public float[] floats() {
      var floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    @Override
    public double[] doubles() {
      return values;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Float64 that
          && Arrays.equals(shape, that.shape)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "float64 " + Arrays.toString(shape);
    }
  }

  /**
   * Signed 64-bit integers ({@code <i8} in NumPy).
   *
   * @param shape sizes, outermost first; empty for a scalar
   * @param values in C order, not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // arrays are compared by value below
  record Int64(long[] shape, long[] values) implements NdArray {
    /** Checks that the shape holds the values. */
    public Int64 {
      shape = checked(shape, values.length);
    }

    @Override
    public long[] shape() {
      return shape.clone();
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public float[] floats() {
      var floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values[i];
      }
      return floats;
    }

    @Override
    public double[] doubles() {
      return Arrays.stream(values).asDoubleStream().toArray();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Int64 that
          && Arrays.equals(shape, that.shape)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "int64 " + Arrays.toString(shape);
    }
  }

  private static long[] checked(long[] shape, int length) {
    long product = Sizes.product(shape);
    if (product != length) {
      throw new IllegalArgumentException(
          "shape %s holds %d values, there are %d"
              .formatted(Arrays.toString(shape), product, length));
    }
    return shape.clone();
  }
}
