package dev.credence.lab.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.prompt.TokenRoles;
import dev.credence.transformer.Results;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is the same is asked once. */
class CellSheetTest {
  private final CellSheet sheet = new CellSheet();

  private static Asked asked(List<Integer> answers, Integer... tokens) {
    return new Asked("", List.of(tokens), new TokenRoles(List.of(), List.of()), answers);
  }

  private static Steer steer(double alpha) {
    Site site = Site.at(HookPoint.of(Hook.RESID_POST, 0), Positions.LAST);
    return new Steer(site, "v", alpha);
  }

  private CellSet written() {
    List<CellSet> kept = new ArrayList<>();
    sheet.run(
        "stage",
        (_, set) -> {
          kept.add(set);
          return new Results(List.of(), Map.of());
        });
    return kept.getFirst();
  }

  @Test
  void equalPromptsAreOneAndEqualCellsAreOne() {
    List<Integer> xy = List.of(1, 2);
    sheet.tensor("v", NdArray.of(new float[] {1, 0}));
    String first = sheet.ask(asked(xy, 0, 1, 1));
    assertThat(sheet.ask(asked(xy, 0, 1, 1))).isEqualTo(first);
    assertThat(sheet.ask(asked(xy, 0, 1, 2))).isNotEqualTo(first);
    String pushed = sheet.ask(asked(xy, 0, 1, 1), steer(1));
    assertThat(sheet.ask(asked(xy, 0, 1, 1), steer(1))).isEqualTo(pushed).isNotEqualTo(first);
    assertThat(sheet.ask(asked(xy, 0, 1, 1), steer(2))).isNotEqualTo(pushed);
    assertThat(sheet.askWithKl(asked(xy, 0, 1, 1))).isNotEqualTo(first);
    assertThat(sheet.ask(asked(List.of(2, 1), 0, 1, 1))).isNotEqualTo(first);
    assertThat(sheet.size()).isEqualTo(6);
    CellSet set = written();
    assertThat(set.cells()).hasSize(6);
    assertThat(set.prompts()).hasSize(2);
    assertThat(set.readouts()).hasSize(3);
  }

  @Test
  void twoEditsInAnotherOrderAreAnotherCell() {
    List<Integer> xy = List.of(1, 2);
    sheet.tensor("v", NdArray.of(new float[] {1, 0}));
    assertThat(sheet.ask(asked(xy, 0, 1), steer(1), steer(2)))
        .isNotEqualTo(sheet.ask(asked(xy, 0, 1), steer(2), steer(1)));
  }

  @Test
  void aNameStandsForOneTensor() {
    sheet.tensor("v", NdArray.of(new float[] {1, 0}));
    assertThat(sheet.tensor("v", NdArray.of(new float[] {1, 0}))).isEqualTo("v");
    assertThatThrownBy(() -> sheet.tensor("v", NdArray.of(new float[] {0, 1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tensor v");
  }

  @Test
  void answersAreSharesAmongThemselvesAndMassIsOfTheWholeVocabulary() {
    String id = sheet.ask(asked(List.of(1, 2), 0, 1));
    Answers answers =
        sheet.run(
            "stage",
            (_, set) ->
                new Results(
                    List.of(
                        new Reading(
                            id,
                            set.cells().getFirst().readouts().getFirst(),
                            1,
                            List.of("answer0", "answer1"),
                            new double[] {Math.log(3), 0},
                            new double[] {.3, .1},
                            2 * Math.log(2),
                            new int[0],
                            new double[0])),
                    Map.of()));
    assertThat(answers.among(id)).containsExactly(new double[] {.75, .25}, within());
    assertThat(answers.mass(id)).isEqualTo(.4);
    assertThat(answers.klBits(id)).isEqualTo(2);
    assertThatThrownBy(() -> answers.reading("c99")).hasMessageContaining("c99");
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-12);
  }
}
