/**
 * Where models come from: {@link dev.credence.transformer.source.ModelSource} turns what a user
 * types (a folder, a file, an id of the Hugging Face hub, a built-in name) into something that can
 * be opened, or into one line that says what was looked for and where. {@link
 * dev.credence.transformer.source.HuggingFaceCache} reads the hub's cache as it lies.
 *
 * <p>Not here: the network, what the configuration means, which built-in models there are.
 */
@NullMarked
package dev.credence.transformer.source;

import org.jspecify.annotations.NullMarked;
