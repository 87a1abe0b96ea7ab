package dev.credence.lab.table;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Text files that are there whole or not at all: written under another name in the same folder and
 * then renamed, so that a run that is killed leaves the old file or the new one.
 */
public final class WholeTextFile {
  private WholeTextFile() {}

  /**
   * Writes a text in UTF-8.
   *
   * @param file replaced if it is there; its folder must exist
   * @param text all of it
   * @throws InvalidInputException if the folder is missing, not writable or full
   */
  public static void write(Path file, String text) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s: its folder is not there. Make it, or give another path", file);
    }
    Path partial =
        folder.resolve(
            "."
                + target.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + Thread.currentThread().threadId()
                + ".partial");
    try {
      try (var channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      rename(partial, target);
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be written (%s: %s). Is there space, and may this user write there?",
              file, e.getClass().getSimpleName(), String.valueOf(e.getMessage()))
          .withCause(e);
    } finally {
      deleteQuietly(partial);
    }
  }

  /**
   * Reads a text in UTF-8.
   *
   * @param file to read
   * @return all of it
   * @throws InvalidInputException if it is missing or cannot be read
   */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read (%s)", file, e.getClass().getSimpleName())
          .withCause(e);
    }
  }

  /**
   * Makes a folder and those above it.
   *
   * @param folder may be there already
   * @throws InvalidInputException if a file is in the way or the place is not writable
   */
  public static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: this folder cannot be made (%s). Is a file in the way, or the place not writable?",
              folder, e.getClass().getSimpleName())
          .withCause(e);
    }
    if (!Files.isWritable(folder)) {
      throw new InvalidInputException(
          "%s: this user may not write there. Give another folder with --out", folder);
    }
  }

  private static void rename(Path partial, Path target) throws IOException {
    try {
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void deleteQuietly(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException ignored) {
      // The first failure is the one to report; a left-over partial file harms nobody.
    }
  }
}
