package dev.credence.belief.prompt;

/** What a part of a prompt is for. */
public enum Role {
  /** The token that begins every sequence. */
  BOS,
  /** What a chat template puts around the words of its user. */
  TEMPLATE,
  /** A solved question about other evidence. */
  EXAMPLE,
  /** Words that set the scene. */
  INSTRUCTION,
  /** A number that the prompt tells: a generator's chance of X, or the prior. */
  PARAMETER,
  /** One draw. */
  EVIDENCE,
  /** Words that have nothing to do with the matter. */
  FILLER,
  /** What is asked. */
  QUESTION,
  /**
   * Where the answer is read. No part of its own: the last position, whatever else it is for, so
   * only {@link TokenRoles} knows it.
   */
  LAST
}
