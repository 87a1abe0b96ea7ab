package dev.credence.jmh;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** NumPy's shuffle: of a prompt's ten draws, and of a long list. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NumpyRandomBenchmark {
  /** How long the list is. */
  @Param({"10", "10000"})
  public int length = 10;

  private final NumpyRandom random = NumpyRandom.ofSeed(0);
  private final List<Integer> list = new ArrayList<>();

  /** Numbers in order. */
  @Setup
  public void count() {
    for (int i = 0; i < length; i++) {
      list.add(i);
    }
  }

  /** The whole list. */
  @Benchmark
  public List<Integer> shuffle() {
    random.shuffle(list);
    return list;
  }
}
