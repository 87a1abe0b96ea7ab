package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Real files with some bytes changed, cut, or spliced are read or refused; nothing else happens.
 * Changes fall mostly into the first bytes, where the directory is.
 */
class HostileFilesPropertiesTest {
  private static final int TRIES = 2000;

  private static Path folder = Path.of("");

  /** What happens to a file. Places are shares of its length, so that they fit every file. */
  sealed interface Mutation {
    record Flip(double place, int bit) implements Mutation {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Set(double place, byte[] values) implements Mutation {}

    record Cut(double place) implements Mutation {}

    record Copy(double from, double to, int length) implements Mutation {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Insert(double place, byte[] values) implements Mutation {}
  }

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("hostile");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void aDamagedSafetensorsFileIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    readOrRefused("dtypes.safetensors", mutations, path -> touchAll(Safetensors.open(path)));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void aDamagedGgufIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    readOrRefused("metadata.gguf", mutations, path -> touchAll(Gguf.open(path)));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void aDamagedQuantisedGgufIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    readOrRefused("quants.gguf", mutations, path -> touchAll(Gguf.open(path)));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void aDamagedNpyIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    readOrRefused("fortran.npy", mutations, Npy::read);
  }

  private static void touchAll(Checkpoint checkpoint) {
    try (checkpoint) {
      for (var name : checkpoint.names()) {
        var tensor = checkpoint.get(name);
        assertThat((long) tensor.toArray().size()).isEqualTo(tensor.elements());
      }
    }
  }

  private static void readOrRefused(String name, List<Mutation> mutations, Consumer<Path> read)
      throws IOException {
    var bytes = Files.readAllBytes(Resource.path(name));
    for (var mutation : mutations) {
      bytes = mutated(bytes, mutation);
    }
    var path = Files.write(folder.resolve(name), bytes);
    try {
      read.accept(path);
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageContaining(name.substring(0, name.indexOf('.')));
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(6_000);
    }
  }

  private static byte[] mutated(byte[] in, Mutation mutation) {
    if (in.length == 0) {
      return in;
    }
    return switch (mutation) {
      case Mutation.Flip(double place, int bit) -> {
        in[at(place, in)] ^= (byte) (1 << bit);
        yield in;
      }
      case Mutation.Set(double place, byte[] values) -> {
        int at = at(place, in);
        System.arraycopy(values, 0, in, at, Math.min(values.length, in.length - at));
        yield in;
      }
      case Mutation.Cut(double place) -> Arrays.copyOf(in, at(place, in));
      case Mutation.Copy(double from, double to, int length) -> {
        int count = Math.min(length, in.length - Math.max(at(from, in), at(to, in)));
        System.arraycopy(in.clone(), at(from, in), in, at(to, in), count);
        yield in;
      }
      case Mutation.Insert(double place, byte[] values) -> {
        int at = at(place, in);
        var out = Arrays.copyOf(in, in.length + values.length);
        System.arraycopy(values, 0, out, at, values.length);
        System.arraycopy(in, at, out, at + values.length, in.length - at);
        yield out;
      }
    };
  }

  private static int at(double place, byte[] in) {
    return Math.min(in.length - 1, (int) (place * in.length));
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    Arbitrary<Double> uniform = Arbitraries.doubles().between(0, 1);
    // Half of all places in the first tenth.
    Arbitrary<Double> place = Arbitraries.oneOf(uniform, uniform.map(x -> x / 10));
    Arbitrary<byte[]> bytes =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(9),
            Arbitraries.of("9", "-", "{", "}", "[", "]", "\"", ":", ",", "99999999", "F64", "\\u")
                .map(s -> s.getBytes(StandardCharsets.US_ASCII)),
            Arbitraries.of(0, 1, 0x7f, 0xff).map(HostileFilesPropertiesTest::eightOf));
    Arbitrary<Mutation> one =
        Arbitraries.oneOf(
            List.of(
                Combinators.combine(place, Arbitraries.integers().between(0, 7))
                    .as((p, b) -> (Mutation) new Mutation.Flip(p, b)),
                Combinators.combine(place, bytes).as((p, v) -> (Mutation) new Mutation.Set(p, v)),
                Combinators.combine(place, bytes)
                    .as((p, v) -> (Mutation) new Mutation.Insert(p, v)),
                uniform.map(p -> (Mutation) new Mutation.Cut(p)),
                Combinators.combine(place, place, Arbitraries.integers().between(1, 64))
                    .as((f, t, n) -> (Mutation) new Mutation.Copy(f, t, n))));
    return one.list().ofMinSize(1).ofMaxSize(4);
  }

  private static byte[] eightOf(int value) {
    var bytes = new byte[8];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
