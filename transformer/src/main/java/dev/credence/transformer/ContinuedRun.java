package dev.credence.transformer;

import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.forward.KeyValueCache;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Continuation;
import dev.credence.transformer.plan.ContinuedPlan;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One cell's run that goes on behind its prompt: keys and values of what has been read are kept, so
 * that a further token costs one row a layer and not the whole sequence again.
 *
 * <p>After each {@link #append} the logits are those of a plain run of the whole sequence in which
 * the same edits act, see {@link Continuation} for which do behind the prompt. Not safe for use by
 * several threads at once; close it before the model.
 */
public final class ContinuedRun implements AutoCloseable {
  private final String cell;
  private final ModelConfig config;
  private final Transformer transformer;
  private final Map<String, NdArray> tensors;
  private final Continuation continuation;
  private final KeyValueCache cache = new KeyValueCache();
  private int[] tokens;
  private float[] logits;

  ContinuedRun(
      CellSet set, String cell, ModelConfig config, HookTable hooks, Transformer transformer) {
    this.cell = cell;
    this.config = config;
    this.transformer = transformer;
    this.tensors = set.tensors();
    this.continuation = Continuation.of(set, cell, config, hooks);
    this.tokens = continuation.promptTokens();
    this.logits = run(continuation.prompt());
  }

  /** All tokens read so far, the prompt's first. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** What the model predicts behind the last token, {@code [d_vocab_out]}, in nats. */
  public float[] logits() {
    return logits.clone();
  }

  /** The cell's edits that act on the prompt's positions only, see {@link Continuation}. */
  public List<Intervention> promptOnly() {
    return continuation.promptOnly();
  }

  /**
   * Has the model read on.
   *
   * @param more tokens that follow; at least one
   * @throws InvalidInputException if they do not fit into the model's context, or one is not in its
   *     vocabulary; nothing has been read then
   */
  public void append(int... more) {
    if (more.length == 0) {
      throw new InvalidInputException("cell %s: no token to read on; give at least one", cell);
    }
    if ((long) tokens.length + more.length > config.context()) {
      throw new InvalidInputException(
          "cell %s: %d tokens behind %d make %d, but the model's context is %d; stop before that",
          cell, more.length, tokens.length, tokens.length + more.length, config.context());
    }
    for (int token : more) {
      if (token < 0 || token >= config.vocab()) {
        throw new InvalidInputException(
            "cell %s: token %d; this model's vocabulary has tokens 0 to %d",
            cell, token, config.vocab() - 1);
      }
    }
    int past = tokens.length;
    int[] longer = Arrays.copyOf(tokens, past + more.length);
    System.arraycopy(more, 0, longer, past, more.length);
    logits = run(continuation.next(longer, past));
    tokens = longer;
  }

  private float[] run(ContinuedPlan plan) {
    boolean done = false;
    try (Scope scope = Scope.open()) {
      Tensor normed = transformer.run(plan, cache, tensors);
      int row = plan.plan().readRows(0)[0];
      float[] predicted = transformer.unembed(Ops.narrow(normed, 0, row, 1)).toFloats();
      done = true;
      return predicted;
    } finally {
      if (!done) {
        close(); // half a run is none
      }
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
