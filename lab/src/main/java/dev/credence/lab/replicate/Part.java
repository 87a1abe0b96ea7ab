package dev.credence.lab.replicate;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Locale;

/** A notebook of the first analysis. Each can be run from the files the one before left. */
public enum Part {
  /** Notebook 01: what the model answers. */
  BEHAVIOUR,
  /** Notebook 02: where in the model the answer comes about. */
  LOCALISE,
  /** Notebook 03: what changes it. */
  CAUSAL;

  /**
   * Its name on the command line and in {@code run.json}.
   *
   * @return such as {@code localise}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The part of a name.
   *
   * @param label as {@link #label} gives it
   * @return the part
   * @throws InvalidInputException if there is none of that name
   */
  public static Part ofLabel(String label) {
    for (Part part : values()) {
      if (part.label().equals(label)) {
        return part;
      }
    }
    throw new InvalidInputException("part \"%s\": expected behaviour, localise or causal", label);
  }
}
