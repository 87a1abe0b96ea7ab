package dev.credence.transformer.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes GGUF by hand, lies included. */
final class GgufBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The beginning of a file. */
  static GgufBytes header(int version, long tensors, long entries) {
    var b = new GgufBytes();
    b.out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    return b.int32(version).int64(tensors).int64(entries);
  }

  GgufBytes int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  GgufBytes int64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  GgufBytes text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  GgufBytes text(byte[] text) {
    int64(text.length);
    out.writeBytes(text);
    return this;
  }

  GgufBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** An unsigned 32-bit entry. */
  GgufBytes entry(String key, int value) {
    return text(key).int32(4).int32(value);
  }

  /** The directory entry of a tensor; sizes as in the file, innermost first. */
  GgufBytes tensor(String name, int type, long offset, long... sizes) {
    text(name).int32(sizes.length);
    for (long size : sizes) {
      int64(size);
    }
    return int32(type).int64(offset);
  }

  /** Padding and data. */
  GgufBytes data(int alignment, int bytes) {
    while (out.size() % alignment != 0) {
      out.write(0);
    }
    out.writeBytes(new byte[bytes]);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
