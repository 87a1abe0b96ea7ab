package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How much a reader believes a file about itself. A damaged or hostile file may announce a header
 * of exabytes or a billion tensors; each number is held against its limit, and against the bytes
 * that are there, before anything is allocated.
 *
 * <p>Real files stay far below. One that does not is let in by the system property {@link
 * #setting}, for example {@code -Dcredence.limit.tensors=1000000}.
 */
public enum Limit {
  /** Bytes of a safetensors header, of a shard index, or of a {@code .npy} header. */
  HEADER_BYTES(100_000_000),
  /** Tensors in one file; the largest published mixtures of experts have about 100,000. */
  TENSORS(250_000),
  /** Axes of one tensor. */
  DIMENSIONS(16),
  /** Bytes of a tensor's name or of a metadata key. */
  NAME_BYTES(4_096),
  /** Key-value pairs in the metadata of one file. */
  METADATA_ENTRIES(65_536),
  /** Bytes of one text in the metadata; chat templates have some tens of thousands. */
  METADATA_STRING_BYTES(16_777_216),
  /** Elements in all metadata arrays of one file; a vocabulary with its merges has about 10^6. */
  METADATA_ELEMENTS(8_388_608),
  /** Bytes that all metadata of one file take, texts and arrays together. */
  METADATA_BYTES(268_435_456),
  /** Arrays within arrays in metadata. */
  METADATA_NESTING(4);

  private final long standard;
  private final String setting;

  Limit(long standard) {
    this.standard = standard;
    this.setting = "credence.limit." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The system property that moves this limit.
   *
   * @return for example {@code credence.limit.header-bytes}
   */
  public String setting() {
    return setting;
  }

  /**
   * The limit now in force.
   *
   * @return the system property's number, or the standard one
   */
  public long value() {
    return Long.getLong(setting, standard);
  }

  /** Whether an unsigned number is within; {@link #check} then says so where it is not. */
  boolean allows(long found) {
    return Long.compareUnsigned(found, value()) <= 0;
  }

  /** The limit where an API wants an int. */
  int intValue() {
    return Math.clamp(value(), 0, Integer.MAX_VALUE - 8);
  }

  /**
   * Refuses a number above this limit.
   *
   * @param found what the file says, read as unsigned
   * @param file whose number it is
   * @param what which thing, for the message
   * @return {@code found}
   * @throws InvalidInputException if it is larger
   */
  long check(long found, Path file, String what) {
    if (!allows(found)) {
      throw new InvalidInputException(
          "%s: %s: %s, at most %,d are read. Damaged? If not, raise it with -D%s=N",
          file.getFileName(), what, unsigned(found), value(), setting);
    }
    return found;
  }

  /** Prints an unsigned 64-bit number with thousands separated. */
  static String unsigned(long number) {
    return String.format(Locale.ROOT, "%,d", new BigInteger(Long.toUnsignedString(number)));
  }
}
