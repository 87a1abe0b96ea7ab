package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Symbols that are one token, in a vocabulary. */
final class Symbols {
  /** What people take for symbols, offered in the place of one that is several tokens. */
  private static final List<String> USUAL =
      List.of(" X", " Y", " A", " B", " H", " T", "X", "Y", "A", "B", "H", "T", " 0", " 1");

  private static final int SUGGESTIONS = 3;

  private final Tokenizer tokenizer;
  private final TokenizerFile file;
  private final boolean prefixesSpace;

  Symbols(Tokenizer tokenizer, TokenizerFile file) {
    this.tokenizer = tokenizer;
    this.file = file;
    this.prefixesSpace = prefixesSpace();
  }

  private boolean prefixesSpace() {
    try {
      return texts(tokenizer.encode("a"), "").startsWith(" ");
    } catch (InvalidInputException e) {
      return false; // a vocabulary of a few words, where "a" is not even unknown
    }
  }

  int singleToken(String symbol) {
    OptionalInt id = find(symbol);
    if (id.isPresent()) {
      return id.getAsInt();
    }
    List<Token> pieces = encode(symbol);
    List<String> usual = singleTokens(USUAL);
    throw new InvalidInputException(
        "symbol \"%s\" is %d tokens here (%s); a symbol must be one. %s",
        symbol,
        pieces.size(),
        texts(pieces, "\""),
        usual.isEmpty()
            ? "See the vocabulary for one that is"
            : usual.stream()
                .limit(SUGGESTIONS)
                .map(s -> '"' + s + '"')
                .collect(Collectors.joining(", ", "These are: ", "")));
  }

  List<String> singleTokens(List<String> symbols) {
    return symbols.stream().filter(s -> find(s).isPresent()).toList();
  }

  private OptionalInt find(String symbol) {
    List<Token> tokens = encode(symbol);
    if (tokens.size() == 1 && tokenizer.text(tokens.getFirst().id()).equals(symbol)) {
      return OptionalInt.of(tokens.getFirst().id());
    }
    // Without the space that the tokenizer would put in front there is no text to encode.
    Integer id = prefixesSpace ? file.id(symbol.replace(' ', '\u2581')) : null;
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The tokens of a symbol; where the tokenizer puts a space in front, its own is that space. */
  private List<Token> encode(String symbol) {
    return tokenizer.encode(prefixesSpace && symbol.startsWith(" ") ? symbol.substring(1) : symbol);
  }

  private String texts(List<Token> tokens, String quote) {
    return tokens.stream()
        .map(t -> quote + tokenizer.text(t.id()) + quote)
        .collect(Collectors.joining(quote.isEmpty() ? "" : ", "));
  }
}
