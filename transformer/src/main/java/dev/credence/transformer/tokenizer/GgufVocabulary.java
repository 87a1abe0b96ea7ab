package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.tokenizer.GgufTokens.TokenType;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code tokenizer.json} from the metadata of a GGUF file, for files that travel without one.
 *
 * <p>Known kinds ({@code tokenizer.ggml.model}):
 *
 * <ul>
 *   <li>{@code gpt2}: byte-level BPE, with the pre-tokenizers {@code smollm}, {@code llama-bpe},
 *       {@code gpt-2}, {@code qwen2}, {@code default} and their relatives.
 *   <li>{@code llama}: SentencePiece's BPE, its merges rebuilt from the scores, with bytes for
 *       unknown characters where the vocabulary has them all.
 * </ul>
 *
 * <p>The file written has no post-processor: what goes in front of a prompt is {@link BosRule}'s
 * business.
 */
public final class GgufVocabulary {
  private static final String SPACE = "▁";

  private final GgufTokens tokens;
  private final JsonGenerator out;

  private GgufVocabulary(GgufTokens tokens, JsonGenerator out) {
    this.tokens = tokens;
    this.out = out;
  }

  /**
   * Writes the file.
   *
   * @param metadata the GGUF file's metadata: strings, numbers, booleans and lists of these
   * @param source the file's name, for messages
   * @return the text of a {@code tokenizer.json}
   * @throws InvalidInputException if an entry is missing, damaged or of an unknown kind
   */
  public static String tokenizerJson(Map<String, Object> metadata, String source) {
    var tokens = new GgufTokens(metadata, source);
    var text = new StringWriter();
    try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
      var vocabulary = new GgufVocabulary(tokens, out);
      out.writeStartObject();
      out.writeStringProperty("version", "1.0");
      String model = tokens.string("model", null);
      switch (model) {
        case "gpt2" -> vocabulary.writeByteLevel(source);
        case "llama" -> vocabulary.writeSentencePiece();
        default ->
            throw new InvalidInputException(
                "%s: tokenizer.ggml.model is \"%s\"; known are gpt2 and llama. A tokenizer.json"
                    + " beside the file would do instead",
                source, model);
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private void writeByteLevel(String source) {
    var pre = PreTokenizer.named(tokens.string("pre", "default"), source);
    boolean prefix = tokens.flag("add_space_prefix", false);

    if (pre.composes()) {
      out.writeName("normalizer");
      writeStep("NFC", Map.of());
    }
    out.writeName("pre_tokenizer");
    writeSequence("pretokenizers");
    for (String pattern : pre.patterns()) {
      writeStep(
          "Split",
          Map.of("pattern", Map.of("Regex", pattern), "behavior", "Isolated", "invert", false));
    }
    writeByteLevel(prefix, pre.gpt2PatternLast());
    endSequence();
    out.writeName("decoder");
    writeByteLevel(true, true);
    writeAddedTokens();
    writeModel(null, false, pre.ignoresMerges(), byteLevelMerges(source));
  }

  private List<List<String>> byteLevelMerges(String source) {
    List<?> merges = tokens.list("merges");
    return IntStream.range(0, merges.size())
        .mapToObj(
            i -> {
              // A half may begin with the blank that separates them in no byte-level vocabulary.
              int blank = merges.get(i) instanceof String m ? m.indexOf(' ', 1) : -1;
              if (blank < 0) {
                throw tokens.wrong("merges", merges.get(i), "two tokens with a blank between");
              }
              String merge = (String) merges.get(i);
              String left = merge.substring(0, blank);
              String right = merge.substring(blank + 1);
              for (String part : List.of(left, right, left + right)) {
                if (tokens.id(part) == null) {
                  throw new InvalidInputException(
                      "%s: merge %d (\"%s\") needs the token \"%s\", which is not among the %,d",
                      source, i, merge, part, tokens.size());
                }
              }
              return List.of(left, right);
            })
        .toList();
  }

  private void writeSentencePiece() {
    boolean prefix = tokens.flag("add_space_prefix", true);

    out.writeName("normalizer");
    writeSequence("normalizers");
    if (tokens.flag("remove_extra_whitespaces", false)) {
      writeReplace(Map.of("Regex", "\\A +| +\\z"), "");
      writeReplace(Map.of("Regex", " {2,}"), " ");
    }
    if (prefix) {
      writeStep("Prepend", Map.of("prepend", SPACE));
    }
    writeReplace(Map.of("String", " "), SPACE);
    endSequence();

    out.writeName("decoder");
    writeSequence("decoders");
    writeReplace(Map.of("String", SPACE), " ");
    writeStep("ByteFallback", Map.of());
    writeStep("Fuse", Map.of());
    if (prefix) {
      writeStep("Strip", Map.of("content", " ", "start", 1, "stop", 0));
    }
    endSequence();

    writeAddedTokens();
    int unknown =
        IntStream.range(0, tokens.size())
            .filter(id -> tokens.type(id) == TokenType.UNKNOWN)
            .findFirst()
            .orElse(0);
    boolean bytes =
        IntStream.range(0, 256).allMatch(b -> tokens.id("<0x%02X>".formatted(b)) != null);
    writeModel(tokens.token(unknown), bytes, false, SentencePieceMerges.of(tokens));
  }

  private void writeAddedTokens() {
    out.writeArrayPropertyStart("added_tokens");
    for (int id = 0; id < tokens.size(); id++) {
      TokenType type = tokens.type(id);
      if (type.special() || type == TokenType.USER_DEFINED) {
        out.writeStartObject();
        out.writeNumberProperty("id", id);
        out.writeStringProperty("content", tokens.token(id));
        for (String option : List.of("single_word", "lstrip", "rstrip", "normalized")) {
          out.writeBooleanProperty(option, false);
        }
        out.writeBooleanProperty("special", type.special());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  private void writeModel(
      @Nullable String unknown, boolean bytes, boolean ignoreMerges, List<List<String>> merges) {
    out.writeObjectPropertyStart("model");
    out.writeStringProperty("type", "BPE");
    if (unknown != null) {
      out.writeStringProperty("unk_token", unknown);
      out.writeBooleanProperty("fuse_unk", true);
    }
    out.writeBooleanProperty("byte_fallback", bytes);
    out.writeBooleanProperty("ignore_merges", ignoreMerges);
    out.writeObjectPropertyStart("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      out.writeNumberProperty(tokens.token(id), id);
    }
    out.writeEndObject();
    out.writeArrayPropertyStart("merges");
    for (List<String> merge : merges) {
      out.writeStartArray();
      out.writeString(merge.getFirst());
      out.writeString(merge.getLast());
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void writeByteLevel(boolean prefix, boolean gpt2Pattern) {
    writeStep(
        "ByteLevel",
        Map.of("add_prefix_space", prefix, "trim_offsets", true, "use_regex", gpt2Pattern));
  }

  private void writeReplace(Map<String, String> pattern, String content) {
    writeStep("Replace", Map.of("pattern", pattern, "content", content));
  }

  private void writeSequence(String members) {
    out.writeStartObject();
    out.writeStringProperty("type", "Sequence");
    out.writeArrayPropertyStart(members);
  }

  private void endSequence() {
    out.writeEndArray();
    out.writeEndObject();
  }

  private void writeStep(String type, Map<String, Object> settings) {
    out.writeStartObject();
    out.writeStringProperty("type", type);
    for (String name : new TreeSet<>(settings.keySet())) {
      out.writePOJOProperty(name, settings.get(name));
    }
    out.writeEndObject();
  }
}
