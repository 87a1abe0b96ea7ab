package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a {@code tokenizer.json} says about its tokens, read in one pass, and the two texts of it
 * that the library is given.
 *
 * <p>Both are the file with its post-processor, truncation and padding blanked out: what goes in
 * front of a prompt is {@link BosRule}'s business, nothing is ever cut or padded, and offsets mean
 * the same with every file (a post-processor may trim the space off them). BPE's dropout, which
 * merges at random, is blanked out too.
 */
final class TokenizerFile {
  /** Far above any vocabulary (the largest have 262,144), far below what would fill memory. */
  private static final int MAX_ID = (1 << 24) - 1;

  private static final Set<String> BLANKED = Set.of("post_processor", "truncation", "padding");
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String json;
  private final String source;
  private final List<Span> blanked = new ArrayList<>();
  private final List<AddedToken> added = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> tokens = new HashMap<>();
  private final List<Integer> leading = new ArrayList<>();
  private int size;

  /** A stretch of the file, and the text that stands for it. */
  private record Span(int start, int end, String replacement) {}

  private record AddedToken(
      int id, String content, boolean special, boolean ofModel, int start, int end) {}

  private TokenizerFile(String json, String source) {
    this.json = json;
    this.source = source;
  }

  /**
   * Reads the file's text.
   *
   * @throws InvalidInputException if it is no JSON, or names an id twice or none
   */
  static TokenizerFile parse(String json, String source) {
    var file = new TokenizerFile(json, source);
    try (JsonParser parser = MAPPER.createParser(json)) {
      file.read(parser);
    } catch (JacksonException e) {
      throw new InvalidInputException(
              "%s: no tokenizer.json: %s at line %d",
              source,
              e.getOriginalMessage(),
              e.getLocation() == null ? 0 : e.getLocation().getLineNr())
          .withCause(e);
    }
    return file;
  }

  /** The number of ids, which is one more than the largest. */
  int size() {
    return size;
  }

  /** The token of an id as the file writes it, or null where the ids have a hole. */
  @Nullable String token(int id) {
    return tokens.get(id);
  }

  /** The id of a token as the file writes it, or null. */
  @Nullable Integer id(String token) {
    return ids.get(token);
  }

  /** Tokens that no ordinary text makes, by id. */
  SortedMap<Integer, String> special() {
    SortedMap<Integer, String> special = new TreeMap<>();
    added.stream().filter(AddedToken::special).forEach(t -> special.put(t.id(), t.content()));
    return special;
  }

  /** The tokens that the file's own post-processor puts in front of a text. */
  List<Integer> leading() {
    return List.copyOf(leading);
  }

  /** The file for a library that finds special tokens in a text. */
  String parsing() {
    return spliced(blanked);
  }

  /**
   * The file for a library that takes special tokens in a text for plain text.
   *
   * <p>A special token of the model's vocabulary is taken off the list of added ones; its id stays.
   * One that only the list knows would take its id with it, and move those behind it, so it keeps
   * its place under a name that no text has.
   */
  String plain() {
    List<Span> spans = new ArrayList<>(blanked);
    List<String> kept = new ArrayList<>();
    int start = Integer.MAX_VALUE;
    int end = 0;
    for (AddedToken token : added) {
      start = Math.min(start, token.start());
      end = Math.max(end, token.end());
      if (!token.special()) {
        kept.add(json.substring(token.start(), token.end()));
      } else if (!token.ofModel()) {
        kept.add(
            "{\"id\":%d,\"content\":\"\\uffff%d\\uffff\",\"single_word\":false,\"lstrip\":false,"
                    .formatted(token.id(), token.id())
                + "\"rstrip\":false,\"normalized\":false,\"special\":true}");
      }
    }
    if (!added.isEmpty()) {
      spans.add(new Span(start, end, String.join(",", kept)));
    }
    return spliced(spans);
  }

  private String spliced(List<Span> spans) {
    var text = new StringBuilder(json.length());
    int from = 0;
    for (Span span :
        spans.stream().sorted((a, b) -> Integer.compare(a.start(), b.start())).toList()) {
      text.append(json, from, span.start()).append(span.replacement());
      from = span.end();
    }
    return text.append(json, from, json.length()).toString();
  }

