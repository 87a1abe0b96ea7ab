package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GgufTest {
  @TempDir Path folder;

  @Test
  void metadataOfEveryTypeIsReadAsPythonWroteIt() {
    try (var file = Gguf.open(Resource.path("metadata.gguf"))) {
      assertThat(file.metadata())
          .containsAllEntriesOf(
              Map.of(
                  "general.alignment", 64L,
                  "a.uint8", 200L,
                  "a.int8", -100L,
                  "a.uint16", 60000L,
                  "a.int16", -30000L,
                  "a.uint32", 4000000000L,
                  "a.int32", -2000000000L,
                  "a.float32", 1e-5f,
                  "a.true", true,
                  "a.false", false))
          .containsAllEntriesOf(
              Map.of(
                  "a.string",
                  "belief \u0120 \ud83d\ude00",
                  "a.uint64",
                  new BigInteger("18446744073709551615"),
                  "a.int64",
                  -(1L << 62),
                  "a.float64",
                  1e-300,
                  "a.strings",
                  List.of("x", "", "éè"),
                  "a.integers",
                  List.of(1L, -2L, 3L),
                  "a.floats",
                  List.of(.5f, -1.5f),
                  "a.nested",
                  List.of(List.of(1L, 2L), List.of(3L, 4L))));
    }
  }

  @Test
  void shapesAreTurnedToOutermostFirst() {
    try (var file = Gguf.open(Resource.path("metadata.gguf"))) {
      assertThat(file.names()).containsExactly("first", "second");
      assertThat(file.get("second").shape()).containsExactly(2, 3, 4);
      var counting = new float[24];
      IntStream.range(0, 24).forEach(i -> counting[i] = i);
      assertThat(file.get("second").toFloats()).containsExactly(counting);
      assertThat(file.get("first").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(file.get("first").isAligned()).isTrue();
    }
  }

  @Test
  void versionTwoIsReadToo() throws IOException {
    var bytes = GgufBytes.header(2, 1, 0).tensor("a", 0, 0, 3, 2).data(32, 24).bytes();
    try (var file = Gguf.open(file(bytes))) {
      assertThat(file.get("a").shape()).containsExactly(2, 3);
    }
  }

  @Test
  void everyCutOfARealFileIsRefused() throws IOException {
    var bytes = Files.readAllBytes(Resource.path("metadata.gguf"));
    // The last tensor is followed by padding, which a reader can do without.
    int needed = bytes.length - 32;
    for (int length = 0; length < needed; length++) {
      refused(Arrays.copyOf(bytes, length), "");
    }
    Gguf.open(file(Arrays.copyOf(bytes, needed))).close();
  }

  static Stream<Arguments> filesThatLie() {
    return Stream.of(
        arguments("", "0 bytes", new byte[0]),
        arguments("magic", "begins with the bytes", new byte[40]),
        arguments("version 1", "GGUF version 1", GgufBytes.header(1, 0, 0).bytes()),
        arguments("version 4", "GGUF version 4", GgufBytes.header(4, 0, 0).bytes()),
        arguments("big", "big-endian", GgufBytes.header(0x03000000, 0, 0).bytes()),
        arguments("tensors", "tensors: 18,446,744,073,709,551,615", h(-1, 0).bytes()),
        arguments("tensors", "tensors: 1,000,000,000,000", h(1_000_000_000_000L, 0).bytes()),
        arguments("tensors", "100,000 tensors, at least", h(100_000, 0).bytes()),
        arguments("entries", "metadata entries: 65,537", h(0, 65_537).bytes()),
        arguments("entries", "metadata entries, at least", h(0, 1000).bytes()),
        arguments("key", "metadata key 1 bytes", h(0, 1).int64(1L << 62).data(1, 50).bytes()),
        arguments("key", "metadata key 1", h(0, 1).int64(60).data(1, 50).bytes()),
        arguments("key", "is not UTF-8", h(0, 1).text(new byte[] {-1}).data(1, 50).bytes()),
        arguments("type", "has type 13", h(0, 1).text("k").int32(13).data(1, 8).bytes()),
        arguments("bool", "truth value 2", h(0, 1).text("k").int32(7).raw(2).bytes()),
        arguments("twice", "\"k\" is there twice", h(0, 2).entry("k", 1).entry("k", 2).bytes()),
        arguments("alignment", "general.alignment is 0", align(0).bytes()),
        arguments("alignment", "general.alignment is 48", align(48).bytes()),
        arguments(
            "alignment",
            "general.alignment is x",
            h(0, 1).text("general.alignment").int32(8).text("x").bytes()),
        arguments("pieces", "one of 3 pieces", h(0, 1).entry("split.count", 3).bytes()),
        arguments(
            "array",
            "elements: 1,099,511,627,776",
            h(0, 1).text("k").int32(9).int32(0).int64(1L << 40).bytes()),
        arguments(
            "array",
            "1,000,000 metadata \"k\" elements",
            h(0, 1).text("k").int32(9).int32(8).int64(1_000_000).bytes()),
        arguments("nested", "arrays within arrays: 5", nested(50)),
        arguments("axes", "has 5 axes", h(1, 0).tensor("a", 0, 0, 1, 1, 1, 1, 1).bytes()),
        arguments("axes", "has 4294967295 axes", h(1, 0).text("a").int32(-1).data(1, 99).bytes()),
        arguments("size", "which no file can hold", one(0, 0, -1)),
        arguments("size", "which no file can hold", one(0, 0, 1L << 40, 1L << 40)),
        arguments("size", "which no file can hold", one(0, 0, 1L << 62, 1)),
        arguments("room", "the file has 64", one(0, 0, 17)),
        arguments("room", "the file has 64", one(0, 96, 1)),
        arguments("offset", "a multiple of 32", one(0, 4, 1)),
        arguments("offset", "18,446,744,073,709,551,584", one(0, -32, 1)),
        arguments("blocks", "whole blocks of 32", one(2, 0, 16, 2)),
        arguments("type", "has type IQ4_NL", one(20, 0, 32)),
        arguments("type", "has type 99", one(99, 0, 32)),
        arguments(
            "overlap",
            "inside another",
            h(2, 0).tensor("a", 0, 0, 16).tensor("b", 0, 32, 8).data(32, 64).bytes()),
        arguments(
            "twice",
            "tensor \"a\" is there twice",
            h(2, 0).tensor("a", 0, 0, 8).tensor("a", 0, 32, 8).data(32, 64).bytes()));
  }

  private static GgufBytes h(long tensors, long entries) {
    return GgufBytes.header(3, tensors, entries);
  }

  private static GgufBytes align(int alignment) {
    return h(0, 1).entry("general.alignment", alignment);
  }

  private static byte[] one(int type, long offset, long... sizes) {
    return h(1, 0).tensor("a", type, offset, sizes).data(32, 64).bytes();
  }

  private static byte[] nested(int depth) {
    var b = h(0, 1).text("k").int32(9);
    for (int i = 0; i < depth; i++) {
      b.int32(9).int64(1);
    }
    return b.data(1, 100).bytes();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("filesThatLie")
  void aFileThatLiesIsRefusedInOneLine(String what, String expected, byte[] bytes)
      throws IOException {
    refused(bytes, what.isEmpty() ? "ends at byte 0" : expected);
  }

  @Test
  void anEmptyTensorAtTheEndNeedsNoPadding() throws IOException {
    var bytes = h(1, 0).tensor("a", 0, 0, 0).bytes();
    try (var file = Gguf.open(file(bytes))) {
      assertThat(file.get("a").toFloats()).isEmpty();
    }
  }

  private void refused(byte[] bytes, String expected) throws IOException {
    var path = file(bytes);
    assertThatThrownBy(() -> Gguf.open(path).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining(path.getFileName().toString())
        .message()
        .doesNotContain("\n");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("m.gguf"), bytes);
  }
}
