package dev.credence.torch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.library.Libtorch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  private Scope scope = Scope.open();
  private long before;

  @BeforeEach
  void open() {
    scope.close();
    before = Tensor.live();
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
    assertThat(Tensor.live()).isEqualTo(before);
  }

  @Test
  void whatGoesInComesOut() {
    assertThat(Tensor.of(new float[] {1.5f, -2, 3}).toFloats()).containsExactly(1.5f, -2, 3);
    assertThat(Tensor.of(new double[] {Math.PI}, 1, 1).toDoubles()).containsExactly(Math.PI);
    assertThat(Tensor.of(new long[] {Long.MIN_VALUE, 7}, 2).toLongs())
        .containsExactly(Long.MIN_VALUE, 7);
    assertThat(Tensor.of(new int[] {3, -4}).toLongs()).containsExactly(3, -4);
    assertThat(Tensor.of(new boolean[] {true, false, true}).toBooleans())
        .containsExactly(true, false, true);
    assertThat(Tensor.scalar(2.5).item()).isEqualTo(2.5);
    assertThat(Tensor.arange(4).toLongs()).containsExactly(0, 1, 2, 3);
    assertThat(Tensor.of(new float[0], 0, 3).toFloats()).isEmpty();
  }

  @Test
  void aTensorKnowsWhatItIs() {
    Tensor t = Tensor.zeros(DType.FLOAT32, Device.CPU, 55, 9, 64);
    assertThat(t).hasToString("float32 [55, 9, 64] cpu");
    assertThat(t.shape()).isEqualTo(Shape.of(55, 9, 64)).hasToString("[55, 9, 64]");
    assertThat(t.rank()).isEqualTo(3);
    assertThat(t.size(-1)).isEqualTo(64);
    assertThat(t.elements()).isEqualTo(55 * 9 * 64);
    assertThat(t.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(t.device()).isEqualTo(Device.CPU);
    assertThat(t.isContiguous()).isTrue();
    assertThat(Ops.transpose(t, 0, 1).isContiguous()).isFalse();
    assertThatThrownBy(() -> t.size(3)).hasMessage("dimension 3 of shape [55, 9, 64]");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeIsMadeFilledAndRead(DType type) {
    Tensor ones = Tensor.ones(type, Device.CPU, 2, 2);
    assertThat(ones.dtype()).isEqualTo(type);
    assertThat(ones.toFloats()).containsExactly(1, 1, 1, 1);
    assertThat(ones.toLongs()).containsExactly(1, 1, 1, 1);
    assertThat(ones.toBooleans()).containsExactly(true, true, true, true);
    assertThat(Tensor.full(0, type, Device.CPU).item()).isZero();
    assertThat(Tensor.empty(type, Device.CPU, 3).elements()).isEqualTo(3);
    assertThat(Ops.to(Tensor.of(new float[] {1, 0}), type).toFloats()).containsExactly(1, 0);
    assertThat(ones).hasToString(type.toString() + " [2, 2] cpu");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16", "FLOAT32"})
  void numbersTakePartWithTheTensorsType(DType type) {
    for (long[] shape : new long[][] {{3}, {}}) {
      Tensor t = Tensor.full(3, type, Device.CPU, shape);
      for (Tensor result :
          new Tensor[] {
            Ops.add(t, 1), Ops.sub(t, 1), Ops.mul(t, .5), Ops.div(t, 2), Ops.pow(t, 2)
          }) {
        assertThat(result.dtype()).isEqualTo(type);
      }
      assertThat(Ops.select(Ops.reshape(Ops.mul(t, .5), -1), 0, 0).item()).isEqualTo(1.5);
    }
  }

  @Test
  void aNumberThatIsNotWholeTurnsIntegersIntoReals() {
    Tensor integers = Tensor.of(new long[] {1, 2});
    assertThat(Ops.add(integers, 3)).hasToString("int64 [2] cpu");
    assertThat(Ops.add(integers, .5).toFloats()).containsExactly(1.5f, 2.5f);
    assertThat(Ops.mul(integers, .5).toFloats()).containsExactly(.5f, 1);
    assertThat(Ops.div(integers, 2).dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void integersAreAddedExactly() {
    Tensor a = Tensor.of(new long[] {Long.MAX_VALUE - 1, 5}, 2);
    Tensor b = Tensor.of(new long[] {1, -7, 0, 2}, 2, 2);
    assertThat(Ops.add(a, b).toLongs()).containsExactly(Long.MAX_VALUE, -2, Long.MAX_VALUE - 1, 7);
    assertThat(Ops.sub(b, a).toLongs())
        .containsExactly(2 - Long.MAX_VALUE, -12, 1 - Long.MAX_VALUE, -3);
    Ops.addInPlace(b, a, 1);
    assertThat(b.toLongs()).containsExactly(Long.MAX_VALUE, -2, Long.MAX_VALUE - 1, 7);
    Tensor small = Tensor.full(7, DType.INT32, Device.CPU, 2);
    assertThat(Ops.sub(small, 9)).hasToString("int32 [2] cpu");
    assertThat(Ops.sub(small, small).toLongs()).containsExactly(0, 0);
    assertThat(Ops.add(Tensor.of(new boolean[] {true}), 1).toLongs()).containsExactly(2);
  }

  @Test
  void bfloat16IsTheUpperHalfOfAFloatRoundedToEven() {
    Random random = new Random(1);
    float[] values = new float[1000];
    float[] expected = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
      int bits = Float.floatToRawIntBits(values[i]);
      int rounded = bits + 0x7FFF + (bits >>> 16 & 1);
      expected[i] = Float.intBitsToFloat(rounded & 0xFFFF0000);
    }
    assertThat(Ops.to(Tensor.of(values), DType.BFLOAT16).toFloats()).containsExactly(expected);
  }

  @Test
  void float16IsWhatJavaTakesItToBe() {
    float[] values = {1, 1 / 3f, 65504, 1e-7f, -2.5f, 0.1f, 70000};
    float[] expected = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      expected[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
    assertThat(Ops.to(Tensor.of(values), DType.FLOAT16).toFloats()).containsExactly(expected);
  }

  @Test
  void viewsAreReadRowByRow() {
    Tensor t = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(Ops.transpose(t, 0, 1).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(t.row(1)).containsExactly(4, 5, 6);
    assertThat(Ops.narrow(t, 1, 1, 1).row(-1)).containsExactly(5);
    assertThat(Ops.narrow(t, 0, 1, 1).toFloats()).containsExactly(4, 5, 6);
  }

  @Test
  void wrappedMemoryIsNotCopied() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_FLOAT, 1, 2, 3, 4);
      try (Tensor t = Tensor.wrap(memory, DType.FLOAT32, Shape.of(2, 2));
          Tensor view = Ops.transpose(t, 0, 1)) {
        memory.setAtIndex(JAVA_FLOAT, 1, 20);
        assertThat(t.toFloats()).containsExactly(1, 20, 3, 4);
        assertThat(view.toFloats()).containsExactly(1, 3, 20, 4);
        Ops.mulInPlace(t, 2);
        assertThat(memory.getAtIndex(JAVA_FLOAT, 3)).isEqualTo(8);
        assertThat(view.memory).isSameAs(memory);
        assertThat(Ops.add(t, t).memory).isNull();
      }
    }
  }

  @Test
  void aMappedFileIsATensor(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("weights");
    byte[] header = {9, 9};
    short one = (short) 0x3F80; // 1 in bfloat16
    MemorySegment bytes = Arena.ofAuto().allocate(6);
    MemorySegment.copy(header, 0, bytes, JAVA_BYTE, 0, 2);
    bytes.set(JAVA_SHORT.withByteAlignment(1), 2, one);
    bytes.set(JAVA_SHORT.withByteAlignment(1), 4, (short) 0xC000);
    Files.write(file, bytes.toArray(JAVA_BYTE));
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      Tensor t = Tensor.wrap(mapped.asSlice(2), DType.BFLOAT16, Shape.of(2));
      assertThat(t.toFloats()).containsExactly(1, -2);
    }
  }

  @Test
  void memoryThatIsTooSmallOrOnTheHeapIsRefused() {
    assertThatThrownBy(
            () -> Tensor.wrap(Arena.ofAuto().allocate(12), DType.FLOAT32, Shape.of(2, 2)))
        .hasMessage(
            "a tensor float32 [2, 2] needs 16 bytes of native memory, not 12 bytes of native"
                + " memory");
    assertThatThrownBy(
            () -> Tensor.wrap(MemorySegment.ofArray(new float[4]), DType.FLOAT32, Shape.of(2, 2)))
        .hasMessageContaining("not 16 bytes of heap memory");
  }

  @Test
  void aShapeThatDoesNotFitTheValuesIsRefused() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .hasMessage("5 values for a tensor of shape [2, 3]");
    assertThatThrownBy(() -> Tensor.of(new float[1], -1)).hasMessage("negative size in shape [-1]");
    assertThatThrownBy(() -> Tensor.of(new float[2]).item())
        .hasMessage("item of float32 [2] cpu, which is not one element");
  }

  @Test
  void anErrorNamesOperationShapesAndTypes() {
    Tensor a = Tensor.of(new float[6], 2, 3);
    assertThatThrownBy(() -> Ops.matmul(a, a))
        .isInstanceOf(TorchException.class)
        .hasMessageStartingWith("matmul(float32 [2, 3] cpu, float32 [2, 3] cpu) failed")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Ops.add(a, Tensor.zeros(DType.FLOAT32, Device.CPU, 4)))
        .hasMessageStartingWith("add(float32 [2, 3] cpu, float32 [4] cpu) failed");
    assertThatThrownBy(
            () -> Ops.cat(java.util.List.of(a, Tensor.zeros(DType.INT64, Device.CPU, 1, 2)), 0))
        .hasMessageStartingWith("cat(float32 [2, 3] cpu, int64 [1, 2] cpu) failed");
    assertThatThrownBy(() -> Ops.embedding(a, Tensor.of(new int[] {7})))
        .hasMessageStartingWith("embedding(float32 [2, 3] cpu, int64 [1] cpu) failed");
    assertThatThrownBy(() -> Ops.linear(Tensor.ones(DType.FLOAT32, Device.CPU, 1, 4), a, null))
        .hasMessageStartingWith("linear(float32 [1, 4] cpu, float32 [2, 3] cpu) failed");
  }

  @Test
  void libtorchsOwnWordsAreInTheMessage() {
    Assumptions.assumeTrue(
        Libtorch.version().compareTo("2.13") >= 0, "libtorch gives no reasons before 2.13");
    Tensor a = Tensor.of(new float[6], 2, 3);
    assertThatThrownBy(() -> Ops.matmul(a, a))
        .hasMessageEndingWith(": mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");
  }

  @Test
  void aNullArgumentDoesNotDisturbTheNextCall() {
    Tensor a = Tensor.of(new float[] {1, 2});
    assertThatThrownBy(() -> Ops.mul(a, nothing())).isInstanceOf(NullPointerException.class);
    assertThat(Ops.mul(a, a).toFloats()).containsExactly(1, 4);
  }

  @SuppressWarnings("NullAway") // what a caller without a null checker might hand over
  private static Tensor nothing() {
    return null;
  }

  @Test
  void aTensorIsClosedOnce() {
    Tensor t = Tensor.scalar(1);
    assertThat(t.dtype()).isEqualTo(DType.FLOAT32);
    t.close();
    t.close();
    assertThat(t.isClosed()).isTrue();
    assertThat(t).hasToString("closed tensor");
    assertThatThrownBy(t::toFloats)
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("was closed before");
    assertThatThrownBy(() -> Ops.neg(t)).hasMessageStartingWith("neg: an argument was closed");
  }

  @Test
  void devicesAreReadFromText() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
    assertThat(Device.parse("cuda")).isEqualTo(Device.cuda(0)).hasToString("cuda:0");
    assertThat(Device.parse("cuda:3")).isEqualTo(Device.cuda(3));
    assertThatThrownBy(() -> Device.parse("gpu"))
        .hasMessage("device \"gpu\" is not one of cpu, cuda, cuda:0, cuda:1, ...");
  }

  @Test
  void withoutCudaItsUseSaysSo() {
    Assumptions.assumeFalse(Libtorch.hasCuda(), "this machine has CUDA");
    Tensor t = Tensor.scalar(1);
    for (Runnable use :
        new Runnable[] {
          () -> Ops.to(t, Device.cuda(0)), () -> Tensor.zeros(DType.FLOAT32, Device.cuda(0), 2)
        }) {
      assertThatThrownBy(use::run)
          .isInstanceOf(TorchException.class)
          .hasMessageStartingWith("cuda:0: this libtorch finds no CUDA device. Use cpu, or");
    }
  }

  @Test
  void tooMuchMemoryIsAnErrorAndNotTheEnd() {
    assertThatThrownBy(() -> Tensor.empty(DType.FLOAT64, Device.CPU, 1L << 50))
        .isInstanceOf(TorchException.class)
        .hasMessageStartingWith("empty float64 [1125899906842624] cpu");
  }
}
