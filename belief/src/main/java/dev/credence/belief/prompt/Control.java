package dev.credence.belief.prompt;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How much the prompt says about the draws. */
public enum Control {
  /** Nothing. */
  BASE("base", ""),
  /** That they are independent. */
  INDEPENDENT("independent", " Draws are independent."),
  /** That they are independent and that their order plays no part. */
  ORDER_IRRELEVANT("order_irrelevant", " Draws are independent. Order does not matter.");

  private final String label;
  private final String sentences;

  Control(String label, String sentences) {
    this.label = label;
    this.sentences = sentences;
  }

  /**
   * Its name in files, tables and on the command line.
   *
   * @return such as {@code order_irrelevant}
   */
  public String label() {
    return label;
  }

  /**
   * What it adds to the prompt of two random generators.
   *
   * @return sentences, each after a space; may be empty
   */
  public String sentences() {
    return sentences;
  }

  /**
   * The control of a name.
   *
   * @param label as {@link #label} gives it
   * @return the control
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Control ofLabel(String label) {
    return Arrays.stream(values())
        .filter(c -> c.label.equals(label))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "control \""
                        + label
                        + "\": expected one of "
                        + Arrays.stream(values())
                            .map(Control::label)
                            .collect(Collectors.joining(", "))));
  }

  /** The label. */
  @Override
  public String toString() {
    return label;
  }
}
