package dev.credence.lab.study;

/** Where in a prompt heads are given another run's output. */
enum HeadScope {
  /**
   * From the first token that differs to the end. Before it the two runs are the same, so this is
   * the whole prompt; a head that gathers evidence on its way counts too.
   */
  EVIDENCE,
  /** Where the answer is read: what earlier positions hold stays as it is. */
  ANSWER
}
