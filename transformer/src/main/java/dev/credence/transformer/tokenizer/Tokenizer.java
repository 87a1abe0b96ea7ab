package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text to token ids and back, as the model's own tokenizer does it.
 *
 * <p>{@link #encode} is the text and nothing else; {@link #prompt} also decides about the token in
 * front. Nothing is cut, nothing padded. May be used by several threads at once; {@link #close}
 * frees native memory.
 */
public final class Tokenizer implements AutoCloseable {
  private final TokenizerFile file;
  private final String source;
  private final BosRule bos;
  private final NativeTokenizer parsing;
  private @Nullable NativeTokenizer plain; // built on first use: few ask for it
  private final Symbols symbols;

  private Tokenizer(TokenizerFile file, String source, BosRule bos) {
    this.file = file;
    this.source = source;
    this.bos = bos;
    this.parsing = new NativeTokenizer(file.parsing(), source);
    this.symbols = new Symbols(this, file);
  }

  /**
   * Reads the tokenizer of a model in Hugging Face's layout: {@code tokenizer.json}, and for the
   * token in front also {@code tokenizer_config.json}, {@code config.json} and TransformerLens's
   * {@code tl_config.json}, as far as they are there.
   *
   * @param folder the model's folder
   * @param prependsBos whether models of this family get the token in front unless somebody says
   *     otherwise; TransformerLens's {@code default_prepend_bos}, true for nearly all
   * @return the tokenizer
   * @throws InvalidInputException if there is no {@code tokenizer.json}, or a file is damaged
   */
  public static Tokenizer fromFolder(Path folder, boolean prependsBos) {
    Path path = folder.resolve("tokenizer.json");
    if (!Files.exists(path)) {
      throw new InvalidInputException(
          "%s: there is no tokenizer.json%s",
          folder,
          Files.exists(folder.resolve("tokenizer.model"))
              ? ", only tokenizer.model; transformers' AutoTokenizer.save_pretrained writes one"
              : "; prompts can only be given as token ids");
    }
    var file = TokenizerFile.parse(read(path), path.toString());
    var rule =
        new BosFiles(file, prependsBos)
            .transformerLens(readTree(folder.resolve("tl_config.json")))
            .postProcessor()
            .tokenizerConfig(readTree(folder.resolve("tokenizer_config.json")))
            .modelConfig(readTree(folder.resolve("config.json")))
            .rule();
    return new Tokenizer(file, path.toString(), rule);
  }

  /**
   * Builds the tokenizer of a GGUF file from its metadata alone.
   *
   * @param metadata the file's metadata: strings, numbers, booleans and lists of these
   * @param source the file's name, for messages
   * @param prependsBos as of {@link #fromFolder}
   * @return the tokenizer
   * @throws InvalidInputException if the vocabulary is missing, damaged or of an unknown kind
   */
  public static Tokenizer fromGguf(
      Map<String, Object> metadata, String source, boolean prependsBos) {
    var file = TokenizerFile.parse(GgufVocabulary.tokenizerJson(metadata, source), source);
    var rule = new BosFiles(file, prependsBos).gguf(metadata).rule();
    return new Tokenizer(file, source, rule);
  }

  /**
   * Reads a {@code tokenizer.json} that lies beside a GGUF file; the metadata name the token in
   * front. For vocabularies of kinds that {@link GgufVocabulary} does not know.
   *
   * @param tokenizerJson the file
   * @param metadata as of {@link #fromGguf}
   * @param prependsBos as of {@link #fromFolder}
   * @return the tokenizer
   * @throws InvalidInputException if the file is missing or damaged
   */
  public static Tokenizer besideGguf(
      Path tokenizerJson, Map<String, Object> metadata, boolean prependsBos) {
    var file = TokenizerFile.parse(read(tokenizerJson), tokenizerJson.toString());
    var rule = new BosFiles(file, prependsBos).gguf(metadata).postProcessor().rule();
    return new Tokenizer(file, tokenizerJson.toString(), rule);
  }

  /**
   * Reads the text of a {@code tokenizer.json}. Its post-processor is all that can name a token in
   * front.
   *
   * @param json the text
   * @param source where it is from, for messages
   * @return the tokenizer
   * @throws InvalidInputException if the text is damaged or the library does not understand it
   */
  public static Tokenizer fromJson(String json, String source) {
    var file = TokenizerFile.parse(json, source);
    return new Tokenizer(file, source, new BosFiles(file, true).postProcessor().rule());
  }

  /**
   * Which token begins a prompt of this model.
   *
   * @return the rule, with its reason
   */
  public BosRule bos() {
    return bos;
  }

  /**
   * The number of token ids, which is one more than the largest. A model may have more rows than
   * that in its embedding, to fill it up.
   *
   * @return the size of the vocabulary
   */
  public int vocabularySize() {
    return file.size();
  }

  /**
   * The tokens that no ordinary text makes, such as {@code <|im_start|>}.
   *
   * @return name of each, by id
   */
  public SortedMap<Integer, String> specialTokens() {
    return file.special();
  }

  /**
   * The tokens of a text, with nothing in front; names of special tokens in it are these tokens.
   *
   * @param text any text; the empty one has no tokens
   * @return its tokens in order
   * @throws InvalidInputException if the text holds half a surrogate pair
   */
  public List<Token> encode(String text) {
    return encode(text, SpecialTokens.PARSED);
  }

  /**
   * The tokens of a text, with nothing in front.
   *
   * @param text any text; the empty one has no tokens
   * @param special what names of special tokens in the text are
   * @return its tokens in order
   * @throws InvalidInputException if the text holds half a surrogate pair
   */
  public List<Token> encode(String text, SpecialTokens special) {
    return switch (special) {
      case PARSED -> parsing.encode(text);
      case PLAIN_TEXT -> plain().encode(text);
    };
  }

  /**
   * The tokens of a prompt: those of the text, after the token in front where there is to be one.
   *
   * @param text the prompt
   * @param policy what the user asks for
   * @return the tokens, and what was decided
   * @throws InvalidInputException if {@link BosPolicy#ALWAYS} meets a model without such a token
   */
  public TokenizedText prompt(String text, BosPolicy policy) {
    List<Token> tokens = encode(text);
    var first = tokens.isEmpty() ? OptionalInt.empty() : OptionalInt.of(tokens.getFirst().id());
    BosDecision decision = bos.decide(policy, first);
    if (decision.added().isPresent()) {
      tokens = new ArrayList<>(tokens);
      tokens.addFirst(new Token(decision.added().getAsInt(), 0, 0));
    }
    return new TokenizedText(text, tokens, decision);
  }

  /**
   * The text of some ids. Special tokens are written out. Bytes that are no character become
   * U+FFFD.
   *
   * @param ids token ids of this vocabulary
   * @return the text
   * @throws InvalidInputException if an id is not in the vocabulary
   */
  public String decode(int... ids) {
    for (int id : ids) {
      token(id);
    }
    return parsing.decode(ids);
  }

  /**
   * A token as the vocabulary writes it: {@code ĠX} in a byte-level vocabulary, {@code ▁X} in one
   * of SentencePiece.
   *
   * @param id the token's id
   * @return its name
   * @throws InvalidInputException if the vocabulary has no such id
   */
  public String token(int id) {
    String token = file.token(id);
    if (token == null) {
      throw new InvalidInputException(
          "token %d: %s has %,d tokens, 0 to %d", id, source, file.size(), file.size() - 1);
    }
    return token;
  }

  /**
   * Whether a token has this id. A model may have rows in its embedding that no token has.
   *
   * @param id any number
   * @return whether {@link #token} knows it
   */
  public boolean has(int id) {
    return file.token(id) != null;
  }

  /**
   * What a token adds to the text before it: {@code " X"} for {@code ĠX} and for {@code ▁X}.
   *
   * @param id the token's id
   * @return its text; U+FFFD where it is only part of a character
   * @throws InvalidInputException if the vocabulary has no such id
   */
  public String text(int id) {
    // Decoders of SentencePiece's kind drop the space that begins a text: put back what is written.
    int spaces = (int) token(id).chars().takeWhile(c -> c == '▁').count();
    String text = decode(id);
    return spaces == 0 ? text : " ".repeat(spaces) + text.substring(leadingSpaces(text));
  }

  /**
   * The one token that writes a symbol where it follows other text.
   *
   * <p>Vocabularies of SentencePiece's kind put a space in front of every text, so that the token
   * of {@code " X"} is what they make of {@code "X"}. This method looks at what a token writes, and
   * answers as for the others: {@code ▁X} for {@code " X"}, {@code X} for {@code "X"}.
   *
   * @param symbol a short text; the space in front counts
   * @return the token's id
   * @throws InvalidInputException if the symbol is none or several tokens; the message lists them,
   *     and names symbols that are one
   */
  public int singleToken(String symbol) {
    return symbols.singleToken(symbol);
  }

  /**
   * Those of some symbols that are one token.
   *
   * @param symbols candidates
   * @return the ones for which {@link #singleToken} has an answer, in the same order
   */
  public List<String> singleTokens(List<String> symbols) {
    return this.symbols.singleTokens(symbols);
  }

  private static int leadingSpaces(String text) {
    return (int) text.chars().takeWhile(c -> c == ' ').count();
  }

  private synchronized NativeTokenizer plain() {
    if (plain == null) {
      plain = new NativeTokenizer(file.plain(), source);
    }
    return plain;
  }

  @Override
  public synchronized void close() {
    parsing.close();
    if (plain != null) {
      plain.close();
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read: %s", path, e).withCause(e);
    }
  }

  static @Nullable JsonNode readTree(Path path) {
    if (!Files.exists(path)) {
      return null;
    }
    try {
      return JsonMapper.shared().readTree(read(path));
    } catch (JacksonException e) {
      throw new InvalidInputException("%s: no JSON: %s", path, e.getOriginalMessage()).withCause(e);
    }
  }
}
