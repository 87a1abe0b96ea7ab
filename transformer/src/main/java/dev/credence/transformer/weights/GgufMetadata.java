package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the metadata of a GGUF file, every value with the type it is stored in. */
final class GgufMetadata {
  /** The number that a type has in the file is its ordinal; bytes are the least a value takes. */
  private enum Type {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(8),
    ARRAY(12),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  private static final int LEAST_ENTRY_BYTES = Long.BYTES + Integer.BYTES + 1;

  private final GgufCursor in;
  private final long begin;
  private long elements;

  private GgufMetadata(GgufCursor in) {
    this.in = in;
    this.begin = in.position();
  }

  /** Reads {@code count} entries. */
  static Map<String, Object> read(GgufCursor in, long count) {
    var reader = new GgufMetadata(in);
    Map<String, Object> entries = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      var key = in.text("metadata key " + (i + 1), Limit.NAME_BYTES);
      var what = "metadata \"" + key + "\"";
      if (entries.put(key, reader.value(reader.type(what), what, 0)) != null) {
        throw new InvalidInputException(
            "%s: %s is there twice. Damaged? Fetch the file again", in.file(), what);
      }
    }
    return entries;
  }

  /** The fewest bytes that an entry can take. */
  static int leastBytes() {
    return LEAST_ENTRY_BYTES;
  }

  private Type type(String what) {
    int id = in.int32(what);
    if (id < 0 || id >= Type.values().length) {
      throw new InvalidInputException(
          "%s: %s has type %s, types are 0 to 12. Damaged, or newer than GGUF 3?",
          in.file(), what, Integer.toUnsignedString(id));
    }
    return Type.values()[id];
  }

  private Object value(Type type, String what, int depth) {
    return switch (type) {
      case UINT8 -> (long) Byte.toUnsignedInt(in.int8(what));
      case INT8 -> (long) in.int8(what);
      case UINT16 -> (long) Short.toUnsignedInt(in.int16(what));
      case INT16 -> (long) in.int16(what);
      case UINT32 -> Integer.toUnsignedLong(in.int32(what));
      case INT32 -> (long) in.int32(what);
      case FLOAT32 -> Float.intBitsToFloat(in.int32(what));
      case BOOL -> truth(what);
      case STRING -> text(what);
      case ARRAY -> array(what, depth + 1);
      case UINT64 -> unsigned(in.int64(what));
      case INT64 -> in.int64(what);
      case FLOAT64 -> Double.longBitsToDouble(in.int64(what));
    };
  }

  private boolean truth(String what) {
    byte found = in.int8(what);
    if (found != 0 && found != 1) {
      throw new InvalidInputException(
          "%s: %s is the truth value %d, 0 or 1 was expected. Damaged? Fetch the file again",
          in.file(), what, found & 0xff);
    }
    return found == 1;
  }

  private String text(String what) {
    var text = in.text(what, Limit.METADATA_STRING_BYTES);
    Limit.METADATA_BYTES.check(in.position() - begin, in.file(), "metadata bytes");
    return text;
  }

  private static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  private List<Object> array(String what, int depth) {
    Limit.METADATA_NESTING.check(depth, in.file(), what + " arrays within arrays");
    var type = type(what);
    long count = in.count(Limit.METADATA_ELEMENTS, type.bytes, what + " elements");
    elements += count;
    Limit.METADATA_ELEMENTS.check(elements, in.file(), "elements of metadata arrays together");
    var values = new ArrayList<Object>(Math.toIntExact(count));
    for (long i = 0; i < count; i++) {
      values.add(value(type, what, depth));
    }
    return Collections.unmodifiableList(values);
  }
}
