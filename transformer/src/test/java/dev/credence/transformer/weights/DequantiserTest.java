package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DequantiserTest {

  @Test
  void everyFormatEqualsPythonsGgufBitForBit() {
    try (var blocks = Gguf.open(Resource.path("quants.gguf"));
        var expected = Safetensors.open(Resource.path("quants.safetensors"))) {
      assertThat(blocks.names()).isEqualTo(expected.names()).hasSize(12);
      for (var name : blocks.names()) {
        var tensor = blocks.get(name);
        assertThat(tensor.type()).hasToString(name);
        assertThat(tensor.shape()).containsExactly(expected.get(name).shape());
        assertThat(bits(tensor.toFloats()))
            .as(name)
            .containsExactly(bits(expected.get(name).toFloats()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "Q.*", mode = EnumSource.Mode.MATCH_ALL)
  void randomBlocksEqualTheDefinition(ElementType type) {
    var random = new Random(3);
    for (int trial = 0; trial < 100; trial++) {
      var block = new byte[type.blockBytes()];
      random.nextBytes(block);
      var floats =
          new StoredTensor("t", type, new long[] {type.blockSize()}, heap(block)).toFloats();
      for (int i = 0; i < floats.length; i++) {
        float expected = SlowDequantiser.weight(type, block, i);
        assertThat(Float.floatToIntBits(floats[i]))
            .as("%s weight %d", type, i)
            .isEqualTo(Float.floatToIntBits(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "F32", "F64", "Q4_1", "Q6_K"})
  void manyThreadsGiveWhatOneGives(ElementType type) {
    long rows = 3 * (1L << 19) / 256 + 1;
    var bytes = new byte[Math.toIntExact(type.bytes(rows * 256))];
    new Random(5).nextBytes(bytes);
    var all = new StoredTensor("t", type, new long[] {rows, 256}, heap(bytes)).toFloats();
    for (long row : new long[] {0, 1, 2047, 2048, 4096, rows - 1}) {
      var part = heap(bytes).asSlice(type.bytes(row * 256), type.bytes(256));
      var alone = new StoredTensor("t", type, new long[] {256}, part).toFloats();
      var within = Arrays.copyOfRange(all, (int) row * 256, (int) row * 256 + 256);
      assertThat(bits(within)).as("row %d", row).containsExactly(bits(alone));
    }
  }

  @Test
  void everyHalfPrecisionNumberIsWidenedExactly() {
    var bytes = new byte[2 << 16];
    for (int i = 0; i < 1 << 16; i++) {
      bytes[2 * i] = (byte) i;
      bytes[2 * i + 1] = (byte) (i >> 8);
    }
    var shape = new long[] {1 << 16};
    var halves = new StoredTensor("t", ElementType.F16, shape, heap(bytes)).toFloats();
    var brains = new StoredTensor("t", ElementType.BF16, shape, heap(bytes)).toFloats();
    for (int i = 0; i < 1 << 16; i++) {
      assertThat(Float.compare(halves[i], halfByDefinition(i))).as("%04x", i).isZero();
      assertThat(Float.floatToRawIntBits(brains[i]) & 0xffbfffff).isEqualTo(i << 16 & 0xffbfffff);
    }
  }

  private static float halfByDefinition(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double size =
        exponent == 31
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (float) (bits >> 15 == 0 ? size : -size);
  }

  @Test
  void theTargetMayLieAnywhere() {
    try (var arena = Arena.ofConfined();
        var file = Gguf.open(Resource.path("quants.gguf"))) {
      var tensor = file.get("Q5_K");
      var target = arena.allocate(4 * tensor.elements() + 1).asSlice(1);
      tensor.dequantise(target);
      assertThat(target.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(tensor.toFloats());
      assertThatThrownBy(() -> tensor.dequantise(target.asSlice(4)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static MemorySegment heap(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }

  private static int[] bits(float[] floats) {
    var bits = new int[floats.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(floats[i]);
    }
    return bits;
  }
}
