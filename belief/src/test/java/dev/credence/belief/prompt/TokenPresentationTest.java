package dev.credence.belief.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Task;
import dev.credence.belief.Task.Part;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.Word;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.Question;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TokenPresentationTest {
  private static final Task.WhichGenerator TOY =
      new Task.WhichGenerator(
          List.of(Part.BOS, Part.A, Part.B, Part.EVIDENCE),
          0,
          new Task.TokenPair(1, 2),
          new TreeMap<>(Map.of(0.2, 3, 0.5, 5)),
          new TreeMap<>(Map.of(0.5, 6, 0.8, 8)),
          null,
          0.5,
          new Task.Lengths(1, 14),
          new Task.SecondReadout(List.of(9), new Task.TokenPair(10, 11)),
          new Task.TokenPair(12, 13));
  private static final Question QUESTION = new GeneratorQuestion(TwoGenerators.of(0.2, 0.8));

  @Test
  void everythingATaskCanAskIsAPresentation() {
    TokenPresentation first = TokenPresentation.of(TOY);
    TokenPresentation second = Objects.requireNonNull(first.otherSymbols());
    TokenPresentation which = Objects.requireNonNull(second.whichGenerator());
    assertThat(first.prompt(QUESTION, Word.of(0, 1)).ids()).containsExactly(0, 3, 8, 1, 2);
    assertThat(second.prompt(QUESTION, Word.of(0, 1)).ids()).containsExactly(0, 3, 8, 12, 13);
    assertThat(which.prompt(QUESTION, Word.of(0, 1)).ids()).containsExactly(0, 3, 8, 12, 13, 9);
    assertThat(first.choices().ids()).containsExactly(1, 2);
    assertThat(second.choices().ids()).containsExactly(12, 13);
    assertThat(which.choices().ids()).containsExactly(10, 11);
    assertThat(List.of(first.name(), second.name(), which.name())).doesNotHaveDuplicates();
  }

  /** p_A = p_B = .5 is a pair of tokens, but no question about beliefs. */
  @Test
  void pairsWithNothingToTellApartAreLeftOut() {
    assertThat(TOY.questions()).hasSize(4);
    assertThat(BeliefTask.of(TOY).questions()).hasSize(3);
  }

  @Test
  void aSourceWithAStateIsPresentedAlike() {
    Task task =
        new Task.NextSymbol(
            List.of(Part.EVIDENCE),
            null,
            new TreeMap<>(Map.of("one", 4, "zero", 7)),
            HiddenMarkov.stationary(new double[][][] {{{0.5, 0}, {0, 0.5}}, {{0, 0.5}, {0.5, 0}}}),
            new Task.Lengths(1, 9));
    BeliefTask about = BeliefTask.of(task);
    TokenPresentation p = TokenPresentation.of(task);
    assertThat(about.symbols()).containsExactly("one", "zero");
    assertThat(p.prompt(about.questions().getFirst(), Word.of(0, 1, 1)).ids())
        .containsExactly(4, 7, 7);
    assertThat(p.choices().ids()).containsExactly(4, 7);
    assertThat(p.whichGenerator()).isNull();
    assertThat(p.otherSymbols()).isNull();
    assertThatThrownBy(
            () -> TokenPresentation.of(TOY).prompt(about.questions().getFirst(), Word.of(0)))
        .hasMessageContaining("this task is about two generators");
    assertThatThrownBy(
            () ->
                new TokenPresentation(
                    task, TokenPresentation.Symbols.SECOND, Presentation.Ask.NEXT_SYMBOL))
        .hasMessageContaining("second_symbols");
    assertThatThrownBy(
            () ->
                new TokenPresentation(
                    task, TokenPresentation.Symbols.FIRST, Presentation.Ask.WHICH_GENERATOR))
        .hasMessageContaining("second_readout");
  }
}
