package dev.credence.lab.store;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This process's right to one store file. DuckDB locks its file against other processes; against a
 * second opening by the same process the system's locks do not help, and trying it would even let
 * go of the first one's lock. So the files that this process has open are remembered here.
 */
final class StoreClaim implements AutoCloseable {
  /** As the system's locks are, of the process. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path file;

  private StoreClaim(Path file) {
    this.file = file;
  }

  /**
   * Claims a file.
   *
   * @param folder there already
   * @throws InvalidInputException if this process has it open
   */
  static StoreClaim of(Path folder, String name) {
    Path real;
    try {
      real = folder.toRealPath().resolve(name);
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: this folder cannot be read (%s)", folder, e.getClass().getSimpleName())
          .withCause(e);
    }
    if (!OPEN.add(real)) {
      throw taken(folder.resolve(name), "this process");
    }
    return new StoreClaim(real);
  }

  /** Says who is in the way. */
  static InvalidInputException taken(Path file, String holder) {
    return new InvalidInputException(
        "%s: another run has it open%s. Wait for it or stop it, or give another folder",
        file, holder.isEmpty() ? "" : " (" + holder + ")");
  }

  @Override
  public void close() {
    OPEN.remove(file);
  }
}
