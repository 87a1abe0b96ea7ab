package dev.credence.transformer.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.credence.transformer.config.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's {@code tokenizers} library on one {@code tokenizer.json}. The only class that
 * names it; it is reached through DJL's binding, whose jar brings the native code for Linux, macOS
 * and Windows.
 *
 * <p>Nothing is fetched: without the settings below the binding looks for a CUDA build of itself
 * and asks the network where it runs. It unpacks its library once into {@code .djl.ai} of the home
 * folder ({@code ENGINE_CACHE_DIR} moves it).
 */
final class NativeTokenizer implements AutoCloseable {
  /** No special tokens added, nothing cut, nothing padded: a text is its tokens. */
  private static final Map<String, String> PLAIN =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  static {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("RUST_FLAVOR", "cpu");
  }

  private final HuggingFaceTokenizer tokenizer;
  private final String source;

  /**
   * Builds the tokenizer.
   *
   * @throws InvalidInputException if the library does not understand {@code json}
   */
  NativeTokenizer(String json, String source) {
    this.source = source;
    try (var stream = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
      tokenizer = HuggingFaceTokenizer.newInstance(stream, PLAIN);
    } catch (EngineException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InvalidInputException(
              "the tokenizers library cannot be loaded (%s); it is there for Linux, macOS on ARM and"
                  + " Windows, and ENGINE_CACHE_DIR names the folder where it is unpacked",
              cause)
          .withCause(e);
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(
              "%s: Hugging Face's tokenizers library does not understand it: %s",
              source, String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }

  /** The tokens of a text, none added. */
  List<Token> encode(String text) {
    requireUnicode(text);
    Encoding encoding;
    try {
      encoding = tokenizer.encode(text);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
              "%s: has no tokens for the text \"%s\": %s",
              source, text, String.valueOf(e.getMessage()))
          .withCause(e);
    }
    long[] ids = encoding.getIds();
    @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
    int[] offsets = utf16Offsets(text);
    List<Token> tokens = new ArrayList<>(ids.length);
    int start = 0;
    int end = 0;
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = spans[i];
      if (span != null) {
        // A normaliser that drops or adds characters may point a step back; a reader of
        // positions needs them in order.
        start = Math.max(start, offsets[Math.min(span.getStart(), offsets.length - 1)]);
        end = Math.max(Math.max(start, end), offsets[Math.min(span.getEnd(), offsets.length - 1)]);
      }
      tokens.add(new Token(Math.toIntExact(ids[i]), start, end));
    }
    return tokens;
  }

  /** The text of some ids, special tokens written out. */
  String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** The library counts code points: [i] is the UTF-16 offset of code point i, the end included. */
  private static int[] utf16Offsets(String text) {
    int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = text.offsetByCodePoints(offsets[i - 1], 1);
    }
    return offsets;
  }

  /** Half a surrogate pair is no character; the library would make three of it, in silence. */
  private static void requireUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new InvalidInputException(
              "text: half a surrogate pair (\\u%04x) at offset %d; it is no character", (int) c, i);
        }
        i++;
      }
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
