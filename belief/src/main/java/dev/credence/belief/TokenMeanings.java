package dev.credence.belief;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tokens of a task stand for, so that none stands for two things. */
final class TokenMeanings {
  private final Map<Integer, String> meanings = new HashMap<>();

  /** Gives a token a meaning; nothing where there is no token. */
  void add(String meaning, @Nullable Integer token) {
    if (token != null) {
      requireFree(meaning, token);
      meanings.put(token, meaning);
    }
  }

  /** Refuses a token that has a meaning already. */
  void requireFree(String meaning, int token) {
    requireToken(meaning, token);
    String other = meanings.get(token);
    if (other != null) {
      throw new IllegalArgumentException(
          "token " + token + " is both " + other + " and " + meaning + "; give each its own token");
    }
  }

  static void requireToken(String meaning, int token) {
    if (token < 0) {
      throw new IllegalArgumentException(
          meaning + ": token " + token + "; token ids are not negative");
    }
  }
}
