package dev.credence.transformer.synthetic;

import dev.credence.transformer.config.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The sizes of a Llama 3, as its {@code config.json} has them.
 *
 * @param layers {@code num_hidden_layers}
 * @param dModel {@code hidden_size}
 * @param heads {@code num_attention_heads}
 * @param kvHeads {@code num_key_value_heads}
 * @param dHead {@code head_dim}
 * @param dMlp {@code intermediate_size}
 * @param vocab {@code vocab_size}
 * @param ropeFactor {@code rope_scaling.factor}, of the type {@code llama3}
 * @param tied whether the unembedding is the embedding
 */
public record LlamaShape(
    int layers,
    int dModel,
    int heads,
    int kvHeads,
    int dHead,
    int dMlp,
    int vocab,
    double ropeFactor,
    boolean tied) {

  /** Llama 3.1 8B: 8.03 billion weights, 16.06 GB. */
  public static final LlamaShape LLAMA_3_1_8B =
      new LlamaShape(32, 4096, 32, 8, 128, 14336, 128256, 8, false);

  /** Llama 3.2 1B: 1.24 billion weights, 2.47 GB. */
  public static final LlamaShape LLAMA_3_2_1B =
      new LlamaShape(16, 2048, 32, 8, 64, 8192, 128256, 32, true);

  /** Nobody's: 1.2 MB, for trying things out. */
  public static final LlamaShape TINY = new LlamaShape(4, 96, 6, 2, 16, 256, 512, 8, false);

  private static final Map<String, LlamaShape> BY_NAME = byName();

  private static Map<String, LlamaShape> byName() {
    Map<String, LlamaShape> shapes = new LinkedHashMap<>();
    shapes.put("llama-3.1-8b", LLAMA_3_1_8B);
    shapes.put("llama-3.2-1b", LLAMA_3_2_1B);
    shapes.put("tiny", TINY);
    return shapes;
  }

  /** {@return the names of the shapes known here, largest first} */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * A shape by name.
   *
   * @throws InvalidInputException if there is none of that name
   */
  public static LlamaShape named(String name) {
    LlamaShape shape = BY_NAME.get(name);
    if (shape == null) {
      throw new InvalidInputException(
          "shape \"%s\" is not one of %s", name, String.join(", ", names()));
    }
    return shape;
  }

  /** The configuration, with the settings that Meta's own files have. */
  String configuration() {
    return String.format(
        Locale.ROOT,
        """
        {
          "architectures": ["LlamaForCausalLM"],
          "attention_bias": false,
          "attention_dropout": 0.0,
          "bos_token_id": %d,
          "eos_token_id": %d,
          "head_dim": %d,
          "hidden_act": "silu",
          "hidden_size": %d,
          "initializer_range": 0.02,
          "intermediate_size": %d,
          "max_position_embeddings": 131072,
          "mlp_bias": false,
          "model_type": "llama",
          "num_attention_heads": %d,
          "num_hidden_layers": %d,
          "num_key_value_heads": %d,
          "pretraining_tp": 1,
          "rms_norm_eps": 1e-05,
          "rope_scaling": {
            "factor": %.1f,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
            "rope_type": "llama3"
          },
          "rope_theta": 500000.0,
          "tie_word_embeddings": %s,
          "torch_dtype": "bfloat16",
          "use_cache": true,
          "vocab_size": %d
        }
        """,
        vocab - 256, // the special tokens are the last 256
        vocab - 255,
        dHead,
        dModel,
        dMlp,
        heads,
        layers,
        kvHeads,
        ropeFactor,
        tied,
        vocab);
  }
}
