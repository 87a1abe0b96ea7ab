package dev.credence.lab.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Task;
import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.prompt.TokenPresentation;
import dev.credence.belief.prompt.Words;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.TinyModel;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.source.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a designed question to a model's tokens. */
class InterviewTest {
  @TempDir Path folder;

  private static List<DesignCell> cells(BeliefTask task, Presentation how) {
    return Design.of(
            task, new DesignOptions(40, 1, DesignOptions.STANDARD_BELIEF_LIMIT, List.of(how), 0))
        .cells();
  }

  @Test
  void aTaskInTokensIsPutTogetherFromItsParts() {
    Control control = Controls.named("exact-bayes-in-context");
    Task.WhichGenerator task = control.task();
    try (Model model = control.open(ModelOptions.standard())) {
      Interview interview = new Interview(model);
      for (DesignCell cell : cells(BeliefTask.of(task), TokenPresentation.of(task))) {
        List<Integer> expected = new ArrayList<>();
        var two = ((GeneratorQuestion) cell.question()).generators();
        for (Task.Part part : task.layout()) {
          switch (part) {
            case BOS -> expected.add(task.bos());
            case A -> expected.add(task.a().get(two.a().pX()));
            case B -> expected.add(task.b().get(two.b().pX()));
            case EVIDENCE ->
                cell.evidence()
                    .symbols()
                    .forEach(s -> expected.add(s == 0 ? task.symbols().x() : task.symbols().y()));
          }
        }
        Asked asked = interview.ask(cell);
        assertThat(asked.tokens()).isEqualTo(expected);
        assertThat(asked.ids()).containsExactly(asked.tokens().toArray(Integer[]::new));
        assertThat(asked.answers()).containsExactly(task.symbols().x(), task.symbols().y());
        assertThat(asked.roles().roles()).hasSameSizeAs(asked.tokens());
      }
    }
  }

  @Test
  void aTextIsReadByTheModelsOwnTokenizerWithOneBeginning() throws Exception {
    try (Model model = tiny()) {
      Interview interview = new Interview(model);
      DesignCell cell = cells(TwoGeneratorsTask.standard(), TextPresentation.NOTEBOOK).getFirst();
      Asked asked = interview.ask(cell);
      int x = model.requireTokenizer().singleToken(" X");
      int y = model.requireTokenizer().singleToken(" Y");
      assertThat(asked.answers()).containsExactly(x, y);
      assertThat(asked.tokens().stream().filter(t -> t == 0)).hasSize(1);
      assertThat(asked.tokens().getFirst()).isZero();
      assertThat(asked.text()).contains("Generator A", "Generator B");
    }
  }

  @Test
  void anAnswerOfSeveralTokensCannotBeAskedFor() throws Exception {
    try (Model model = tiny()) {
      Interview interview = new Interview(model);
      assertThat(interview.canAnswer(TextPresentation.NOTEBOOK)).isTrue();
      Presentation words = TextPresentation.NOTEBOOK.with(new Words("red", "blue"));
      assertThat(interview.canAnswer(words)).isFalse();
      assertThatThrownBy(() -> interview.answers(words))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("red");
    }
  }

  private Model tiny() throws Exception {
    return Model.open(ModelSource.resolve(TinyModel.write(folder.resolve("tiny")).toString()));
  }
}
