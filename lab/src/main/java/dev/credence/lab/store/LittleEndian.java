package dev.credence.lab.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as NumPy reads them from bytes: {@code np.frombuffer(bytes, "<f4")}. */
final class LittleEndian {
  private LittleEndian() {}

  private static ByteBuffer buffer(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] bytes(float[] values) {
    ByteBuffer buffer = buffer((long) values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  static byte[] bytes(double[] values) {
    ByteBuffer buffer = buffer((long) values.length * Double.BYTES);
    buffer.asDoubleBuffer().put(values);
    return buffer.array();
  }

  static byte[] bytes(long[] values) {
    ByteBuffer buffer = buffer((long) values.length * Long.BYTES);
    buffer.asLongBuffer().put(values);
    return buffer.array();
  }

  static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    buffer(bytes).asFloatBuffer().get(values);
    return values;
  }

  static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / Double.BYTES];
    buffer(bytes).asDoubleBuffer().get(values);
    return values;
  }

  static long[] longs(byte[] bytes) {
    long[] values = new long[bytes.length / Long.BYTES];
    buffer(bytes).asLongBuffer().get(values);
    return values;
  }
}
