package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a model by name, over mapped files: opening reads the directory of names only, and
 * the operating system brings in the pages that are touched.
 *
 * <p>Everything a file says about itself has been checked when a checkpoint is open. Safe for use
 * by several threads. A file that another process cuts short while it is mapped ends the reading
 * thread with an {@link InternalError}; that cannot be checked beforehand.
 */
public interface Checkpoint extends AutoCloseable {

  /** {@return all names, in the order of the file; of several files, in the order of the index} */
  Set<String> names();

  /**
   * A tensor as it is stored.
   *
   * @param name as in {@link #names}
   * @return a view that is valid until {@link #close}
   * @throws InvalidInputException if there is none of that name; the message has the nearest ones
   */
  StoredTensor get(String name);

  /**
   * Whether there is a tensor of that name.
   *
   * @param name any text
   * @return true if {@link #get} would find it
   */
  boolean has(String name);

  /** {@return the file that was opened; of shards, their index} */
  Path file();

  /**
   * What the file says besides tensors, in its order. From safetensors: texts. From GGUF: {@link
   * String}, {@link Boolean}, {@link Long} for integers of every width ({@link
   * java.math.BigInteger} beyond it), {@link Float} and {@link Double} as stored, and {@link
   * java.util.List} of one of these (or of lists) for arrays.
   *
   * @return unmodifiable
   */
  Map<String, Object> metadata();

  /**
   * A fingerprint of the contents, for provenance; computed at the first call (about a second per
   * gigabyte and shard, shards in parallel), remembered after that.
   *
   * @return {@code sha256:} and 64 hex digits. Of one file: what {@code sha256sum FILE} prints. Of
   *     shards: the SHA-256 of what {@code sha256sum} prints for all of them, sorted by name
   * @throws InvalidInputException if a file can no longer be read
   */
  String digest();

  /** Unmaps the files. Tensors taken from here throw {@link IllegalStateException} after that. */
  @Override
  void close();
}
