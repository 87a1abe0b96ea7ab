package dev.credence.jmh;

import dev.credence.transformer.weights.Dequantiser;
import dev.credence.transformer.weights.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Quantised blocks to single precision, on one thread: time an element. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DequantiserBenchmark {
  /** Few enough that one thread takes them all, as much as a small model's matrix. */
  private static final int ELEMENTS = 1 << 18;

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** How the numbers lie. */
  @Param({"Q4_1", "Q8_0", "Q4_K", "Q6_K"})
  public String type = "Q4_1";

  private ElementType blocks = ElementType.Q4_1;
  private MemorySegment source = MemorySegment.NULL;
  private MemorySegment target = MemorySegment.NULL;

  /** Drawn bytes, with scales and minima that are plain numbers. */
  @Setup
  public void draw() {
    blocks = ElementType.valueOf(type);
    source = Arena.ofAuto().allocate(blocks.bytes(ELEMENTS), Float.BYTES);
    target = Arena.ofAuto().allocate(Float.BYTES * (long) ELEMENTS, Float.BYTES);
    var random = new SplittableRandom(0);
    for (long at = 0; at < source.byteSize(); at++) {
      source.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
    }
    int[] halves =
        switch (blocks) {
          case Q4_1, Q4_K -> new int[] {0, 2};
          case Q8_0 -> new int[] {0};
          case Q6_K -> new int[] {208};
          default ->
              throw new IllegalArgumentException(type + ": where its scales lie is not told");
        };
    for (long block = 0; block < source.byteSize(); block += blocks.blockBytes()) {
      for (int half : halves) {
        source.set(HALF, block + half, Float.floatToFloat16(.01f));
      }
    }
  }

  /** All elements. */
  @Benchmark
  @OperationsPerInvocation(ELEMENTS)
  public MemorySegment dequantise() {
    Dequantiser.dequantise(blocks, source, ELEMENTS, target);
    return target;
  }
}
