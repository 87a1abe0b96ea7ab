package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file seen as read-only memory, of any size. */
record MappedFile(Path path, MemorySegment bytes, Arena arena) implements AutoCloseable {

  private static final byte[] LFS_POINTER =
      "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /**
   * Maps a file.
   *
   * @throws InvalidInputException if it is not there, not a file, or not readable, or if it is a
   *     pointer of Git LFS in place of the file
   */
  @SuppressWarnings("MustBeClosedChecker") // the mapped file that is returned owns the arena
  static MappedFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new InvalidInputException("%s: this is a folder; a file is needed here", path);
    }
    var arena = Arena.ofShared();
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      var file = new MappedFile(path, bytes, arena);
      file.refusePointer();
      return file;
    } catch (NoSuchFileException e) {
      arena.close();
      throw new InvalidInputException("%s: no such file", path).withCause(e);
    } catch (IOException e) {
      arena.close();
      throw unreadable(path, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** The line for a file that is there but cannot be read. */
  static InvalidInputException unreadable(Path path, IOException e) {
    var line =
        new InvalidInputException(
            "%s: cannot be read (%s: %s). Is it readable for this user?",
            path, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    return line.withCause(e);
  }

  private void refusePointer() {
    if (bytes.byteSize() >= LFS_POINTER.length
        && bytes.asSlice(0, LFS_POINTER.length).mismatch(MemorySegment.ofArray(LFS_POINTER))
            == -1) {
      throw new InvalidInputException(
          "%s: this is a Git LFS pointer of %,d bytes, not the file itself. git lfs pull brings it",
          path, bytes.byteSize());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
