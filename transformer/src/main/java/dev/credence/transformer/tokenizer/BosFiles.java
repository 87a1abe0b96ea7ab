package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the files of a model say about its beginning-of-sequence token. They are asked in the order
 * of the methods; the first that speaks decides, also where it says that there is none.
 */
final class BosFiles {
  private final TokenizerFile vocabulary;
  private final StringBuilder notes = new StringBuilder();
  private @Nullable BosRule rule;
  private boolean byDefault;

  BosFiles(TokenizerFile vocabulary, boolean byDefault) {
    this.vocabulary = vocabulary;
    this.byDefault = byDefault;
    if (!byDefault) {
      notes.append("; models of this family go without");
    }
  }

  /** {@code default_prepend_bos} of TransformerLens's configuration overrules the family. */
  BosFiles transformerLens(@Nullable JsonNode config) {
    JsonNode prepend = config == null ? null : config.get("default_prepend_bos");
    if (prepend != null && prepend.isBoolean()) {
      byDefault = prepend.booleanValue();
      notes.append("; default_prepend_bos is ").append(byDefault);
    }
    return this;
  }

  /** What the tokenizer itself would put in front, as the token to begin a text with. */
  BosFiles postProcessor() {
    if (vocabulary.leading().size() == 1) {
      decide(vocabulary.leading().getFirst(), "the tokenizer's own post-processor");
    } else if (vocabulary.leading().size() > 1) {
      notes
          .append("; the tokenizer's own post-processor would put ")
          .append(vocabulary.leading().size())
          .append(" tokens in front, which is not done");
    }
    return this;
  }

  /** {@code bos_token} of {@code tokenizer_config.json}: a string, an object or null. */
  BosFiles tokenizerConfig(@Nullable JsonNode config) {
    if (config == null) {
      return this;
    }
    noteAddBos(config.path("add_bos_token").asString(""));
    JsonNode token = config.get("bos_token");
    if (token == null || rule != null) {
      return this;
    }
    if (token.isNull()) {
      return none("tokenizer_config.json says bos_token null");
    }
    String text = token.isObject() ? token.path("content").asString("") : token.asString("");
    Integer id = vocabulary.id(text);
    if (id == null) {
      throw new InvalidInputException(
          "tokenizer_config.json: bos_token \"%s\" is not in the vocabulary of %,d tokens;"
              + " are the two files from the same model?",
          text, vocabulary.size());
    }
    return decide(id, "bos_token \"" + text + "\" of tokenizer_config.json");
  }

  /** {@code tokenizer.ggml.bos_token_id} of a GGUF file. */
  BosFiles gguf(Map<String, Object> metadata) {
    if (metadata.get("tokenizer.ggml.add_bos_token") instanceof Boolean add) {
      noteAddBos(add.toString());
    }
    if (metadata.get("tokenizer.ggml.bos_token_id") instanceof Number id) {
      decide(id.intValue(), "tokenizer.ggml.bos_token_id");
    }
    return this;
  }

  /** {@code bos_token_id} of {@code config.json}. */
  BosFiles modelConfig(@Nullable JsonNode config) {
    JsonNode id = config == null ? null : config.get("bos_token_id");
    if (id != null && id.isInt()) {
      decide(id.intValue(), "bos_token_id of config.json");
    } else if (id != null && id.isNull()) {
      none("config.json says bos_token_id null");
    }
    return this;
  }

  /** The rule; without a token where no file names one. */
  BosRule rule() {
    BosRule found = rule == null ? rule(OptionalInt.empty(), "no file names one") : rule;
    return new BosRule(found.id(), found.id().isPresent() && byDefault, found.reason() + notes);
  }

  private BosFiles decide(int id, String file) {
    if (rule != null) {
      return this;
    }
    String token = vocabulary.token(id);
    if (token == null) {
      return none(file + " is " + id + ", which is not in the vocabulary of " + vocabulary.size());
    }
    rule = rule(OptionalInt.of(id), file + ": " + token);
    return this;
  }

  private BosFiles none(String reason) {
    if (rule == null) {
      rule = rule(OptionalInt.empty(), reason);
    }
    return this;
  }

  private BosRule rule(OptionalInt id, String reason) {
    return new BosRule(id, byDefault, reason);
  }

  private void noteAddBos(String value) {
    if (value.equals("false")) {
      notes.append("; add_bos_token is false, which TransformerLens does not heed either");
    }
  }
}
