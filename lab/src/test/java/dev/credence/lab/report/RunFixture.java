package dev.credence.lab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** A run's folder to build reports from, copied so that a test may spoil it. */
final class RunFixture {
  private RunFixture() {}

  static Path copyTo(Path folder) {
    try {
      URL resource = Objects.requireNonNull(RunFixture.class.getResource("/report/smollm2"));
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(Path.of(resource.toURI()))) {
        for (Path file : files.toList()) {
          Files.copy(file, folder.resolve(file.getFileName().toString()));
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void replace(Path file, String old, String fresh) {
    try {
      String text = Files.readString(file);
      if (!text.contains(old)) {
        throw new IllegalStateException(file + " does not contain " + old);
      }
      Files.writeString(file, text.replace(old, fresh));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
