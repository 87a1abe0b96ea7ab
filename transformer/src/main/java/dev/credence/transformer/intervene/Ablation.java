package dev.credence.transformer.intervene;

import dev.credence.transformer.config.InvalidInputException;
import java.util.List;

/** What stands in the place of an ablated activation. */
public sealed interface Ablation {

  /** 0. */
  Ablation ZERO = new Zero();

  /** The mean over this run's own positions. */
  Ablation MEAN = new Mean();

  /** 0. */
  record Zero() implements Ablation {}

  /** The mean of this hook over all positions of this same run, edited positions or not. */
  record Mean() implements Ablation {}

  /**
   * A given vector, the same at each position.
   *
   * @param value name of a tensor, {@code [selected heads, d_head]} in the order of the site's
   *     heads, or {@code [d]}
   */
  record Vector(String value) implements Ablation {}

  /**
   * A given vector for each position of the prompt.
   *
   * @param value name of a tensor, {@code [pos, selected heads, d_head]} or {@code [pos, d]}; row i
   *     is for position i of the prompt, whatever positions the site selects
   */
  record PositionVectors(String value) implements Ablation {}

  /**
   * For each position the mean over the unedited runs of other prompts at that position.
   *
   * @param over names of prompts, at least as long as this one
   */
  record PositionMeans(List<String> over) implements Ablation {
    /** Checks that there is something to average. */
    public PositionMeans {
      over = List.copyOf(over);
      if (over.isEmpty()) {
        throw new InvalidInputException(
            "ablate position_means: \"over\" names no prompt; give at least one");
      }
    }
  }

  /**
   * What the site holds in the unedited run of another prompt drawn at random; the draw is made
   * when the cell is written, so that the cell says which.
   *
   * @param from name of the prompt
   */
  record Resample(String from) implements Ablation {}
}
