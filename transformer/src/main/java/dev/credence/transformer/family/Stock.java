package dev.credence.transformer.family;

import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.StoredTensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tensors to load from, whether a file's or made in Java.
 *
 * @param where what messages call it
 * @param names all of them
 * @param get one by name
 * @param digest a fingerprint of them all, worked out when asked for
 * @param close frees what lies under them
 */
record Stock(
    String where,
    Set<String> names,
    Function<String, StoredTensor> get,
    Supplier<String> digest,
    Runnable close) {

  /** A checkpoint's; it is closed with this. */
  static Stock of(Checkpoint file) {
    return new Stock(file.file().toString(), file.names(), file::get, file::digest, file::close);
  }

  /** The same, belonging to somebody else: not closed from here. */
  Stock borrowed() {
    return new Stock(where, names, get, digest, () -> {});
  }

  /**
   * Frees an arena that holds what was made of this, then what lies under it; more than once too.
   */
  Runnable closingWith(Arena arena) {
    return () -> {
      if (arena.scope().isAlive()) {
        arena.close();
      }
      close.run();
    };
  }

  /** Arrays from the Java heap. */
  static Stock of(String name, Map<String, NdArray> arrays) {
    return new Stock(
        name,
        arrays.keySet(),
        tensor -> StoredTensor.of(tensor, Objects.requireNonNull(arrays.get(tensor))),
        () -> digest(arrays),
        () -> {});
  }

  /** SHA-256 over name, shape and single-precision values of each, in the order of names. */
  private static String digest(Map<String, NdArray> arrays) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(arrays)
          .forEach(
              (name, array) -> {
                String title = name + " " + Arrays.toString(array.shape()) + "\n";
                sha.update(title.getBytes(StandardCharsets.UTF_8));
                float[] values = array.floats();
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
                bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
                sha.update(bytes);
              });
      return "sha256:" + HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
