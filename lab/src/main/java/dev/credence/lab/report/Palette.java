package dev.credence.lab.report;

/**
 * The colours of every figure (Okabe and Ito), as they stand in the light. In the dark the style
 * sheet turns ink, muted and grid by these very values, so a figure names no other neutral colour.
 */
enum Palette {
  /** Exact Bayes. */
  INK("#1a1a1a"),
  /** Axis text. */
  MUTED("#5c5c5c"),
  /** Grid lines. */
  GRID("#e6e6e6"),
  /** Asymptotes, controls and nulls; readable on both grounds. */
  GREY("#8a8a8a"),
  /** The model as it is. */
  MODEL("#0072B2"),
  /** The model under the first edit. */
  EDITED("#D55E00"),
  /** The model under the second edit. */
  SECOND("#009E73");

  private final String hex;

  Palette(String hex) {
    this.hex = hex;
  }

  String hex() {
    return hex;
  }
}
