package dev.credence.transformer.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** SHA-256 of files, as {@code sha256sum} has it, so that anyone can check a provenance. */
final class Fingerprint {
  private static final int CHUNK_BYTES = 1 << 20;

  private Fingerprint() {}

  /** Of one file its own; of several, that of the list {@code sha256sum} prints, by name. */
  static String of(Collection<Path> files) {
    if (files.size() == 1) {
      return "sha256:" + hex(files.iterator().next());
    }
    String list =
        files.stream()
            .sorted(Comparator.comparing(f -> f.getFileName().toString()))
            .toList()
            .parallelStream()
            .map(f -> hex(f) + "  " + f.getFileName() + "\n")
            .collect(Collectors.joining());
    return "sha256:"
        + HexFormat.of().formatHex(sha256().digest(list.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hex(Path file) {
    var digest = sha256();
    var chunk = new byte[CHUNK_BYTES];
    try (var in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    } catch (IOException e) {
      throw MappedFile.unreadable(file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
