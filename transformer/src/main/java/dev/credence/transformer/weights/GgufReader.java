package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and checks one GGUF file; {@link Gguf} has the layout. */
final class GgufReader {
  /** "GGUF", read as a little-endian number. */
  private static final int MAGIC = 0x46554747;

  private static final long STANDARD_ALIGNMENT = 32;
  private static final int MOST_AXES = 4;

  /** Name length, one character of name, number of axes, one size, type, offset. */
  private static final int LEAST_TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

  /** Types of ggml that are not read, for the message. */
  private static final Map<Integer, String> OTHER_TYPES =
      Map.ofEntries(
          Map.entry(9, "Q8_1"),
          Map.entry(15, "Q8_K"),
          Map.entry(16, "IQ2_XXS"),
          Map.entry(17, "IQ2_XS"),
          Map.entry(18, "IQ3_XXS"),
          Map.entry(19, "IQ1_S"),
          Map.entry(20, "IQ4_NL"),
          Map.entry(21, "IQ3_S"),
          Map.entry(22, "IQ2_S"),
          Map.entry(23, "IQ4_XS"),
          Map.entry(29, "IQ1_M"),
          Map.entry(34, "TQ1_0"),
          Map.entry(35, "TQ2_0"),
          Map.entry(39, "MXFP4"));

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(String name, ElementType type, long[] shape, long offset, long bytes) {}

  private final MappedFile mapped;
  private final GgufCursor in;

  GgufReader(MappedFile mapped) {
    this.mapped = mapped;
    this.in = new GgufCursor(mapped);
  }

  /** The whole file. */
  Checkpoint read() {
    expectVersion();
    long tensorCount = in.count(Limit.TENSORS, LEAST_TENSOR_BYTES, "tensors");
    long entryCount =
        in.count(Limit.METADATA_ENTRIES, GgufMetadata.leastBytes(), "metadata entries");
    var metadata = GgufMetadata.read(in, entryCount);
    refuseSplit(metadata);
    long alignment = alignment(metadata);

    Map<String, Entry> entries = new LinkedHashMap<>();
    for (long i = 0; i < tensorCount; i++) {
      var entry = entry(i, alignment);
      if (entries.put(entry.name, entry) != null) {
        throw new InvalidInputException(
            "%s: tensor \"%s\" is there twice. Damaged? Fetch the file again",
            in.file(), entry.name);
      }
    }
    long data = Math.ceilDiv(in.position(), alignment) * alignment;
    expectRoom(entries.values(), data);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (var e : entries.values()) {
      // An empty tensor may lie at the very end, beyond padding that was never written.
      long begin = e.bytes == 0 ? 0 : data + e.offset;
      var bytes = mapped.bytes().asSlice(begin, e.bytes);
      tensors.put(e.name, new StoredTensor(e.name, e.type, e.shape, bytes, in.file().toString()));
    }
    return new MappedCheckpoint(mapped.path(), List.of(mapped), tensors, metadata);
  }

  private void expectVersion() {
    int magic = in.int32("the magic number");
    if (magic != MAGIC) {
      throw new InvalidInputException(
          "%s: begins with the bytes %08x, a GGUF file with 47475546 (\"GGUF\"). Another format?",
          in.file(), Integer.reverseBytes(magic));
    }
    int version = in.int32("the version");
    if (version != 2 && version != 3) {
      boolean bigEndian = Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3;
      throw new InvalidInputException(
          "%s: %s; versions 2 and 3, little-endian, are read. Convert it with llama.cpp's tools",
          in.file(),
          bigEndian ? "big-endian GGUF" : "GGUF version " + Integer.toUnsignedString(version));
    }
  }

  private void refuseSplit(Map<String, Object> metadata) {
    if (metadata.get("split.count") instanceof Long count && count > 1) {
      throw new InvalidInputException(
          "%s: one of %,d pieces of a GGUF. Join them first: llama-gguf-split --merge",
          in.file(), count);
    }
  }

  private long alignment(Map<String, Object> metadata) {
    var stored = metadata.getOrDefault("general.alignment", STANDARD_ALIGNMENT);
    if (stored instanceof Long alignment
        && alignment > 0
        && alignment <= Integer.MAX_VALUE
        && Long.bitCount(alignment) == 1) {
      return alignment;
    }
    throw new InvalidInputException(
        "%s: general.alignment is %s, a power of two was expected. Damaged? Fetch the file again",
        in.file(), stored);
  }

  private Entry entry(long index, long alignment) {
    var name = in.text("name of tensor " + (index + 1), Limit.NAME_BYTES);
    var what = "tensor \"" + name + "\"";
    int axes = in.int32(what);
    if (axes < 0 || axes > MOST_AXES) {
      throw new InvalidInputException(
          "%s: %s has %s axes, GGUF has at most %d. Damaged? Fetch the file again",
          in.file(), what, Integer.toUnsignedString(axes), MOST_AXES);
    }
    var shape = new long[axes];
    for (int axis = axes - 1; axis >= 0; axis--) {
      shape[axis] = in.int64(what);
    }
    var type = type(in.int32(what), what);
    long offset = in.int64(what);
    if (offset < 0 || offset % alignment != 0) {
      throw new InvalidInputException(
          "%s: %s begins at data byte %s, a multiple of %d was expected. "
              + "Damaged? Fetch the file again",
          in.file(), what, Limit.unsigned(offset), alignment);
    }
    return new Entry(name, type, shape, offset, bytes(type, shape, what));
  }

  private ElementType type(int id, String what) {
    return ElementType.ofGgml(id)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: %s has type %s, which is not read; these are: %s. "
                        + "Take another quantisation of this model, such as Q8_0 or Q4_K_M",
                    in.file(),
                    what,
                    OTHER_TYPES.getOrDefault(id, Integer.toUnsignedString(id)),
                    Stream.of(ElementType.values())
                        .filter(t -> ElementType.ofGgml(t.ggmlId()).isPresent())
                        .map(ElementType::name)
                        .collect(Collectors.joining(" "))));
  }

  private long bytes(ElementType type, long[] shape, String what) {
    try {
      long elements = Sizes.product(shape);
      if (shape.length > 0 && shape[shape.length - 1] % type.blockSize() != 0) {
        throw new InvalidInputException(
            "%s: %s is %s %s; rows of %s are whole blocks of %d. Damaged? Fetch the file again",
            in.file(), what, type, Arrays.toString(shape), type, type.blockSize());
      }
      return type.bytes(elements);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInputException(
              "%s: %s has shape %s of %s, which no file can hold. Damaged? Fetch the file again",
              in.file(), what, Arrays.toString(shape), type)
          .withCause(e);
    }
  }

  private void expectRoom(Collection<Entry> entries, long data) {
    List<Entry> byOffset = new ArrayList<>(entries);
    byOffset.removeIf(e -> e.bytes == 0);
    byOffset.sort(Comparator.comparingLong(Entry::offset));
    long room = Math.max(0, mapped.bytes().byteSize() - data);
    long covered = 0;
    for (var e : byOffset) {
      if (e.offset < covered) {
        throw new InvalidInputException(
            "%s: tensor \"%s\" begins at data byte %,d, inside another, which ends at %,d. "
                + "Damaged? Fetch the file again",
            in.file(), e.name, e.offset, covered);
      }
      if (e.offset > room || e.bytes > room - e.offset) {
        throw new InvalidInputException(
            "%s: tensor \"%s\" takes %,d bytes from data byte %,d, the file has %,d. "
                + "Cut short? Fetch it again",
            in.file(), e.name, e.bytes, e.offset, room);
      }
      covered = e.offset + e.bytes;
    }
  }
}
