package dev.credence.belief.prompt;

/** What a part of a prompt is for. */
public enum Role {
  /** The token that begins every sequence, where the prompt itself writes it. */
  BOS,
  /** Words that set the scene. */
  INSTRUCTION,
  /** A generator's chance of X. */
  PARAMETER,
  /** One draw. */
  EVIDENCE,
  /** Words that have nothing to do with the matter. */
  DISTRACTOR,
  /** What is asked. */
  QUESTION
}
