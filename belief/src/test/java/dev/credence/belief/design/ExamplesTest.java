package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Symbol;
import dev.credence.belief.prompt.Frame;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.HiddenMarkovTaskTest;
import dev.credence.belief.question.TwoGeneratorsTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final List<TextPresentation> PLAIN = List.of(TextPresentation.NOTEBOOK);
  private static final List<DesignCell> CELLS =
      Design.of(TwoGeneratorsTask.standard(), DesignOptions.quick(PLAIN, 1)).cells();

  @Test
  void answersAreBalancedAndNoMultisetIsSolvedTwice() {
    Frame.FewShot shots = Examples.solved(CELLS, 5, 1);
    assertThat(shots.examples()).hasSize(5).doesNotHaveDuplicates();
    assertThat(shots.examples().stream().filter(e -> e.answer() == Symbol.X)).hasSize(3);
    assertThat(shots).isEqualTo(Examples.solved(CELLS, 5, 1));
    assertThat(shots.examples())
        .allMatch(e -> CELLS.stream().anyMatch(c -> c.evidence().evidence().equals(e.evidence())));
  }

  @Test
  void tooFewCellsAndOtherQuestionsAreRefused() {
    assertThatThrownBy(() -> Examples.solved(CELLS.subList(0, 3), 4, 1))
        .hasMessageContaining("asked for 4");
    assertThatThrownBy(() -> Examples.solved(CELLS, 0, 1)).hasMessageContaining("asked for 0");
    var mess3 = HiddenMarkovTaskTest.task("mess3", 4);
    List<DesignCell> cells = Design.of(mess3, DesignOptions.quick(PLAIN, 1)).cells();
    assertThatThrownBy(() -> Examples.solved(cells, 2, 1))
        .hasMessageContaining("is not about two generators");
  }
}
