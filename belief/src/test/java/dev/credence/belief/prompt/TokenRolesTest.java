package dev.credence.belief.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TokenRolesTest {
  private static final Prompt.Text PROMPT =
      TextPresentation.NOTEBOOK.prompt(TwoGenerators.of(0.5, 0.75, 0.3), Evidence.of("XY"));

  /** Words with the space before them, digits and marks on their own, as byte-level tokens are. */
  private static List<MatchResult> tokens() {
    return Pattern.compile(" ?[A-Za-z]+|[0-9]+|[^A-Za-z0-9]")
        .matcher(PROMPT.text())
        .results()
        .toList();
  }

  private static String text(int position) {
    return tokens().get(position).group();
  }

  @Test
  void tokensHaveTheRoleOfTheirPart() {
    TokenRoles roles =
        TokenRoles.of(
            PROMPT,
            tokens().stream().mapToInt(MatchResult::start).toArray(),
            tokens().stream().mapToInt(MatchResult::end).toArray());
    assertThat(roles.positions(Role.PARAMETER))
        .map(TokenRolesTest::text)
        .containsExactly("50", "%", "75", "%", "30", "%");
    assertThat(roles.positions(Role.EVIDENCE))
        .map(TokenRolesTest::text)
        .containsExactly(" X", " Y");
    assertThat(roles.positionsOfDraw(1)).map(TokenRolesTest::text).containsExactly(" Y");
    assertThat(roles.positionsOfDraw(2)).isEmpty();
    assertThat(roles.positions(Role.LAST)).containsExactly(tokens().size() - 1);
    assertThat(roles.roles().getLast()).isEqualTo(Role.QUESTION);
    assertThat(roles.positions(Role.BOS)).isEmpty();
  }

  @Test
  void aTokenOverSeveralPartsBelongsToTheOneOfWhichItHoldsMost() {
    Prompt.Text prompt =
        new Prompt.TextBuilder()
            .add(Role.INSTRUCTION, "abc")
            .add(Role.EVIDENCE, " X")
            .add(Role.QUESTION, "?")
            .build();
    TokenRoles roles =
        TokenRoles.of(prompt, new int[] {0, 0, 2, 4, 5, 6}, new int[] {0, 2, 4, 6, 5, 6});
    assertThat(roles.roles())
        .containsExactly(
            Role.BOS, // covers nothing, in front
            Role.INSTRUCTION,
            Role.INSTRUCTION, // "c ": one character of each, the earlier
            Role.EVIDENCE, // "X?": likewise
            Role.EVIDENCE, // covers nothing, where the draw ends
            Role.QUESTION);
  }

  @Test
  void tokensOfATaskCarryTheirRoles() {
    TokenRoles roles =
        TokenRoles.of(
            new Prompt.Tokens(
                List.of(0, 5, 1, 2),
                List.of(
                    new Prompt.Span(Role.BOS, 0, 1),
                    new Prompt.Span(Role.PARAMETER, 1, 2),
                    new Prompt.Span(Role.EVIDENCE, 2, 3),
                    new Prompt.Span(Role.EVIDENCE, 3, 4))));
    assertThat(roles.roles())
        .containsExactly(Role.BOS, Role.PARAMETER, Role.EVIDENCE, Role.EVIDENCE);
    assertThat(roles.draws()).containsExactly(-1, -1, 0, 1);
    assertThat(roles.positions(Role.LAST)).containsExactly(3);
  }

  @Test
  void offsetsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> TokenRoles.of(PROMPT, new int[1], new int[2]))
        .hasMessageContaining("1 starts, 2 ends");
    assertThatThrownBy(() -> TokenRoles.of(PROMPT, new int[] {0}, new int[] {9999}))
        .hasMessageContaining("token 0 covers characters 0 to 9999");
    assertThatThrownBy(() -> new Prompt.Span(Role.LAST, 0, 1))
        .hasMessageContaining("LAST is the last position");
  }
}
