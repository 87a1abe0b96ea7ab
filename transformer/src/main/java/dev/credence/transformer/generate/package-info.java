/**
 * Text that a model writes on behind a prompt, token by token, with or without edits: {@link
 * dev.credence.transformer.generate.Generation} has it written, {@link
 * dev.credence.transformer.generate.Decoding} says how each token is chosen.
 *
 * <pre>{@code
 * CellSet cells =
 *     CellSet.builder()
 *         .prompt("p", model.tokens("Once upon a time"))
 *         .tensor("v", direction)
 *         .cell(Cell.unedited("plain", "p"))
 *         .cell(new Cell("steered", "p", List.of(new Steer(Site.all(point), "v", 4)), List.of()))
 *         .build();
 * Generation generation = new Generation(20, Decoding.GREEDY);
 * generation.run(model, cells, "steered").text(model.requireTokenizer());
 * }</pre>
 *
 * <p>Not here: the forward pass and the cache of keys and values, which are those of {@link
 * dev.credence.transformer.ContinuedRun}; beams, penalties, chat templates.
 */
@NullMarked
package dev.credence.transformer.generate;

import org.jspecify.annotations.NullMarked;
