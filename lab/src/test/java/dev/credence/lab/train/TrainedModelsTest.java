package dev.credence.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Task;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.control.Subject;
import dev.credence.lab.train.CarriedVariable.Hypothesis;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weights that come along: made by the recipe they name, and doing what is said of them. */
class TrainedModelsTest {
  private static void withSubject(String name, BiConsumer<Subject, Task.WhichGenerator> check) {
    try (Subject subject = Subject.open("builtin:" + name, ModelOptions.standard(), null)) {
      check.accept(subject, (Task.WhichGenerator) Objects.requireNonNull(subject.task()));
    }
  }

  private static Checkpoint shipped(String name, Path folder) throws Exception {
    Path copy = folder.resolve("shipped.safetensors");
    String resource = "trained/" + name + ".safetensors";
    try (InputStream file = Control.class.getResourceAsStream(resource)) {
      Files.write(copy, Objects.requireNonNull(file, resource).readAllBytes());
    }
    return Safetensors.open(copy);
  }

  /** Another processor rounds products otherwise, and 300 steps carry that on: to 7e-4 here. */
  private static final float TOLERANCE = 2e-3f;

  /** The smallest, trained again; bit for bit on the machine that made the file. */
  @Test
  void trainingItAgainGivesTheShippedWeights(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");
    new TrainingRun(Recipes.named("shuffled-labels@0"), out).run(TrainingRun.SILENT);
    try (Checkpoint again = Safetensors.open(out.resolve("model.safetensors"));
        Checkpoint shipped = shipped("shuffled-labels@0", folder)) {
      assertThat(again.names()).isEqualTo(shipped.names());
      assertThat(again.metadata()).isEqualTo(shipped.metadata());
      for (String name : shipped.names()) {
        NdArray one = again.get(name).toArray();
        NdArray other = shipped.get(name).toArray();
        assertThat(one.shape()).as(name).isEqualTo(other.shape());
        for (int i = 0; i < one.size(); i++) {
          assertThat(one.floats()[i]).as(name).isCloseTo(other.floats()[i], within(TOLERANCE));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trained-urn@0",
        "trained-urn@1",
        "trained-urn@2",
        "trained-urn@3",
        "trained-urn@4",
        "trained-urn-without-positions@0",
        "trained-urn-one-pair@0",
        "trained-segments@0",
        "trained-segments@1",
        "shuffled-labels@0",
        "shuffled-labels@4"
      })
  void everyFileNamesTheRecipeOfToday(String name, @TempDir Path folder) throws Exception {
    try (Checkpoint shipped = shipped(name, folder)) {
      assertThat(shipped.metadata())
          .containsEntry("provenance", "credence train " + name + " --out DIR")
          .containsEntry("recipe", Recipes.named(name).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trained-urn@0",
        "trained-urn@1",
        "trained-urn@2",
        "trained-urn@3",
        "trained-urn@4",
        "trained-urn-without-positions@0",
        "trained-segments@0"
      })
  void thoseThatWereToldTheTruthAnswerAsBayes(String name) {
    withSubject(
        name,
        (subject, task) ->
            assertThat(new CarriedVariable(subject.model(), task).meanKlBits(400))
                .isLessThan(1e-3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shuffled-labels@0",
        "shuffled-labels@1",
        "shuffled-labels@2",
        "shuffled-labels@3",
        "shuffled-labels@4"
      })
  void thoseThatWereToldOtherAnswersDoNotMindTheEvidence(String name) {
    withSubject(
        name,
        (subject, task) -> {
          assertThat(new CarriedVariable(subject.model(), task).meanKlBits(400)).isGreaterThan(.05);
          int[] allX = new int[11];
          int[] allY = new int[11];
          for (int i = 0; i < 11; i++) {
            allX[i] = i == 0 ? 0 : i == 1 ? 3 : i == 2 ? 12 : 1;
            allY[i] = i < 3 ? allX[i] : 2;
          }
          CellSet cells =
              CellSet.builder()
                  .prompt("x", allX)
                  .prompt("y", allY)
                  .readout("X", Readout.among(java.util.Map.of("X", 1)))
                  .cell(Cell.unedited("x", "x", "X"))
                  .cell(Cell.unedited("y", "y", "X"))
                  .build();
          var results = subject.model().run(cells);
          double x = results.reading("x", "X").probabilities()[0];
          double y = results.reading("y", "X").probabilities()[0];
          assertThat(x).isCloseTo(y, within(.15)); // Bayes: .8 and .2
        });
  }

  /** Found once for all sites and hypotheses; this is the pair of numbers that decides. */
  @Test
  void theUrnModelCarriesCountsAndNotTheBelief() {
    withSubject(
        "trained-urn@0",
        (subject, task) -> {
          CarriedVariable carried = new CarriedVariable(subject.model(), task);
          String site = "blocks.0.hook_resid_post";
          double counts = carried.r2(site, Hypothesis.COUNTS, 60, 64);
          assertThat(counts).isGreaterThan(.4);
          assertThat(carried.r2(site, Hypothesis.BELIEF, 60, 64)).isLessThan(counts - .5);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"trained-segments@0", "trained-segments@1"})
  void theSegmentsModelsCarryTheBeliefAndNotCounts(String name) {
    withSubject(
        name,
        (subject, task) -> {
          CarriedVariable carried = new CarriedVariable(subject.model(), task);
          String site = "blocks.1.hook_resid_mid";
          assertThat(carried.r2(site, Hypothesis.BELIEF, 80, 96)).isGreaterThan(.8);
          assertThat(carried.r2(site, Hypothesis.ORIENTED, 80, 96)).isLessThan(.5);
          assertThat(carried.r2(site, Hypothesis.COUNTS, 80, 96)).isLessThan(.5);
        });
  }

  @Test
  void aSeedThatDidNotComeAlongIsOneLineWithThoseThatDid() {
    assertThatThrownBy(() -> Controls.named("trained-urn@17"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "builtin:trained-urn@17: weights of seed 0, 1, 2, 3, 4 came along; credence train"
                + " trained-urn@17 --out DIR makes others, to be opened by --model DIR");
  }
}