  private void read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidInputException("%s: no tokenizer.json: it is no JSON object", source);
    }
    boolean hasModel = false;
    List<JsonNode> addedNodes = new ArrayList<>();
    List<Span> addedSpans = new ArrayList<>();
    @Nullable JsonNode postProcessor = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      int start = offset(parser.currentTokenLocation().getCharOffset());
      if (BLANKED.contains(name) && value == JsonToken.START_OBJECT) {
        JsonNode node = parser.readValueAsTree();
        blanked.add(new Span(start, offset(parser.currentLocation().getCharOffset()), "null"));
        if (name.equals("post_processor")) {
          postProcessor = node;
        }
      } else if (name.equals("added_tokens") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          int from = offset(parser.currentTokenLocation().getCharOffset());
          addedNodes.add(parser.readValueAsTree());
          addedSpans.add(new Span(from, offset(parser.currentLocation().getCharOffset()), ""));
        }
      } else if (name.equals("model") && value == JsonToken.START_OBJECT) {
        readModel(parser);
        hasModel = true;
      } else {
        parser.skipChildren();
      }
    }
    if (!hasModel) {
      throw new InvalidInputException("%s: no tokenizer.json: it has no \"model\"", source);
    }
    for (int i = 0; i < addedNodes.size(); i++) {
      readAdded(addedNodes.get(i), addedSpans.get(i));
    }
    if (postProcessor != null) {
      readLeading(postProcessor);
    }
  }

  private void readModel(JsonParser parser) {
    String type = "BPE";
    String prefix = "";
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("dropout") && value.isNumeric()) {
        int start = offset(parser.currentTokenLocation().getCharOffset());
        blanked.add(new Span(start, start + parser.getString().length(), "null"));
      } else if (name.equals("type") && value == JsonToken.VALUE_STRING) {
        type = parser.getString();
      } else if (name.equals("continuing_subword_prefix") && value == JsonToken.VALUE_STRING) {
        prefix = parser.getString();
      } else if (!name.equals("vocab")) {
        parser.skipChildren();
      } else if (value == JsonToken.START_OBJECT) { // BPE, WordPiece, WordLevel: token to id
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String token = parser.currentName();
          parser.nextToken();
          put(parser.getIntValue(), token);
        }
      } else { // Unigram: pairs of token and score, the id being the place
        for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
          parser.nextToken();
          put(id, parser.getString());
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
          }
        }
      }
    }
    if (type.equals("BPE") && !prefix.isEmpty()) {
      // The library ends the whole process where a merge does not begin with it.
      throw new InvalidInputException(
          "%s: BPE with continuing_subword_prefix \"%s\" cannot be read; of WordPiece it can",
          source, prefix);
    }
  }

  private void readAdded(JsonNode node, Span span) {
    JsonNode content = node.path("content");
    JsonNode id = node.path("id");
    if (!content.isString() || !id.isInt()) {
      throw new InvalidInputException(
          "%s: added token %s needs an \"id\" and a \"content\"", source, node);
    }
    String token = content.stringValue();
    // The library goes by the vocabulary where file and vocabulary disagree.
    Integer known = ids.get(token);
    boolean ofModel = known != null;
    int taken = known == null ? id.intValue() : known;
    put(taken, token);
    boolean special = node.path("special").asBoolean(false);
    added.add(new AddedToken(taken, token, special, ofModel, span.start(), span.end()));
  }

  /** Only template processing is read: it is what causal models use to add tokens. */
  private void readLeading(JsonNode processor) {
    for (JsonNode inner : processor.path("processors")) {
      readLeading(inner);
    }
    for (JsonNode piece : processor.path("single")) {
      if (piece.has("Sequence")) {
        return;
      }
      String name = piece.path("SpecialToken").path("id").asString("");
      for (JsonNode id : processor.path("special_tokens").path(name).path("ids")) {
        leading.add(id.asInt());
      }
    }
  }

  private void put(int id, String token) {
    if (id < 0 || id > MAX_ID) {
      throw new InvalidInputException(
          "%s: token \"%s\" has id %d; ids go from 0 to %d", source, token, id, MAX_ID);
    }
    ids.put(token, id);
    tokens.putIfAbsent(id, token);
    size = Math.max(size, id + 1);
  }

  private static int offset(long charOffset) {
    return Math.toIntExact(charOffset);
  }
}
