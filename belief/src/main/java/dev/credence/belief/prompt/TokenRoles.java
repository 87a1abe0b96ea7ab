package dev.credence.belief.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each token of a prompt is for.
 *
 * @param roles {@code [pos]}, never {@link Role#LAST}
 * @param draws {@code [pos]}: which draw the token belongs to, from 0; -1 where it is no evidence
 */
public record TokenRoles(List<Role> roles, List<Integer> draws) {

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if the lists are not of equal length
   */
  public TokenRoles {
    roles = List.copyOf(roles);
    draws = List.copyOf(draws);
    if (roles.size() != draws.size()) {
      throw new IllegalArgumentException(
          "token roles: " + roles.size() + " roles, " + draws.size() + " draws");
    }
  }

  /**
   * The roles of a prompt in tokens.
   *
   * @param prompt any
   * @return a role a token
   */
  public static TokenRoles of(Prompt.Tokens prompt) {
    int[] starts = IntStream.range(0, prompt.ids().size()).toArray();
    return of(prompt.spans(), starts, IntStream.of(starts).map(start -> start + 1).toArray());
  }

  /**
   * The roles of a text's tokens. A token that reaches over several parts belongs to the one of
   * which it holds most, the earlier one of equals. A token that covers nothing is BOS in front of
   * all others; elsewhere it belongs to the part in which it stands.
   *
   * @param prompt the text
   * @param starts {@code [pos]}: first character of each token (UTF-16), as the tokenizer gives it
   * @param ends {@code [pos]}: behind its last
   * @return a role a token
   * @throws IllegalArgumentException if the arrays are not of equal length, or a token lies outside
   *     the text
   */
  public static TokenRoles of(Prompt.Text prompt, int[] starts, int[] ends) {
    if (starts.length != ends.length) {
      throw new IllegalArgumentException(
          "token roles: " + starts.length + " starts, " + ends.length + " ends");
    }
    for (int i = 0; i < starts.length; i++) {
      if (starts[i] < 0 || starts[i] > ends[i] || ends[i] > prompt.text().length()) {
        throw new IllegalArgumentException(
            "token "
                + i
                + " covers characters "
                + starts[i]
                + " to "
                + ends[i]
                + "; the text has "
                + prompt.text().length());
      }
    }
    return of(prompt.spans(), starts, ends);
  }

  private static TokenRoles of(List<Prompt.Span> spans, int[] starts, int[] ends) {
    List<Role> roles = new ArrayList<>();
    List<Integer> draws = new ArrayList<>();
    boolean inFront = true;
    for (int i = 0; i < starts.length; i++) {
      inFront = inFront && starts[i] == ends[i];
      if (inFront) {
        roles.add(Role.BOS);
        draws.add(-1);
        continue;
      }
      int span = most(spans, starts[i], ends[i]);
      Role role = spans.get(span).role();
      roles.add(role);
      draws.add(
          role == Role.EVIDENCE
              ? (int) spans.subList(0, span).stream().filter(s -> s.role() == role).count()
              : -1);
    }
    return new TokenRoles(roles, draws);
  }

  private static int most(List<Prompt.Span> spans, int start, int end) {
    int best = -1;
    int shared = 0;
    for (int i = 0; i < spans.size(); i++) {
      Prompt.Span span = spans.get(i);
      int common = Math.min(end, span.end()) - Math.max(start, span.start());
      boolean standsIn = start == end && span.start() <= start && start <= span.end();
      if (common > shared || (best < 0 && standsIn)) {
        best = i;
        shared = common;
      }
    }
    return best;
  }

  /**
   * The positions of one role.
   *
   * @param role which; {@link Role#LAST} is the last position, whatever else it is for
   * @return from the first to the last; empty if there are none
   */
  public List<Integer> positions(Role role) {
    if (role == Role.LAST) {
      return roles.isEmpty() ? List.of() : List.of(roles.size() - 1);
    }
    return IntStream.range(0, roles.size()).filter(i -> roles.get(i) == role).boxed().toList();
  }

  /**
   * The positions of one draw.
   *
   * @param draw from 0
   * @return empty if no token belongs to it most
   */
  public List<Integer> positionsOfDraw(int draw) {
    return IntStream.range(0, draws.size()).filter(i -> draws.get(i) == draw).boxed().toList();
  }
}
