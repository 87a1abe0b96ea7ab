package dev.credence.lab.study;

/** What became of a criterion. */
public enum Status {
  /** Met. */
  PASS("pass"),
  /** Not met. */
  FAIL("fail"),
  /** It cannot be computed for this model or task. */
  NOT_APPLICABLE("not-applicable"),
  /** Data do not decide. */
  UNDECIDED("undecided");

  private final String label;

  Status(String label) {
    this.label = label;
  }

  /**
   * In files and tables.
   *
   * @return such as {@code not-applicable}
   */
  public String label() {
    return label;
  }

  static Status of(boolean met) {
    return met ? PASS : FAIL;
  }
}
