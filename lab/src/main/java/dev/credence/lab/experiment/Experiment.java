package dev.credence.lab.experiment;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.tokenizer.BosPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An experiment as a user writes it down: prompts as text, answers as symbols, sweeps not yet
 * expanded. {@link ExperimentCells} turns it into cells for one model.
 *
 * @param prompts by name
 * @param tensors files by name: {@code file.npy} or {@code file.safetensors#tensor}
 * @param readouts by name
 * @param cells written out one by one
 * @param sweeps each stands for many cells
 * @param captures which activations to keep; hooks and cell ids may hold {@code *}
 */
public record Experiment(
    Map<String, PromptSource> prompts,
    Map<String, String> tensors,
    Map<String, ReadoutSource> readouts,
    List<Cell> cells,
    List<Sweep> sweeps,
    List<Capture> captures) {

  /** Keeps copies, in order. */
  public Experiment {
    prompts = Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    readouts = Collections.unmodifiableMap(new LinkedHashMap<>(readouts));
    cells = List.copyOf(cells);
    sweeps = List.copyOf(sweeps);
    captures = List.copyOf(captures);
  }

  /** A prompt. */
  public sealed interface PromptSource {
    /**
     * Text for the model's tokenizer.
     *
     * @param text the prompt
     * @param bos whether a beginning-of-sequence token is put in front
     */
    record Text(String text, BosPolicy bos) implements PromptSource {}

    /**
     * Token ids, taken as they are.
     *
     * @param ids the beginning-of-sequence token among them, where there is to be one
     */
    record Tokens(List<Integer> ids) implements PromptSource {
      /** Keeps a copy. */
      public Tokens {
        ids = List.copyOf(ids);
      }
    }
  }

  /** A token of an answer. */
  public sealed interface Symbol {
    /**
     * A text that is one token; the space in front counts.
     *
     * @param text the symbol
     */
    record Text(String text) implements Symbol {}

    /**
     * A token by its id.
     *
     * @param id of the vocabulary that the model predicts
     */
    record Id(int id) implements Symbol {}
  }

  /**
   * What is read of a cell's prediction.
   *
   * @param among for each answer, by label, the tokens that say it; empty for none
   * @param positions where
   * @param top how many of the likeliest tokens to keep
   * @param kl whether to take the divergence from the unedited run
   */
  public record ReadoutSource(
      Map<String, List<Symbol>> among, Positions positions, int top, boolean kl) {
    /** Keeps a copy, in order. */
    public ReadoutSource {
      Map<String, List<Symbol>> copy = new LinkedHashMap<>();
      among.forEach((label, symbols) -> copy.put(label, List.copyOf(symbols)));
      among = Collections.unmodifiableMap(copy);
    }
  }

  /**
   * Many cells at once: one for each combination of the values of its axes, the last axis fastest.
   * Its cells are called {@code ID/layer=3/head=2}.
   *
   * @param id what its cells' ids begin with
   * @param prompt name of the prompt; may hold placeholders such as <code>{prompt}</code>
   * @param over values by axis: a list of texts and numbers, or {@link #ALL} of the model's
   * @param edits in the form of {@link EditForm}, with placeholders such as <code>{layer}</code>
   * @param readouts names of the readouts to take
   */
  public record Sweep(
      String id,
      String prompt,
      Map<String, List<Object>> over,
      List<Map<String, Object>> edits,
      List<String> readouts) {
    /**
     * Every layer, head, key/value head, neuron or position of the model, or every prompt of the
     * experiment, according to the axis: {@code layer}, {@code head}, {@code kv_head}, {@code
     * neuron}, {@code position}, {@code prompt}.
     */
    public static final List<Object> ALL = List.of("all");

    /** Keeps copies, in order. */
    public Sweep {
      Map<String, List<Object>> axes = new LinkedHashMap<>();
      over.forEach((axis, values) -> axes.put(axis, List.copyOf(values)));
      over = Collections.unmodifiableMap(axes);
      edits = List.copyOf(edits);
      readouts = List.copyOf(readouts);
    }
  }
}
