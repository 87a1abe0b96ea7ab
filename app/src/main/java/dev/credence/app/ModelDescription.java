package dev.credence.app;

import dev.credence.transformer.Model;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.tokenizer.Token;
import dev.credence.transformer.tokenizer.TokenizedText;
import dev.credence.transformer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code inspect} shows.
 *
 * @param model the model
 * @param tokens those of a text, if one was given
 */
record ModelDescription(Model model, @Nullable TokenizedText tokens) {

  /** For people, in 80 columns. */
  String text() {
    StringBuilder text = new StringBuilder();
    configuration()
        .forEach((key, value) -> text.append(String.format(Locale.ROOT, "%-20s %s%n", key, value)));
    text.append(String.format(Locale.ROOT, "%n%-36s %-20s %12s%n", "hook", "shape", "bytes/token"));
    for (HookPoint point : firstOfEach()) {
      text.append(
          String.format(
              Locale.ROOT, "%-36s %-20s %12s%n", name(point), shape(point), bytes(point)));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n{l}: layers 0 to %d. Bytes as float32; of one token at one layer.",
            model.config().layers() - 1));
    if (tokens != null) {
      text.append(
          String.format(
              Locale.ROOT, "%n%n%8s %8s  %-22s %s%n", "position", "id", "token", "characters"));
      int position = 0;
      Tokenizer tokenizer = model.requireTokenizer();
      for (Token token : tokens.tokens()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%8d %8d  %-22s %d to %d%n",
                position++,
                token.id(),
                quoted(tokenizer.text(token.id())),
                token.start(),
                token.end()));
      }
      text.append("Beginning of sequence: ").append(tokens.bos().reason());
    }
    return text.toString();
  }

  /** For scripts. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", model.name());
    tree.put("digest", model.digest());
    Map<String, Object> configuration = configuration();
    configuration.remove("model");
    configuration.remove("digest");
    tree.put("configuration", configuration);
    List<Object> hooks = new ArrayList<>();
    for (HookPoint point : model.hooks().points()) {
      Map<String, Object> hook = new LinkedHashMap<>();
      hook.put("name", point.name());
      hook.put("row_shape", model.hooks().rowShape(point));
      hook.put("heads", heads(point.hook()));
      hook.put("attention", point.hook().isAttention());
      hook.put("bytes_per_token", model.hooks().bytes(point, 1));
      hooks.add(hook);
    }
    tree.put("hooks", hooks);
    if (tokens != null) {
      Tokenizer tokenizer = model.requireTokenizer();
      List<Object> list = new ArrayList<>();
      for (Token token : tokens.tokens()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", token.id());
        entry.put("token", tokenizer.token(token.id()));
        entry.put("text", tokenizer.text(token.id()));
        entry.put("start", token.start());
        entry.put("end", token.end());
        list.add(entry);
      }
      tree.put("tokens", list);
      tree.put("bos", tokens.bos().reason());
    }
    return tree;
  }

  private Map<String, Object> configuration() {
    ModelConfig config = model.config();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("model", model.name());
    keys.put("digest", model.digest());
    keys.put("layers", config.layers());
    keys.put("d_model", config.dModel());
    keys.put("heads", config.heads());
    keys.put("kv_heads", config.kvHeads());
    keys.put("d_head", config.dHead());
    keys.put("d_mlp", config.dMlp());
    keys.put("d_vocab", config.vocab());
    keys.put("d_vocab_out", config.vocabOut());
    keys.put("context", config.context());
    keys.put("norm", word(config.norm()));
    keys.put("norm_epsilon", config.normEpsilon());
    keys.put("final_norm", config.finalNorm());
    keys.put("activation", word(config.activation()));
    keys.put("gated_mlp", config.gated());
    keys.put("positions", positions(config.positions()));
    keys.put("attention_scale", config.attentionScale());
    keys.put("attention_softcap", config.attentionSoftcap());
    keys.put("logit_softcap", config.logitSoftcap());
    keys.put("parallel", config.parallel());
    keys.put("query_key_norm", config.queryKeyNorm());
    keys.put("post_norms", config.postNorms());
    if (!config.windows().isEmpty()) {
      keys.put("windows", config.windows());
    }
    keys.put("embedding_scale", config.embeddingScale());
    keys.put(
        "tokenizer",
        model
            .tokenizer()
            .map(t -> "%,d tokens; %s".formatted(t.vocabularySize(), t.bos().describe()))
            .orElse("none; prompts are token ids"));
    return keys;
  }

  private List<HookPoint> firstOfEach() {
    return model.hooks().points().stream().filter(p -> p.layer() <= 0).toList();
  }

  private static String name(HookPoint point) {
    return point.hook().layered() ? "blocks.{l}." + point.hook().suffix() : point.name();
  }

  private String shape(HookPoint point) {
    int[] row = model.hooks().rowShape(point);
    if (point.hook().isAttention()) {
      return "[" + row[0] + ", query, key]";
    }
    return Arrays.stream(row)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[pos, ", "]"));
  }

  private String bytes(HookPoint point) {
    long bytes = model.hooks().bytes(point, 1);
    return point.hook().isAttention() ? "%,d x keys".formatted(bytes) : "%,d".formatted(bytes);
  }

  private static String heads(Hook hook) {
    return !hook.hasHeads() ? "none" : hook.countsKvHeads() ? "key/value" : "query";
  }

  private static String positions(PositionScheme scheme) {
    return switch (scheme) {
      case PositionScheme.Learned() -> "learned";
      case PositionScheme.None() -> "none";
      case PositionScheme.Rotary rotary ->
          "rotary, %d dimensions, base %s, %s"
              .formatted(rotary.dims(), rotary.base(), word(rotary.scaling()));
    };
  }

  private static String word(PositionScheme.RotaryScaling scaling) {
    return scaling.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String quoted(String text) {
    return '"' + text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"';
  }
}
