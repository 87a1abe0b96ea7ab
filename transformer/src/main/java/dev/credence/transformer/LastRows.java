package dev.credence.transformer;

import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.forward.KeyValueCache;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.plan.LastRowPlan;
import java.util.List;
import java.util.Map;

/**
 * The last rows of prompts, run on from a place in the stream: what is predicted if something else
 * stood there. All other rows are run once, when this is made; then a row costs one token in each
 * layer above, and nothing below.
 *
 * <p>Where the thread records gradients they go back to the rows that were put in. Keys and values
 * of all prompts lie outside the heap, so this must be closed; see {@link #bytes}. Not safe for use
 * by several threads at once.
 */
public final class LastRows implements AutoCloseable {
  private final LastRowPlan plan;
  private final int firstLayer;
  private final HookTable hooks;
  private final Transformer transformer;
  private final KeyValueCache cache = new KeyValueCache();

  /**
   * Runs the prompts.
   *
   * @param prompts tokens, at least one prompt
   * @param firstLayer the lowest layer that last rows will go through
   * @param transformer of this configuration
   * @throws InvalidInputException if a prompt does not suit the model
   */
  public LastRows(
      List<int[]> prompts,
      int firstLayer,
      ModelConfig config,
      HookTable hooks,
      Transformer transformer) {
    this.plan = LastRowPlan.of(prompts, firstLayer, config, hooks);
    this.firstLayer = firstLayer;
    this.hooks = hooks;
    this.transformer = transformer;
    boolean done = false;
    try (Scope scope = Scope.open()) {
      Tensor unused = transformer.run(plan.promptRun(), cache, Map.of());
      unused.close();
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Bytes taken for keys and values of all prompts, of the layers kept. */
  public long bytes() {
    return cache.bytes();
  }

  /**
   * Checks that rows can be put in at a hook point.
   *
   * @throws InvalidInputException if it is no place in the stream, not of this model, or below what
   *     was kept
   */
  public void require(HookPoint point) {
    hooks.require(point);
    int layer =
        switch (point.hook()) {
          case RESID_PRE -> point.layer();
          case RESID_MID, RESID_POST -> point.layer() + 1;
          default ->
              throw new InvalidInputException(
                  "%s: last rows are run on from hook_resid_pre, hook_resid_mid or hook_resid_post"
                      + " of a layer",
                  point);
        };
    if (layer < firstLayer) {
      throw new InvalidInputException(
          "%s: from there rows go through layer %d, but keys and values are kept from layer %d on",
          point, layer, firstLayer);
    }
  }

  /**
   * Runs rows on.
   *
   * @param from {@code resid_pre}, {@code resid_mid} or {@code resid_post} of a layer
   * @param rows {@code [row, d_model]}: what stands there, in any precision and place
   * @param which for each row the prompt whose last row it is, counted from 0
   * @param tokens whose logits are wanted
   * @return {@code [row, token]}, in nats; it belongs to the open scope
   * @throws InvalidInputException as {@link #require}
   */
  public Tensor logits(HookPoint from, Tensor rows, int[] which, int[] tokens) {
    require(from);
    try (Scope scope = Scope.open()) {
      Tensor normed =
          transformer.runLastRows(from, transformer.likeActivations(rows), plan, which, cache);
      return scope.keep(transformer.unembed(normed, tokens));
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
