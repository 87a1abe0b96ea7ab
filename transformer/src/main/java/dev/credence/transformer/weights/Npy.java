package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files, so that a notebook can hand a vector over and go on from a result.
 *
 * <pre>
 * "\x93NUMPY", version (1.0, 2.0 or 3.0), length of the header (u16; u32 from 2.0 on)
 * header    {'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }, spaces, a newline
 * data      in C order, or in Fortran order (which is turned to C order on reading)
 * </pre>
 *
 * <p>Read are float16 (widened), float32, float64, and signed integers of 8 to 64 bits (widened),
 * of either byte order; pickled objects never. Written are version 1.0, C order, little-endian.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Data begin at a multiple of this, as NumPy itself writes. */
  private static final int ALIGNMENT = 64;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\s*\\{\\s*'descr'\\s*:\\s*'(?<descr>[^']{1,16})'\\s*,"
              + "\\s*'fortran_order'\\s*:\\s*(?<fortran>True|False)\\s*,"
              + "\\s*'shape'\\s*:\\s*\\((?<shape>[0-9L,\\s]*+)\\)\\s*,?\\s*\\}\\s*");

  private Npy() {}

  /**
   * Reads an array.
   *
   * @param file any {@code .npy} file of numbers
   * @return in C order
   * @throws InvalidInputException if it is missing, damaged, or not of a type that is read
   */
  public static NdArray read(Path file) {
    try (var mapped = MappedFile.open(file)) {
      return read(mapped.bytes(), file);
    }
  }

  /**
   * Writes an array; whole or not at all.
   *
   * @param file replaced if it is there
   * @param array what to write
   * @throws InvalidInputException if the file cannot be written
   */
  public static void write(Path file, NdArray array) {
    var tensor = StoredTensor.of("", array);
    var descr =
        switch (array) {
          case NdArray.Float32 a -> "<f4";
          case NdArray.Float64 a -> "<f8";
          case NdArray.Int64 a -> "<i8";
        };
    var sizes =
        Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    var text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(descr, sizes, array.rank() == 1 ? "," : "");
    int before = MAGIC.length + 2 + Short.BYTES;
    int padded = Math.ceilDiv(before + text.length() + 1, ALIGNMENT) * ALIGNMENT - before;
    var header = ByteBuffer.allocate(before + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    header.put((byte) '\n').flip();
    WholeFile.write(
        file,
        channel -> {
          WholeFile.writeFully(channel, header);
          WholeFile.writeFully(channel, tensor.data().asByteBuffer());
        });
  }

  private static NdArray read(MemorySegment bytes, Path file) {
    if (bytes.byteSize() < 10
        || bytes.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
      throw new InvalidInputException(
          "%s: does not begin as a .npy file does. Save it with numpy.save", file);
    }
    int version = bytes.get(ValueLayout.JAVA_BYTE, 6);
    if (version < 1 || version > 3) {
      throw new InvalidInputException(
          "%s: .npy version %d; 1 to 3 are read. Save it again with numpy.save", file, version);
    }
    int before = version == 1 ? 10 : 12;
    long length =
        before > bytes.byteSize()
            ? 0
            : version == 1
                ? Short.toUnsignedLong(little(bytes).getShort(8))
                : Integer.toUnsignedLong(little(bytes).getInt(8));
    if (before + length > bytes.byteSize()) {
      throw new InvalidInputException(
          "%s: the header needs %,d bytes, the file has %,d. Cut short?",
          file, before + length, bytes.byteSize());
    }
    Limit.HEADER_BYTES.check(length, file, "header bytes");
    var text =
        new String(
            bytes.asSlice(before, length).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.ISO_8859_1);
    var header = HEADER.matcher(text);
    if (!header.matches()) {
      throw new InvalidInputException(
          "%s: header %s: 'descr' of one number, 'fortran_order' and 'shape' were expected. "
              + "Save one plain array with numpy.save",
          file, text.length() <= 100 ? text.strip() : text.substring(0, 100) + "...");
    }
    var data = bytes.asSlice(before + length);
    return new NpyData(file, header.group("descr"), shape(header.group("shape"), file))
        .read(data, header.group("fortran").equals("True"));
  }

  private static ByteBuffer little(MemorySegment bytes) {
    return bytes
        .asSlice(0, Math.min(12, bytes.byteSize()))
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long[] shape(String text, Path file) {
    var sizes = text.strip();
    if (sizes.isEmpty()) {
      return new long[0];
    }
    try {
      // Python 2 wrote long integers as 4L.
      long[] shape =
          Arrays.stream(sizes.split(","))
              .map(s -> s.strip().toUpperCase(Locale.ROOT).replace("L", ""))
              .mapToLong(Long::parseLong)
              .toArray();
      Limit.DIMENSIONS.check(shape.length, file, "axes");
      return shape;
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
              "%s: shape (%s): integers were expected. Damaged?",
              file, sizes.length() <= 100 ? sizes : sizes.substring(0, 100) + "...")
          .withCause(e);
    }
  }
}
