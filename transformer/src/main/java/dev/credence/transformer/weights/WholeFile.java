package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file under another name first, so that its own name only ever stands for a whole one.
 */
final class WholeFile {

  /** What is to be written. */
  interface Contents {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes, then renames over what was there.
   *
   * @throws InvalidInputException if the folder is missing, not writable, or full
   */
  static void write(Path file, Contents contents) {
    var target = file.toAbsolutePath();
    var folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s: its folder is not there. Make it, or give another path", file);
    }
    if (Files.isDirectory(target)) {
      throw new InvalidInputException("%s: a folder is in the way. Give another path", file);
    }
    var partial =
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
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be written (%s: %s). Is there space, and may this user write there?",
              file, e.getClass().getSimpleName(), String.valueOf(e.getMessage()))
          .withCause(e);
    } finally {
      try {
        Files.deleteIfExists(partial);
      } catch (IOException ignored) {
        // The first failure is the one to report; a left-over partial file harms nobody.
      }
    }
  }

  /** Writes all that remains; a channel may take less at a time. */
  static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
