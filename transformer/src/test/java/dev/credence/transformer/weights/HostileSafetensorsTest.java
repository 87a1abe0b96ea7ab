package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileSafetensorsTest {
  @TempDir Path folder;

  private static final String A = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

  static Stream<Arguments> headersThatLie() {
    return Stream.of(
        arguments("{" + A + "}", 4, "the tensors take 8 bytes, the file has 4"),
        arguments("{" + A + "}", 9, "the tensors take 8 bytes, the file has 9"),
        arguments("{" + A + "," + A + "}", 8, "Duplicate"),
        arguments("{" + A + ",'__metadata__':{'k':'1','k':'2'}}", 8, "Duplicate"),
        arguments(
            "{" + A + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}",
            8,
            "inside another"),
        arguments(
            "{" + A + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}}", 16, "a hole"),
        arguments(one("F32", "[2]", "[0,4]"), 8, "takes 8 bytes, its data_offsets are [0, 4]"),
        arguments(one("F32", "[2]", "[8,0]"), 8, "its data_offsets are [8, 0]"),
        arguments(one("F32", "[2]", "[0,8,9]"), 8, "the two data_offsets"),
        arguments(one("F32", "[-2]", "[0,8]"), 8, "-2, an integer from 0"),
        arguments(one("F32", "[2.5]", "[0,8]"), 8, "an integer from 0"),
        arguments(one("F32", "[99999999999999999999]", "[0,8]"), 8, "an integer from 0"),
        arguments(one("F32", "[4294967296,4294967296]", "[0,8]"), 8, "more than 2^63 bytes"),
        arguments(one("F32", "[9223372036854775807]", "[0,8]"), 8, "more than 2^63 bytes"),
        arguments(one("F32", "[0,9223372036854775807,4]", "[0,8]"), 8, "takes 0 bytes"),
        arguments(one("Q9", "[2]", "[0,8]"), 8, "dtype \"Q9\""),
        arguments(one("Q4_0", "[2]", "[0,8]"), 8, "dtype \"Q4_0\""),
        arguments("{'a':{'dtype':'F32','shape':[2]}}", 8, "lacks dtype, shape"),
        arguments("{'a':{'dtype':'F32','order':'F'}}", 8, "has \"order\""),
        arguments("{'a':[1]}", 8, "an array, an object was expected"),
        arguments("{'__metadata__':{'k':1}}", 0, "an integer, a text was expected"),
        arguments("{" + A, 8, "not valid JSON"),
        arguments("{" + A + "} {", 8, "goes on after"),
        arguments("{'a':{'dtype':'F32','shape':" + "[".repeat(100), 8, "shape is [, an integer"),
        arguments("{'\u0000'".replace('\'', '"') + ":1}", 8, "not valid JSON"),
        arguments("[1]", 0, "does not begin with '{'"),
        arguments("", 0, "does not begin with '{'"));
  }

  private static String one(String dtype, String shape, String offsets) {
    return "{'a':{'dtype':'" + dtype + "','shape':" + shape + ",'data_offsets':" + offsets + "}}";
  }

  @ParameterizedTest
  @MethodSource("headersThatLie")
  void aHeaderThatLiesIsRefusedInOneLine(String header, int dataBytes, String expected)
      throws IOException {
    refused(file(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), dataBytes), expected);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    refused(file("{\"\u00ff\":1}".getBytes(StandardCharsets.ISO_8859_1), 0), "not valid JSON");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefusedWhateverItsLength() throws IOException {
    for (long length : new long[] {9, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      refused(bytes(longBytes(length)), "the header needs " + Limit.unsigned(length) + " bytes");
    }
    refused(bytes(new byte[7]), "7 bytes");
    refused(bytes(new byte[0]), "0 bytes");
  }

  @Test
  void limitsHoldAndNameTheirSetting() throws IOException {
    var deep = new StringBuilder("{");
    for (int i = 0; i < 20; i++) {
      deep.append(i == 0 ? "" : ",")
          .append("'")
          .append(i)
          .append("':{'dtype':'F32',")
          .append("'shape':[0],'data_offsets':[0,0]}");
    }
    var path =
        file(deep.append('}').toString().replace('\'', '"').getBytes(StandardCharsets.UTF_8), 0);
    System.setProperty(Limit.TENSORS.setting(), "19");
    try {
      refused(
          path,
          "tensors: 20, at most 19 are read. Damaged? If not, raise it with "
              + "-Dcredence.limit.tensors=N");
    } finally {
      System.clearProperty(Limit.TENSORS.setting());
    }
    try (var file = Safetensors.open(path)) {
      assertThat(file.names()).hasSize(20);
    }
  }

  @Test
  void whatIsNoFileSaysWhatItIs() throws IOException {
    refused(folder, "this is a folder");
    refused(folder.resolve("absent"), "no such file");
    refused(
        bytes(
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\n"
                .getBytes(StandardCharsets.UTF_8)),
        "Git LFS pointer");
  }

  @Test
  void aFolderWithPickledWeightsSaysHowToSaveThem() throws IOException {
    Files.createFile(folder.resolve("pytorch_model.bin"));
    assertThatThrownBy(() -> Safetensors.openFolder(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("safe_serialization=True");
  }

  @Test
  void aFolderWithSeveralCheckpointsAsksForOne() {
    Safetensors.write(folder.resolve("a.safetensors"), Map.<String, NdArray>of(), Map.of());
    Safetensors.openFolder(folder).close();
    Safetensors.write(folder.resolve("b.safetensors"), Map.<String, NdArray>of(), Map.of());
    assertThatThrownBy(() -> Safetensors.openFolder(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Name the one that is meant");
  }

  private static void refused(Path path, String expected) {
    assertThatThrownBy(() -> Safetensors.open(path).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining(path.getFileName().toString())
        .message()
        .doesNotContain("\n");
  }

  private Path file(byte[] header, int dataBytes) throws IOException {
    return bytes(
        ByteBuffer.allocate(8 + header.length + dataBytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .array());
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private Path bytes(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "m", ".safetensors"), bytes);
  }
}
