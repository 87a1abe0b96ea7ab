package dev.credence.belief;

/** One of the two outcomes of a draw. How it is spelled in a prompt is the prompt's business. */
public enum Symbol {
  /** The outcome whose probability is asked for. */
  X,
  /** The other one. */
  Y;

  /**
   * The symbol that this one is not.
   *
   * @return Y of X, X of Y
   */
  public Symbol other() {
    return this == X ? Y : X;
  }
}
