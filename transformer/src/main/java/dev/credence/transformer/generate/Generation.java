package dev.credence.transformer.generate;

import dev.credence.transformer.ContinuedRun;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Has a model write on behind the prompt of a cell, under the cell's edits, until it says that it
 * is done or has written as much as it may.
 *
 * <p>Which edits act on what is written: those whose positions are {@code all} and that need
 * nothing from elsewhere, that is {@code steer}, {@code scale}, {@code ablate zero} and {@code
 * ablate vector}. All others act on the prompt, where the tokens that follow look back at what they
 * left: edits at listed positions, at {@code last} (the prompt's last, whatever follows), and those
 * that take from a donor position by position. {@code ablate mean} is refused. So what is written
 * does not depend on there being a cache: it is what plain runs of the ever longer sequence would
 * write, with the same edits at the same positions.
 *
 * @param tokens how many to write at most; 1 or more
 * @param decoding how each is chosen
 */
public record Generation(int tokens, Decoding decoding) {

  /** Checks that there is something to write. */
  public Generation {
    if (tokens < 1) {
      throw new InvalidInputException("generate %d tokens: expected 1 or more", tokens);
    }
  }

  /** The same as the other, heard by nobody. */
  public Generated run(Model model, CellSet cells, String cell) {
    return run(model, cells, cell, token -> {});
  }

  /**
   * Writes on behind one cell's prompt.
   *
   * @param cells the cell with all that it names; readouts and captures are left out
   * @param cell the cell's id
   * @param listener told each token when it is chosen
   * @throws InvalidInputException if the tokens would not fit into the model's context, the cell
   *     cannot be continued (see {@link Model#begin}), or the logits are not finite
   */
  public Generated run(Model model, CellSet cells, String cell, IntConsumer listener) {
    checkContext(model, cells, cell);
    int[] written = new int[tokens];
    TokenChoice choice = new TokenChoice(decoding);
    try (ContinuedRun run = model.begin(cells, cell)) {
      int[] prompt = run.tokens();
      int count = 0;
      boolean ended = false;
      while (true) {
        int token = choice.next(finite(run, cell));
        written[count++] = token;
        listener.accept(token);
        ended = model.endOfSequence().contains(token);
        if (ended || count == tokens) {
          break;
        }
        run.append(token);
      }
      return new Generated(cell, prompt, Arrays.copyOf(written, count), ended, run.promptOnly());
    }
  }

  /** The last token that is written need not be read. */
  private void checkContext(Model model, CellSet cells, String cell) {
    int context = model.config().context();
    for (Cell each : cells.cells()) {
      int[] prompt = cells.prompts().get(each.prompt());
      if (each.id().equals(cell) && prompt != null && prompt.length <= context) {
        long read = prompt.length + tokens - 1L;
        if (read > context) {
          throw new InvalidInputException(
              "cell %s: to write %d tokens behind a prompt of %d the model must read %d, but its"
                  + " context is %d; write %d at most",
              cell, tokens, prompt.length, read, context, context - prompt.length + 1);
        }
      }
    }
  }

  private static float[] finite(ContinuedRun run, String cell) {
    float[] logits = run.logits();
    float largest = logits[TokenChoice.likeliest(logits)];
    boolean bad = Float.isInfinite(largest);
    for (float logit : logits) {
      bad |= Float.isNaN(logit);
    }
    if (bad) {
      throw new InvalidInputException(
          "cell %s: behind %d tokens the logits are not finite, so no token can be chosen; an edit"
              + " or the precision (--dtype) lets activations overflow",
          cell, run.tokens().length);
    }
    return logits;
  }
}
