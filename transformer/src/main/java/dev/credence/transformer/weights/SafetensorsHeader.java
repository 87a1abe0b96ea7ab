package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads and checks the directory of a safetensors file; {@link Safetensors} has the layout. */
final class SafetensorsHeader {
  private static final String METADATA = "__metadata__";
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(String name, ElementType type, long[] shape, long begin, long end) {}

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Object> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(Path file) {
    this.file = file;
  }

  /**
   * Reads the header and slices the data.
   *
   * @throws InvalidInputException if anything in the file contradicts itself or the format
   */
  static MappedCheckpoint read(MappedFile mapped) {
    var header = new SafetensorsHeader(mapped.path());
    MemorySegment data = header.parse(mapped);
    header.expectTiling(data.byteSize());
    var tensors = LinkedHashMap.<String, StoredTensor>newLinkedHashMap(header.entries.size());
    for (var e : header.entries) {
      var bytes = data.asSlice(e.begin, e.end - e.begin);
      tensors.put(e.name, new StoredTensor(e.name, e.type, e.shape, bytes, header.file.toString()));
    }
    return new MappedCheckpoint(mapped.path(), List.of(mapped), tensors, header.metadata);
  }

  /** Fills entries and metadata; what is left is the data. */
  private MemorySegment parse(MappedFile mapped) {
    long size = mapped.bytes().byteSize();
    if (size < LENGTH_BYTES) {
      throw new InvalidInputException(
          "%s: %,d bytes, a safetensors file begins with 8 for the length of its header. "
              + "Cut short? Fetch it again",
          file, size);
    }
    long length = mapped.bytes().get(LENGTH, 0);
    if (Long.compareUnsigned(length, size - LENGTH_BYTES) > 0) {
      throw new InvalidInputException(
          "%s: the header needs %s bytes, the file has %,d after its length. "
              + "Cut short, or not safetensors? Fetch it again",
          file, Limit.unsigned(length), size - LENGTH_BYTES);
    }
    if (length == 0 || mapped.bytes().get(ValueLayout.JAVA_BYTE, LENGTH_BYTES) != '{') {
      throw new InvalidInputException(
          "%s: the header does not begin with '{'. Not safetensors, or damaged? Fetch it again",
          file);
    }
    try (var json = new StrictJson(mapped, "header", LENGTH_BYTES, length)) {
      json.expect(JsonToken.START_OBJECT, "it");
      while (json.next() != JsonToken.END_OBJECT) {
        var name = json.text();
        if (name.equals(METADATA)) {
          readMetadata(json);
        } else {
          Limit.TENSORS.check(entries.size() + 1L, file, "tensors");
          entries.add(readEntry(json, name));
        }
      }
      json.expectEnd();
    }
    return mapped.bytes().asSlice(LENGTH_BYTES + length);
  }

  private void readMetadata(StrictJson json) {
    json.expect(JsonToken.START_OBJECT, METADATA);
    while (json.next() != JsonToken.END_OBJECT) {
      Limit.METADATA_ENTRIES.check(metadata.size() + 1L, file, "metadata entries");
      var key = json.text();
      metadata.put(key, json.string("metadata \"" + key + "\""));
    }
  }

  private Entry readEntry(StrictJson json, String name) {
    var where = "tensor \"" + name + "\"";
    @Nullable ElementType type = null;
    long @Nullable [] shape = null;
    long @Nullable [] offsets = null;
    json.expect(JsonToken.START_OBJECT, where);
    while (json.next() != JsonToken.END_OBJECT) {
      switch (json.text()) {
        case "dtype" -> type = type(json.string(where + " dtype"), where);
        case "shape" -> shape = sizes(json, where + " shape", Limit.DIMENSIONS);
        case "data_offsets" -> offsets = sizes(json, where + " data_offsets", Limit.DIMENSIONS);
        default ->
            throw json.refused(
                "%s has \"%s\"; dtype, shape and data_offsets are all there may be",
                where, json.text());
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      throw json.refused("%s lacks dtype, shape or the two data_offsets", where);
    }
    return checked(new Entry(name, type, shape, offsets[0], offsets[1]));
  }

  private ElementType type(String dtype, String where) {
    return ElementType.ofSafetensors(dtype)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: %s has dtype \"%s\"; F64, F32, F16, BF16, I64 to I8, U64 to U8 and BOOL "
                        + "are read. Convert it to one of these",
                    file, where, dtype));
  }

  private long[] sizes(StrictJson json, String where, Limit limit) {
    json.expect(JsonToken.START_ARRAY, where);
    var sizes = new ArrayList<Long>();
    while (json.next() != JsonToken.END_ARRAY) {
      limit.check(sizes.size() + 1L, file, where);
      sizes.add(json.currentSize(where));
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private Entry checked(Entry e) {
    long bytes;
    try {
      bytes = e.type.bytes(Sizes.product(e.shape));
    } catch (ArithmeticException overflow) {
      throw new InvalidInputException(
              "%s: tensor \"%s\" has shape %s, more than 2^63 bytes. Damaged? Fetch the file again",
              file, e.name, Arrays.toString(e.shape))
          .withCause(overflow);
    }
    if (e.end < e.begin || e.end - e.begin != bytes) {
      throw new InvalidInputException(
          "%s: tensor \"%s\" %s %s takes %,d bytes, its data_offsets are [%d, %d]. "
              + "Damaged? Fetch the file again",
          file, e.name, e.type, Arrays.toString(e.shape), bytes, e.begin, e.end);
    }
    return e;
  }

  /** The tensors must cover the data without overlap and without a hole, as the format demands. */
  private void expectTiling(long dataBytes) {
    var byBegin =
        entries.stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    long covered = 0;
    for (var e : byBegin) {
      if (e.begin != covered) {
        throw new InvalidInputException(
            "%s: tensor \"%s\" begins at data byte %,d, %s at %,d. Damaged? Fetch the file again",
            file,
            e.name,
            e.begin,
            e.begin < covered ? "inside another, which ends" : "after a hole that begins",
            covered);
      }
      covered = e.end;
    }
    if (covered != dataBytes) {
      throw new InvalidInputException(
          "%s: the tensors take %,d bytes, the file has %,d after its header. %s",
          file,
          covered,
          dataBytes,
          dataBytes < covered ? "Cut short? Fetch it again" : "Damaged? Fetch it again");
    }
  }
}
