package dev.credence.lab;

import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model of 3 layers and 2 heads with drawn weights and a tokenizer of 44 tokens, in the form of
 * TransformerLens: small enough to be written and run in a test. It knows nothing; it has every
 * hook.
 */
public final class TinyModel {
  public static final int LAYERS = 3;
  public static final int HEADS = 2;
  public static final int D_MODEL = 16;
  private static final int D_HEAD = 8;
  private static final int D_MLP = 32;
  private static final int CONTEXT = 64;
  private static final String BOS = "<|bos|>";

  private final int context;
  private final SplittableRandom random;
  private final Map<String, NdArray> weights = new LinkedHashMap<>();

  private TinyModel(long seed, int context) {
    this.context = context;
    this.random = new SplittableRandom(seed);
  }

  /** Writes the model into a folder, which is made. */
  public static Path write(Path folder) throws IOException {
    return write(folder, 1);
  }

  /** Writes a model with other weights. */
  public static Path write(Path folder, long seed) throws IOException {
    return write(folder, seed, CONTEXT);
  }

  /** Writes a model that takes prompts of another length. */
  public static Path write(Path folder, long seed, int context) throws IOException {
    Files.createDirectories(folder);
    Map<String, Integer> vocabulary = vocabulary();
    var model = new TinyModel(seed, context);
    model.draw(vocabulary.size());
    Safetensors.write(folder.resolve("model.safetensors"), model.weights, Map.of());
    Files.writeString(folder.resolve("tl_config.json"), model.config(vocabulary.size()));
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer(vocabulary));
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"" + BOS + "\"}");
    return folder;
  }

  private String config(int vocabulary) {
    return
"""
{"n_layers": %d, "d_model": %d, "n_heads": %d, "d_head": %d, "d_mlp": %d, "d_vocab": %d,
 "n_ctx": %d, "act_fn": "gelu", "normalization_type": "LN", "eps": 1e-5}
"""
        .formatted(LAYERS, D_MODEL, HEADS, D_HEAD, D_MLP, vocabulary, context);
  }

  private void draw(int vocabulary) {
    add("embed.W_E", 1, vocabulary, D_MODEL);
    add("pos_embed.W_pos", 0.3, context, D_MODEL);
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "blocks." + layer + ".";
      norm(block + "ln1");
      for (String matrix : new String[] {"Q", "K", "V"}) {
        add(block + "attn.W_" + matrix, 0.5, HEADS, D_MODEL, D_HEAD);
        add(block + "attn.b_" + matrix, 0.1, HEADS, D_HEAD);
      }
      add(block + "attn.W_O", 0.5, HEADS, D_HEAD, D_MODEL);
      add(block + "attn.b_O", 0.1, D_MODEL);
      norm(block + "ln2");
      add(block + "mlp.W_in", 0.5, D_MODEL, D_MLP);
      add(block + "mlp.b_in", 0.1, D_MLP);
      add(block + "mlp.W_out", 0.4, D_MLP, D_MODEL);
      add(block + "mlp.b_out", 0.1, D_MODEL);
    }
    norm("ln_final");
    add("unembed.W_U", 0.7, D_MODEL, vocabulary);
    add("unembed.b_U", 0.1, vocabulary);
  }

  private void norm(String name) {
    add(name + ".w", 0.2, D_MODEL);
    float[] weight = Objects.requireNonNull(weights.get(name + ".w")).floats();
    for (int i = 0; i < weight.length; i++) {
      weight[i] += 1;
    }
    add(name + ".b", 0.1, D_MODEL);
  }

  private void add(String name, double scale, long... shape) {
    int size = 1;
    for (long length : shape) {
      size *= (int) length;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (scale * random.nextDouble(-1, 1));
    }
    weights.put(name, NdArray.of(values, shape));
  }

  /** Letters and signs of short prompts, and {@code " X"}, {@code " Y"} as one token each. */
  private static Map<String, Integer> vocabulary() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    vocabulary.put(BOS, 0);
    "abcdefghijklmnopqrstuvwxyzABDNXY:.,=\u0120\u010A"
        .chars()
        .forEach(c -> vocabulary.put(Character.toString(c), vocabulary.size()));
    for (String symbol : new String[] {"X", "Y", "A", "B"}) {
      vocabulary.put("\u0120" + symbol, vocabulary.size());
    }
    return vocabulary;
  }

  private static String tokenizer(Map<String, Integer> vocabulary) {
    var byteLevel =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> bos = new LinkedHashMap<>();
    bos.put("id", 0);
    bos.put("content", BOS);
    for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
      bos.put(flag, false);
    }
    bos.put("special", true);
    Map<String, Object> bpe = new LinkedHashMap<>();
    bpe.put("type", "BPE");
    bpe.put("vocab", vocabulary);
    bpe.put("merges", new String[] {"\u0120 X", "\u0120 Y", "\u0120 A", "\u0120 B"});
    Map<String, Object> tokenizer = new LinkedHashMap<>();
    tokenizer.put("version", "1.0");
    tokenizer.put("truncation", null);
    tokenizer.put("padding", null);
    tokenizer.put("added_tokens", new Object[] {bos});
    tokenizer.put("normalizer", null);
    tokenizer.put("pre_tokenizer", byteLevel);
    tokenizer.put("post_processor", null);
    tokenizer.put("decoder", byteLevel);
    tokenizer.put("model", bpe);
    return JsonMapper.shared().writeValueAsString(tokenizer);
  }
}
