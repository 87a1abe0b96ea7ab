package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.torch.TorchException;
import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which exceptions a user can mend, and what they are told. */
class ErrorLineTest {
  static Stream<Arguments> mendable() {
    return Stream.of(
        Arguments.of(new InvalidInputException("head 9"), "head 9"),
        Arguments.of(new NoSuchFileException("x.npy"), "x.npy: no such file"),
        Arguments.of(new UncheckedIOException(new NoSuchFileException("y")), "y: no such file"),
        Arguments.of(new AccessDeniedException("z"), "z: this user may not"),
        Arguments.of(
            new FileSystemException("w", null, "No space left on device"), "w: No space left"),
        Arguments.of(new IOException("No space left on device"), "disk is full"),
        Arguments.of(
            new TorchException("mm [9]: DefaultCPUAllocator: can't allocate memory"),
            "run fewer cells"),
        Arguments.of(new OutOfMemoryError("Java heap space"), "CREDENCE_JAVA_OPTS"));
  }

  @ParameterizedTest
  @MethodSource("mendable")
  void whatCanBeMendedExitsWithTwo(Throwable error, String text) {
    assertThat(ErrorLine.of(error).exitCode()).isEqualTo(2);
    assertThat(ErrorLine.of(error).text()).contains(text);
  }

  @Test
  void whatShouldNotHappenExitsWithOneAndAsksForAReport() {
    for (Throwable error :
        new Throwable[] {
          new IllegalStateException("broken"),
          new NullPointerException(),
          new TorchException("mm [2, 3] x [4, 5]: shapes")
        }) {
      assertThat(ErrorLine.of(error).exitCode()).isEqualTo(1);
      assertThat(ErrorLine.of(error).text()).contains("report", "--debug");
    }
  }
}
