package dev.credence.app;

import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model of 2 layers and 2 heads in TransformerLens's form, written on the spot: attention only,
 * drawn weights, 20 tokens. Its tokenizer, where it gets one, knows a few words.
 */
final class Tiny {
  private static final int VOCABULARY = 20;

  private Tiny() {}

  static Path withoutTokenizer(Path folder, long seed) throws IOException {
    return withoutTokenizer(folder, seed, 16);
  }

  /**
   * The same for longer prompts.
   *
   * @param context tokens a prompt may have
   */
  static Path withoutTokenizer(Path folder, long seed, int context) throws IOException {
    Files.createDirectories(folder);
    var random = new SplittableRandom(seed);
    Map<String, NdArray> weights = new LinkedHashMap<>();
    add(weights, random, "embed.W_E", VOCABULARY, 8);
    add(weights, random, "pos_embed.W_pos", context, 8);
    for (int layer = 0; layer < 2; layer++) {
      for (String matrix : new String[] {"W_Q", "W_K", "W_V"}) {
        add(weights, random, "blocks." + layer + ".attn." + matrix, 2, 8, 4);
      }
      add(weights, random, "blocks." + layer + ".attn.W_O", 2, 4, 8);
    }
    add(weights, random, "unembed.W_U", 8, VOCABULARY);
    Files.writeString(
        folder.resolve("tl_config.json"),
        """
        {"n_layers": 2, "d_model": 8, "n_heads": 2, "d_head": 4, "d_vocab": 20, "n_ctx": %d,
         "attn_only": true, "act_fn": null, "normalization_type": null}
        """
            .formatted(context));
    Safetensors.write(folder.resolve("model.safetensors"), weights, Map.of());
    return folder;
  }

  /** Byte-level pieces: letters, a space, and {@code " X"}, {@code " Y"} as one token each. */
  static Path withTokenizer(Path folder) throws IOException {
    withoutTokenizer(folder, 1);
    StringBuilder vocabulary = new StringBuilder("\"<s>\": 0");
    String[] tokens = {"X", "Y", "a", "b", "c", "d", "e", ":", "\u0120", "\u0120X", "\u0120Y"};
    for (int i = 0; i < tokens.length; i++) {
      vocabulary.append(", \"").append(tokens[i]).append("\": ").append(i + 1);
    }
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "normalizer": null,
         "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": false,
           "rstrip": false, "normalized": false, "special": true}],
         "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
           "use_regex": true},
         "post_processor": null,
         "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
           "use_regex": true},
         "model": {"type": "BPE", "vocab": {%s}, "merges": ["\u0120 X", "\u0120 Y"]}}
        """
            .formatted(vocabulary));
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\"}");
    return folder;
  }

  private static void add(
      Map<String, NdArray> weights, SplittableRandom random, String name, long... shape) {
    int size = 1;
    for (long length : shape) {
      size *= (int) length;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    weights.put(name, NdArray.of(values, shape));
  }
}
