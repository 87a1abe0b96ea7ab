package dev.credence.transformer.synthetic;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.weights.ElementType;
import dev.credence.transformer.weights.Safetensors;
import dev.credence.transformer.weights.UnmadeTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Llama 3 whose weights are random: matrices of normal numbers with variance 1 / (numbers in a
 * row), so that a product keeps the size of what it is given; norms of 1. Stored in bfloat16.
 *
 * @param shape its sizes
 * @param seed of the numbers: equal shapes and seeds give equal files
 */
public record SyntheticModel(LlamaShape shape, long seed) {
  /** What Hugging Face's transformers put in one shard. */
  private static final long SHARD_BYTES = 5_000_000_000L;

  /** {@return what the weights take, in bytes} */
  public long bytes() {
    try (Arena arena = Arena.ofConfined()) {
      return tensors(new NormalNumbers(seed, arena)).stream().mapToLong(UnmadeTensor::bytes).sum();
    }
  }

  /**
   * Writes {@code config.json}, shards and their index. There is no tokenizer: prompts are token
   * ids.
   *
   * @param folder made if it is not there
   * @throws InvalidInputException if something is in it already, or it cannot be written
   */
  public void write(Path folder) {
    write(folder, SHARD_BYTES);
  }

  void write(Path folder, long shardBytes) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new InvalidInputException(
              "%s: there is something in it already. Give a folder that is empty or not there",
              folder);
        }
      }
      try (Arena arena = Arena.ofShared()) {
        Safetensors.writeSharded(folder, tensors(new NormalNumbers(seed, arena)), shardBytes);
      }
      Files.writeString(folder.resolve(Families.CONFIG_FILE), shape.configuration());
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be written (%s: %s). Is there space, and may this user write there?",
              folder, e.getClass().getSimpleName(), String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }

  private List<UnmadeTensor> tensors(NormalNumbers numbers) {
    List<UnmadeTensor> tensors = new ArrayList<>();
    long d = shape.dModel();
    long queries = (long) shape.heads() * shape.dHead();
    long keys = (long) shape.kvHeads() * shape.dHead();
    tensors.add(matrix("model.embed_tokens", shape.vocab(), d, numbers));
    for (int i = 0; i < shape.layers(); i++) {
      String in = "model.layers." + i + ".";
      tensors.add(matrix(in + "self_attn.q_proj", queries, d, numbers));
      tensors.add(matrix(in + "self_attn.k_proj", keys, d, numbers));
      tensors.add(matrix(in + "self_attn.v_proj", keys, d, numbers));
      tensors.add(matrix(in + "self_attn.o_proj", d, queries, numbers));
      tensors.add(matrix(in + "mlp.gate_proj", shape.dMlp(), d, numbers));
      tensors.add(matrix(in + "mlp.up_proj", shape.dMlp(), d, numbers));
      tensors.add(matrix(in + "mlp.down_proj", d, shape.dMlp(), numbers));
      tensors.add(norm(in + "input_layernorm", numbers));
      tensors.add(norm(in + "post_attention_layernorm", numbers));
    }
    tensors.add(norm("model.norm", numbers));
    if (!shape.tied()) {
      tensors.add(matrix("lm_head", shape.vocab(), d, numbers));
    }
    return tensors;
  }

  private static UnmadeTensor matrix(String name, long rows, long columns, NormalNumbers numbers) {
    String weight = name + ".weight";
    return new UnmadeTensor(
        weight,
        ElementType.BF16,
        new long[] {rows, columns},
        numbers.of(weight, 1 / Math.sqrt(columns)));
  }

  private UnmadeTensor norm(String name, NormalNumbers numbers) {
    return new UnmadeTensor(
        name + ".weight", ElementType.BF16, new long[] {shape.dModel()}, numbers.ones());
  }
}
