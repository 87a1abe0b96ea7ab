package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir Path folder;

  private static final double[] EIGHTHS = IntStream.range(0, 24).mapToDouble(i -> i / 8.).toArray();

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float16", "big_endian", "fortran", "version2", "version3"})
  void whatNumpySavesIsReadInCOrder(String name) {
    var array = Npy.read(Resource.path(name + ".npy"));
    assertThat(array.shape()).containsExactly(2, 3, 4);
    assertThat(array.doubles()).containsExactly(EIGHTHS);
    if (name.equals("big_endian")) {
      assertThat(array).isInstanceOf(NdArray.Float64.class);
    } else {
      assertThat(array).isInstanceOf(NdArray.Float32.class);
    }
  }

  @Test
  void integersAndDoublesKeepTheirValues() {
    var expected = IntStream.range(-12, 12).asLongStream().toArray();
    assertThat(Npy.read(Resource.path("int64.npy"))).isEqualTo(NdArray.of(expected, 2, 3, 4));
    assertThat(Npy.read(Resource.path("int32.npy"))).isEqualTo(NdArray.of(expected, 2, 3, 4));
    var thirds = IntStream.range(0, 24).mapToDouble(i -> i / 3.).toArray();
    assertThat(Npy.read(Resource.path("float64.npy"))).isEqualTo(NdArray.of(thirds, 2, 3, 4));
  }

  @Test
  void vectorsScalarsAndEmptyArraysAreRead() {
    assertThat(Npy.read(Resource.path("vector.npy")))
        .isEqualTo(NdArray.of(new float[] {1.5f, Float.NaN, Float.NEGATIVE_INFINITY}));
    assertThat(Npy.read(Resource.path("scalar.npy")))
        .isEqualTo(new NdArray.Int64(new long[0], new long[] {7}));
    assertThat(Npy.read(Resource.path("empty.npy"))).isEqualTo(NdArray.of(new float[0], 0, 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64", "int64", "vector", "scalar", "empty"})
  void whatIsWrittenIsByteForByteWhatNumpyWrites(String name) throws IOException {
    var copy = folder.resolve("copy.npy");
    Npy.write(copy, Npy.read(Resource.path(name + ".npy")));
    assertThat(Files.mismatch(copy, Resource.path(name + ".npy"))).isEqualTo(-1);
  }

  @Test
  void damagedAndForeignFilesAreRefusedInOneLine() throws IOException {
    refused("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, "holds '|O'");
    refused("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", 8, "holds '<c8'");
    refused("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8, "does not take the 8");
    refused("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 8, "were expected");
    refused("{'descr': '<f4', 'fortran_order': False, 'shape': (1 2), }", 8, "integers");
    refused(
        "{'descr': '<f8', 'fortran_order': True, 'shape': (4294967296, 4294967296), }", 8, "more");
    refused("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,), }", 8, "not take");
    refused("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4, "of one");
    var bytes = Files.readAllBytes(Resource.path("float32.npy"));
    for (int length = 0; length < bytes.length; length++) {
      var cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Npy.read(cut)).isInstanceOf(InvalidInputException.class);
    }
  }

  private void refused(String header, int dataBytes, String expected) throws IOException {
    var text = (char) 0x93 + "NUMPY\1\0" + (char) header.length() + "\0" + header;
    var path = folder.resolve("bad.npy");
    Files.write(path, (text + "\0".repeat(dataBytes)).getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Npy.read(path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(expected);
  }
}
