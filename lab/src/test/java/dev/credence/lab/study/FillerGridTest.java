package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.design.Splits;
import dev.credence.belief.prompt.Fillers;
import dev.credence.belief.prompt.Frame;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.TinyModel;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.ask.Interview;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.source.ModelSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a filler does to answers that follow a known rule. */
class FillerGridTest {
  @TempDir static Path folder;
  private static Model model;

  @BeforeAll
  static void open() throws Exception {
    model =
        Model.open(
            ModelSource.resolve(TinyModel.write(folder.resolve("tiny"), 1, 2048).toString()));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** A model that says .5 to every prompt without filler, and so many nats more with each token. */
  private static Table table(TextPresentation shown, double natsPerToken) {
    var task = TwoGeneratorsTask.standard();
    Design design =
        Design.of(
            task, new DesignOptions(60, 1, DesignOptions.STANDARD_BELIEF_LIMIT, List.of(shown), 0));
    Splits splits = Splits.of(design, Splits.Shares.EQUAL, 0);
    var interview = new Interview(model);
    Map<List<Integer>, Integer> added = new HashMap<>();
    for (DesignCell cell : design.cells()) {
      int plain = interview.ask(cell).tokens().size();
      for (Fillers fillers : Fillers.grid(t -> model.requireTokenizer().encode(t).size())) {
        if (shown.fits(fillers)) {
          List<Integer> tokens = interview.ask(cell.in(shown.with(fillers))).tokens();
          added.put(tokens, tokens.size() - plain);
        }
      }
    }
    ToDoubleFunction<List<Integer>> rule = t -> sigmoid(natsPerToken * added.getOrDefault(t, 0));
    Behaviour behaviour =
        Behaviour.of(task, design.cells(), interview, List.of(), "b", Puppet.saying(rule, _ -> .9));
    Setting setting =
        Setting.of(
            task,
            interview,
            behaviour,
            splits,
            Tempering.of(behaviour, splits.cells(Splits.Split.FIT)),
            StudyOptions.QUICK,
            Thresholds.STANDARD);
    var grid = new FillerGrid(setting, model);
    assertThat(grid.applies()).isTrue();
    var sheet = new CellSheet();
    grid.ask(sheet);
    return grid.table(sheet.run("confirm", Puppet.saying(rule, _ -> .9)));
  }

  @Test
  void shiftsAreThoseOfTheRuleAndNeutralWordsMatchInLength() {
    Table table = table(TextPresentation.NOTEBOOK, .01);
    assertThat(table.size()).isEqualTo(7);
    assertThat(table.doubles("mean_shift_nats")[0]).isZero();
    int length =
        model.requireTokenizer().encode(Fillers.distractor(Fillers.Place.BEFORE).text()).size();
    for (int i = 1; i < table.size(); i++) {
      assertThat(table.doubles("mean_shift_nats")[i]).isCloseTo(.01 * length, within(.03));
      assertThat(table.doubles("median_mass")[i]).isCloseTo(.9, within(1e-12));
    }
    assertThat(table.strings("place"))
        .containsExactly("none", "before", "before", "inside", "inside", "after", "after");
  }

  @Test
  void aPromptThatEndsWithItsDrawsHasNothingBehindThem() {
    assertThat(table(TextPresentation.NOTEBOOK.with(Frame.CONTINUATION), .01).strings("place"))
        .containsExactly("none", "before", "before", "inside", "inside");
  }
}
