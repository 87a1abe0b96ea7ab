package dev.credence.belief.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Evidence;
import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Task;
import dev.credence.belief.Task.Part;
import dev.credence.belief.TwoGenerators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskPromptsTest {
  private static final Task.WhichGenerator TOY =
      new Task.WhichGenerator(
          List.of(Part.BOS, Part.A, Part.B, Part.EVIDENCE),
          0,
          new Task.TokenPair(1, 2),
          new TreeMap<>(Map.of(0.2, 3, 0.35, 4, 0.5, 5)),
          new TreeMap<>(Map.of(0.5, 6, 0.65, 7, 0.8, 8)),
          null,
          0.5,
          new Task.Lengths(1, 14),
          new Task.SecondReadout(List.of(9), new Task.TokenPair(10, 11)),
          new Task.TokenPair(12, 13));

  @Test
  void partsFollowTheLayout() {
    Prompt.Tokens prompt = TaskPrompts.of(TOY, TwoGenerators.of(0.35, 0.8), Evidence.of("XXY"));
    assertThat(prompt.ids()).containsExactly(0, 4, 8, 1, 1, 2);
    assertThat(prompt.spans(Role.EVIDENCE))
        .containsExactly(
            new Prompt.Span(Role.EVIDENCE, 3, 4),
            new Prompt.Span(Role.EVIDENCE, 4, 5),
            new Prompt.Span(Role.EVIDENCE, 5, 6));
    assertThat(prompt.spans(Role.PARAMETER)).hasSize(2);
  }

  @Test
  void otherSymbolsAndASecondQuestion() {
    var second = Objects.requireNonNull(TOY.secondSymbols());
    var readout = Objects.requireNonNull(TOY.secondReadout());
    Prompt.Tokens prompt =
        TaskPrompts.of(TOY, second, TwoGenerators.of(0.2, 0.5), Evidence.of("YX"));
    assertThat(prompt.ids()).containsExactly(0, 3, 6, 13, 12);
    assertThat(TaskPrompts.ask(prompt, readout).ids()).containsExactly(0, 3, 6, 13, 12, 9);
    assertThat(TaskPrompts.ask(prompt, readout).spans().getLast().role()).isEqualTo(Role.QUESTION);
  }

  @Test
  void everyPairTheModelKnowsIsAQuestion() {
    assertThat(TOY.questions()).hasSize(9).first().isEqualTo(TwoGenerators.of(0.2, 0.5));
  }

  @Test
  void aChanceWithoutATokenAndALengthOutsideTheTaskAreRefused() {
    assertThatThrownBy(() -> TaskPrompts.of(TOY, TwoGenerators.of(0.3, 0.8), Evidence.of("X")))
        .hasMessage("p_A is 0.3; this model has tokens for [0.2, 0.35, 0.5]");
    assertThatThrownBy(() -> TaskPrompts.of(TOY, TwoGenerators.of(0.2, 0.8), Evidence.block(7, 15)))
        .hasMessage("evidence of 15 draws; the task is about 1 to 14");
  }

  @Test
  void aTaskWhosePartsDoNotFitIsRefused() {
    assertThatThrownBy(() -> fixed(List.of(Part.BOS, Part.EVIDENCE), null, 0.5))
        .hasMessageContaining("has BOS 1 times; there are no tokens for it");
    assertThatThrownBy(() -> fixed(List.of(), null, 0.5))
        .hasMessageContaining("has EVIDENCE 0 times; expected it once");
    assertThatThrownBy(() -> fixed(List.of(Part.EVIDENCE), null, 1))
        .hasMessageStartingWith("prior is 1.0");
    assertThat(fixed(List.of(Part.EVIDENCE), null, 0.3).questions())
        .containsExactly(TwoGenerators.of(0.5, 0.75, 0.3));
    assertThatThrownBy(() -> new Task.TokenPair(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Task.Lengths(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wordsOfAHiddenMarkovTask() {
    double[][][] transitions = {{{0.5, 0}, {0, 0.5}}, {{0, 0.5}, {0.5, 0}}};
    Map<String, Integer> symbols = new LinkedHashMap<>();
    symbols.put("zero", 7);
    symbols.put("one", 4);
    var source = HiddenMarkov.stationary(transitions);
    var task =
        new Task.NextSymbol(List.of(Part.EVIDENCE), null, symbols, source, new Task.Lengths(1, 9));
    assertThat(TaskPrompts.of(task, 0, 1, 1).ids()).containsExactly(7, 4, 4);
    assertThatThrownBy(() -> TaskPrompts.of(task, 2))
        .hasMessage("symbol 2: this task has symbols 0 to 1");
    assertThatThrownBy(
            () ->
                new Task.NextSymbol(
                    List.of(Part.EVIDENCE),
                    null,
                    Map.of("zero", 7),
                    source,
                    new Task.Lengths(1, 9)))
        .hasMessageContaining("but transitions have 2");
  }

  private static Task.WhichGenerator fixed(List<Part> layout, @Nullable Integer bos, double prior) {
    return new Task.WhichGenerator(
        layout,
        bos,
        new Task.TokenPair(1, 2),
        new TreeMap<>(),
        new TreeMap<>(),
        TwoGenerators.NOTEBOOK,
        prior,
        new Task.Lengths(0, 10),
        null,
        null);
  }
}
