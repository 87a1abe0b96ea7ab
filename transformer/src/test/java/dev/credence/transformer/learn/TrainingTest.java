package dev.credence.transformer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.torch.Tensor;
import dev.credence.torch.library.Libtorch;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.family.TransformerLensFolder;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.source.ModelSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final ModelConfig CONFIG =
      ModelConfig.builder()
          .layers(1)
          .dModel(16)
          .heads(2)
          .dMlp(32)
          .vocab(5)
          .context(8)
          .norm(NormKind.LAYER_NORM, 1e-5)
          .activation(ActivationFunction.GELU)
          .positions(new PositionScheme.Learned())
          .build();

  private static final Schedule SCHEDULE = Schedule.of(60, 1e-2);

  private long before;
  private int threads;

  @BeforeEach
  void count() {
    before = Tensor.live();
    threads = Libtorch.threads();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Tensor.live()).isEqualTo(before);
    assertThat(Libtorch.threads()).isEqualTo(threads);
  }

  /** Say the first token again at the end: 4 marks the question. */
  private static List<Example> firstAgain(int step) {
    Random random = new Random(step);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int[] tokens = new int[2 + random.nextInt(4)];
      for (int j = 0; j < tokens.length - 1; j++) {
        tokens[j] = random.nextInt(4);
      }
      tokens[tokens.length - 1] = 4;
      examples.add(
          new Example(tokens, List.of(Example.Target.certain(tokens.length - 1, tokens[0]))));
    }
    return examples;
  }

  private static Training fresh() {
    return new Training(CONFIG, SCHEDULE, 3, TrainingTest::firstAgain);
  }

  private static void run(Training training, int until) {
    while (training.steps() < until) {
      training.step();
    }
  }

  @Test
  void aModelLearnsWhatItIsTold(@TempDir Path folder) {
    try (Training training = fresh()) {
      double first = training.step().crossEntropyNats();
      run(training, SCHEDULE.steps());
      double last = training.losses().getLast().crossEntropyNats();
      assertThat(first).isGreaterThan(1);
      assertThat(last).isLessThan(.1);
      TransformerLensFolder.write(folder, CONFIG, training.weights(), Map.of());
    }
    // Read again, by the forward pass that knows nothing of training.
    try (Model model = Model.open(ModelSource.resolve(folder.toString()))) {
      assertThat(model.config()).isEqualTo(CONFIG);
      CellSet.Builder cells =
          CellSet.builder().readout("next", Readout.among(Map.of("0", 0, "1", 1, "2", 2, "3", 3)));
      for (int token = 0; token < 4; token++) {
        cells.prompt("p" + token, token, 3 - token, 1, 4);
        cells.cell(Cell.unedited("c" + token, "p" + token, "next"));
      }
      var results = model.run(cells.build());
      for (int token = 0; token < 4; token++) {
        var reading = results.reading("c" + token, "next");
        int place = reading.labels().indexOf(String.valueOf(token));
        assertThat(reading.probabilities()[place]).isGreaterThan(.8);
      }
    }
  }

  @Test
  void equalTrainingsAreEqualBitForBitAlsoAcrossACheckpoint(@TempDir Path folder) {
    Path file = folder.resolve("checkpoint.safetensors");
    try (Training whole = fresh();
        Training cut = fresh()) {
      run(whole, 20);
      run(cut, 9);
      cut.save(file);
      run(cut, 15); // thrown away, as by a kill
      try (Training resumed =
          Training.resume(file, CONFIG, SCHEDULE, 3, TrainingTest::firstAgain)) {
        assertThat(resumed.steps()).isEqualTo(9);
        run(resumed, 20);
        assertThat(resumed.losses()).isEqualTo(whole.losses());
        whole
            .weights()
            .forEach(
                (name, array) -> assertThat(resumed.weights().get(name)).as(name).isEqualTo(array));
      }
    }
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused(@TempDir Path folder) {
    Path file = folder.resolve("checkpoint.safetensors");
    try (Training training = fresh()) {
      training.save(file);
    }
    assertThatThrownBy(() -> Training.resume(file, CONFIG, SCHEDULE, 4, TrainingTest::firstAgain))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is of another training")
        .hasMessageContaining("seed 3), not of this one");
  }

  /** The loss by hand: weighted mean of cross-entropies, less that of entropies. */
  @Test
  void theLossIsTheWeightedMeanOverTargets() {
    List<Example> batch =
        List.of(
            new Example(
                new int[] {0, 1, 2},
                List.of(
                    new Example.Target(2, new int[] {0, 3}, new double[] {.25, .75}, 3),
                    new Example.Target(0, new int[] {1}, new double[] {1}, 1))),
            new Example(
                new int[] {0, 1},
                List.of(new Example.Target(1, new int[] {2, 4}, new double[] {.5, .5}, 2))));
    try (Training training = new Training(CONFIG, SCHEDULE, 3, step -> batch);
        Model model = Model.of("begun", CONFIG, training.weights())) {
      Map<String, Integer> all = Map.of("0", 0, "1", 1, "2", 2, "3", 3, "4", 4);
      CellSet cells =
          CellSet.builder()
              .prompt("a", 0, 1, 2)
              .prompt("b", 0, 1)
              .prompt("c", 0)
              .readout("next", Readout.among(all))
              .cell(Cell.unedited("a", "a", "next"))
              .cell(Cell.unedited("b", "b", "next"))
              .cell(Cell.unedited("c", "c", "next"))
              .build();
      var results = model.run(cells);
      double loss = 0;
      loss -= 3 * (.25 * log(results.reading("a", "next"), 0));
      loss -= 3 * (.75 * log(results.reading("a", "next"), 3));
      loss -= 2 * (.5 * log(results.reading("b", "next"), 2));
      loss -= 2 * (.5 * log(results.reading("b", "next"), 4));
      loss -= log(results.reading("c", "next"), 1);
      double entropy = 3 * -(.25 * Math.log(.25) + .75 * Math.log(.75)) + 2 * Math.log(2);
      Training.Loss found = training.step();
      assertThat(found.crossEntropyNats()).isCloseTo(loss / 6, within(1e-5));
      assertThat(found.divergenceNats()).isCloseTo((loss - entropy) / 6, within(1e-5));
    }
  }

  private static double log(dev.credence.transformer.plan.Reading reading, int token) {
    return Math.log(reading.probabilities()[reading.labels().indexOf(String.valueOf(token))]);
  }

  @Test
  void theRateRisesThenFallsAlongACosine() {
    Schedule schedule = new Schedule(110, 1, .1, 10, 0, .9, .98, 1);
    assertThat(schedule.rate(0)).isEqualTo(.1);
    assertThat(schedule.rate(9)).isEqualTo(1);
    assertThat(schedule.rate(10)).isEqualTo(1);
    assertThat(schedule.rate(60)).isCloseTo(.55, within(1e-12));
    assertThat(schedule.rate(110)).isCloseTo(.1, within(1e-12));
    assertThatThrownBy(() -> Schedule.of(0, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("schedule: 0 steps");
  }

  @Test
  void aFolderTellsTheConfigurationItWasGiven(@TempDir Path folder) throws Exception {
    ModelConfig rotary =
        ModelConfig.builder()
            .layers(2)
            .dModel(12)
            .heads(4)
            .kvHeads(2)
            .dHead(6)
            .dMlp(20)
            .vocab(7)
            .context(9)
            .norm(NormKind.RMS, 1e-6)
            .activation(ActivationFunction.SILU)
            .gated(true)
            .positions(
                new PositionScheme.Rotary(
                    4, 5000, true, new PositionScheme.RotaryScaling.Unscaled()))
            .build();
    ModelConfig without =
        ModelConfig.builder()
            .layers(1)
            .dModel(8)
            .heads(2)
            .dMlp(8)
            .vocab(3)
            .context(4)
            .norm(NormKind.LAYER_NORM, 1e-5)
            .activation(ActivationFunction.RELU)
            .positions(new PositionScheme.None())
            .build();
    for (ModelConfig config : List.of(rotary, without)) {
      try (Training training =
          new Training(
              config,
              SCHEDULE,
              1,
              step ->
                  List.of(new Example(new int[] {1, 2}, List.of(Example.Target.certain(1, 0)))))) {
        training.step();
        TransformerLensFolder.write(folder, config, training.weights(), Map.of("made", "here"));
        assertThat(Families.read(folder).config()).isEqualTo(config);
        try (Model model = Model.open(ModelSource.resolve(folder.toString()))) {
          assertThat(model.config()).isEqualTo(config);
        }
      }
      Files.delete(folder.resolve("tl_config.json"));
    }
  }

  @Test
  void targetsOutsideTheirPromptAreRefused() {
    assertThatThrownBy(() -> new Example(new int[] {1}, List.of(Example.Target.certain(1, 0))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("example of 1 tokens: a target at position 1 is outside, or the second there");
    assertThatThrownBy(() -> new Example.Target(0, new int[] {1}, new double[] {.5}, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("probabilities that sum to 0.5");
  }
}
