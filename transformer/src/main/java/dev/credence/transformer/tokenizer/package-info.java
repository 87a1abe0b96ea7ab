/**
 * Text to token ids and back, and the one decision about the token in front.
 *
 * <p>{@link dev.credence.transformer.tokenizer.Tokenizer} reads a Hugging Face {@code
 * tokenizer.json}, or has {@link dev.credence.transformer.tokenizer.GgufVocabulary} write one from
 * the metadata of a GGUF file, and runs it with Hugging Face's own library. Whether a prompt begins
 * with the beginning-of-sequence token is decided here and nowhere else: {@link
 * dev.credence.transformer.tokenizer.BosRule} says which token it is and by which file, {@link
 * dev.credence.transformer.tokenizer.BosPolicy} what the user asked for, {@link
 * dev.credence.transformer.tokenizer.BosDecision} what was done to one prompt and why.
 *
 * {@snippet :
 * try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
 *   TokenizedText prompt = tokenizer.prompt("Predict the next output (X or Y):", BosPolicy.AUTO);
 *   int x = tokenizer.singleToken(" X");
 * }
 * }
 *
 * <p>Not here: chat templates, truncation, padding, training of vocabularies, and the reading of
 * GGUF files themselves. No other package names the library.
 */
@NullMarked
package dev.credence.transformer.tokenizer;

import org.jspecify.annotations.NullMarked;
