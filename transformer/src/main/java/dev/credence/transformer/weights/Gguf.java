package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;

/**
 * GGUF files, versions 2 and 3, little-endian, in one piece.
 *
 * <pre>
 * "GGUF", version u32, number of tensors u64, number of metadata entries u64
 * metadata      key (text), type u32, value
 *               types 0..12: u8 i8 u16 i16 u32 i32 f32 bool text array u64 i64 f64
 *               text: length u64, UTF-8; array: type u32, length u64, elements
 * tensors       name (text), number of axes u32, sizes u64 (innermost first), type u32, offset u64
 * padding       to a multiple of general.alignment (32 unless said otherwise)
 * data          offsets count from here, each a multiple of the alignment
 * </pre>
 *
 * <p>Refused are: tensors that overlap, leave the file or lie off the alignment, doubled names and
 * keys, text that is not UTF-8, counts beyond the bytes that are there or beyond {@link Limit}, and
 * types this does not know, by their names.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">The format</a>
 */
public final class Gguf {
  private Gguf() {}

  /**
   * Opens a file.
   *
   * @param file of any name
   * @return its tensors, shapes turned to outermost first, and its metadata, typed as {@link
   *     Checkpoint#metadata} says
   * @throws InvalidInputException if it is missing, or contradicts itself or the format
   */
  public static Checkpoint open(Path file) {
    return MappedCheckpoint.over(file, mapped -> new GgufReader(mapped).read());
  }
}
