package dev.credence.lab.replicate;

/**
 * An oddity of the notebooks that is kept, because their numbers depend on it.
 *
 * @param id short name, such as {@code double-norm}
 * @param what what is done
 * @param why why it matters, one line
 * @param where the files in which it shows
 */
public record Quirk(String id, String what, String why, String where) {}
