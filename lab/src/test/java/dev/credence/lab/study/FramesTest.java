package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.prompt.Frame;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.TinyModel;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.Interview;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.source.ModelSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frame in which there is most of an answer is used, and all are told. */
class FramesTest {
  @TempDir static Path folder;
  private static Model model;
  private static List<DesignCell> cells;

  @BeforeAll
  static void open() throws Exception {
    model =
        Model.open(
            ModelSource.resolve(TinyModel.write(folder.resolve("tiny"), 1, 2048).toString()));
    cells =
        Design.of(
                TwoGeneratorsTask.standard(),
                new DesignOptions(
                    60,
                    1,
                    DesignOptions.STANDARD_BELIEF_LIMIT,
                    List.of(TextPresentation.NOTEBOOK),
                    0))
            .cells();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** Mass by the length of the prompt: solved examples make it long, a continuation short. */
  private static Frames frames(ToDoubleFunction<List<Integer>> mass) {
    CellRunner runner = Puppet.saying(_ -> .5, mass);
    return Frames.of(model, new Interview(model), cells, cells, 0, runner);
  }

  @Test
  void theOneWithTheGreatestMedianMassIsUsed() {
    assertThat(frames(t -> 1e-4 * t.size()).best().label()).isEqualTo("few-shot");
    assertThat(frames(t -> 1 - 1e-4 * t.size()).best()).isEqualTo(Frame.CONTINUATION);
  }

  @Test
  void allThatCanBeAnsweredAreTold() {
    Table table = frames(t -> 1e-4 * t.size()).table();
    assertThat(table.strings("frame"))
        .containsExactly("question", "continuation", "bare-symbol", "few-shot");
    assertThat(table.where("used", "used").strings("frame")).containsExactly("few-shot");
    assertThat(Arrays.stream(table.doubles("median_mass"))).allMatch(m -> m > 0 && m < 1);
  }

  private static int longest(Frame frame) {
    var interview = new Interview(model);
    return cells.stream()
        .mapToInt(c -> interview.ask(Frames.in(c, frame)).tokens().size())
        .max()
        .orElseThrow();
  }

  private static Frames within(int context) throws Exception {
    Path at = folder.resolve("context" + context);
    try (Model small =
        Model.open(ModelSource.resolve(TinyModel.write(at, 1, context).toString()))) {
      return Frames.of(
          small, new Interview(small), cells, cells, 0, Puppet.saying(_ -> .5, _ -> .5));
    }
  }

  @Test
  void aFrameThatIsTooLongForTheContextIsLeftOutAndSaysSo() throws Exception {
    int context = longest(Frame.QUESTION);
    Table table = within(context).table();
    assertThat(table.where("frame", "few-shot").strings("used").getFirst())
        .startsWith("left out: a prompt of ")
        .endsWith("the context is " + context);
    assertThat(table.where("frame", "few-shot").doubles("median_mass")).containsExactly(Double.NaN);
    assertThat(table.where("frame", "question").doubles("median_mass")).containsExactly(.5);
  }

  @Test
  void whereNoFrameFitsOneLineNamesThemAll() {
    assertThatThrownBy(() -> within(20))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no frame")
        .hasMessageContaining("continuation: a prompt of ")
        .hasMessageContaining("few-shot: a prompt of ");
  }
}
