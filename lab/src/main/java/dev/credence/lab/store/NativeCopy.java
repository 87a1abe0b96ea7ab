package dev.credence.lab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * DuckDB's driver unpacks its library, 70 MB, to a temporary file at each start and removes it when
 * Java ends in peace. A process that is killed would leave one each time. Where the system lets a
 * file go that is in use (Linux, told by its table of mappings), the name is removed at once.
 */
final class NativeCopy {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  private NativeCopy() {}

  /** Removes the name of this process's copy, if that can be done; else Java's end does it. */
  static void unlink() {
    if (!Files.isReadable(MAPPINGS)) {
      return;
    }
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    try {
      List<String> lines = Files.readAllLines(MAPPINGS);
      for (String line : lines) {
        int path = line.indexOf('/');
        if (path >= 0 && line.endsWith(".so")) {
          Path copy = Path.of(line.substring(path));
          String name = String.valueOf(copy.getFileName());
          if (name.startsWith("libduckdb_java") && folder.equals(copy.getParent())) {
            Files.deleteIfExists(copy);
          }
        }
      }
    } catch (IOException e) {
      // Then the file stays until Java ends, as the driver means it to.
    }
  }
}
