package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a file from front to back; each read says of what, for the line if the file ends there. */
final class GgufCursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What decoding puts where bytes are not UTF-8; a text may also hold it in its own right. */
  private static final char REPLACEMENT = '\ufffd';

  private final Path file;
  private final MemorySegment bytes;
  private long at;

  GgufCursor(MappedFile mapped) {
    this.file = mapped.path();
    this.bytes = mapped.bytes();
  }

  Path file() {
    return file;
  }

  long position() {
    return at;
  }

  long remaining() {
    return bytes.byteSize() - at;
  }

  byte int8(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(Byte.BYTES, what));
  }

  short int16(String what) {
    return bytes.get(SHORT, advance(Short.BYTES, what));
  }

  int int32(String what) {
    return bytes.get(INT, advance(Integer.BYTES, what));
  }

  long int64(String what) {
    return bytes.get(LONG, advance(Long.BYTES, what));
  }

  /** A text: its length, then UTF-8. */
  String text(String what, Limit limit) {
    long length = int64(what);
    if (!limit.allows(length)) { // asked first: a vocabulary has many texts, a message few
      limit.check(length, file, what + " bytes");
    }
    long from = advance(length, what);
    var raw = new byte[Math.toIntExact(length)];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, raw, 0, raw.length);
    var text = new String(raw, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(raw)) {
      throw new InvalidInputException(
          "%s: %s at byte %,d is not UTF-8. Damaged? Fetch the file again", file, what, from);
    }
    return text;
  }

  private static boolean isUtf8(byte[] raw) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** A count of things that take at least so many bytes each, which must be left in the file. */
  long count(Limit limit, long bytesEach, String what) {
    long count = limit.check(int64(what), file, what);
    if (count > remaining() / bytesEach) {
      throw new InvalidInputException(
          "%s: %,d %s, at least %,d bytes each, but %,d bytes are left. Cut short? Fetch it again",
          file, count, what, bytesEach, remaining());
    }
    return count;
  }

  private long advance(long count, String what) {
    if (count > remaining()) {
      throw new InvalidInputException(
          "%s: ends at byte %,d within %s, which needs %,d bytes from %,d on. "
              + "Cut short? Fetch it again",
          file, bytes.byteSize(), what, count, at);
    }
    long from = at;
    at += count;
    return from;
  }
}
