package dev.credence.jmh;

import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A checkpoint's header: mapped, parsed, checked, closed. Its 272 tensors are of one number. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SafetensorsBenchmark {
  private static final int LAYERS = 30;

  /** A Llama layer's, as Hugging Face names them. */
  private static final String[] OF_A_LAYER = {
    "input_layernorm",
    "mlp.down_proj",
    "mlp.gate_proj",
    "mlp.up_proj",
    "post_attention_layernorm",
    "self_attn.k_proj",
    "self_attn.o_proj",
    "self_attn.q_proj",
    "self_attn.v_proj"
  };

  private Path file = Path.of("");

  /** Writes the file. */
  @Setup
  public void write() throws IOException {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    NdArray one = NdArray.of(new float[] {1}, 1, 1);
    for (int layer = 0; layer < LAYERS; layer++) {
      for (String name : OF_A_LAYER) {
        tensors.put("model.layers." + layer + "." + name + ".weight", one);
      }
    }
    tensors.put("model.embed_tokens.weight", one);
    tensors.put("model.norm.weight", one);
    file = Files.createTempFile("credence", ".safetensors");
    Safetensors.write(file, tensors, Map.of("format", "pt"));
  }

  /** Takes it away. */
  @TearDown
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The header of 272 tensors. */
  @Benchmark
  public int open() {
    try (Checkpoint checkpoint = Safetensors.open(file)) {
      return checkpoint.names().size();
    }
  }
}
