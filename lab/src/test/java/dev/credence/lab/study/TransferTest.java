package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.credence.belief.Word;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Question;
import dev.credence.lab.control.Outcome;
import dev.credence.lab.control.Subject;
import dev.credence.lab.direction.LeastSquares;
import dev.credence.lab.table.Table;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.Results;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The study on models of processes with a hidden state, which nobody here trained. */
@Tag("realModel")
class TransferTest {
  /** The last position was never trained. */
  private static final int TRAINED = 9;

  /** Words are listed up to so many; above, those of the reference are taken, 200 at random. */
  private static final int MOST_WORDS = 2000;

  private static Path folder(String name) {
    Path folder =
        Path.of(System.getProperty("credence.shared", "../../shared")).resolve("models/" + name);
    assumeThat(Files.exists(folder)).as("needs %s", folder).isTrue();
    return folder;
  }

  private static Subject open(String name) {
    return Subject.open(folder(name).toString(), ModelOptions.standard(), null);
  }

  private static StudyResult study(String name) {
    try (Subject subject = open(name)) {
      return StudyRun.of(subject, StudyFile.standard(StudyOptions.STANDARD.withoutHeads()))
          .run((_, cells) -> subject.model().run(cells));
    }
  }

  private static List<Word> words(Question question, int symbols, Path folder) {
    List<List<Integer>> words = List.of(List.of());
    for (int n = 0; n <= TRAINED && words.size() <= MOST_WORDS; n++) {
      words =
          words.stream()
              .flatMap(
                  w ->
                      IntStream.range(0, symbols)
                          .mapToObj(x -> Stream.concat(w.stream(), Stream.of(x)).toList()))
              .filter(w -> Double.isFinite(question.logProbabilityNats(Word.of(ints(w)))))
              .toList();
    }
    if (words.size() <= MOST_WORDS) {
      return words.stream().map(w -> Word.of(ints(w))).toList();
    }
    try (var reference = Safetensors.open(folder.resolve("reference.safetensors"))) {
      NdArray tokens = reference.get("tokens").toArray();
      int length = (int) tokens.shape()[1];
      double[] all = tokens.doubles();
      return IntStream.range(0, all.length / length)
          .mapToObj(
              i ->
                  Word.of(
                      Arrays.stream(all, i * length, (i + 1) * length)
                          .mapToInt(t -> (int) t)
                          .toArray()))
          .toList();
    }
  }

  private static int[] ints(List<Integer> word) {
    return word.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The figures of the reference: every word and each of its positions once, in sample. */
  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void theSimplexIsReadAsPublished(String name) throws IOException {
    try (Subject subject = open(name)) {
      BeliefTask task = BeliefTask.of(Objects.requireNonNull(subject.task()));
      Question question = task.questions().getFirst();
      List<Word> words = words(question, task.symbols().size(), folder(name));
      CellSet.Builder cells = CellSet.builder();
      List<String> hooks =
          IntStream.range(0, subject.model().config().layers())
              .mapToObj(l -> HookPoint.of(Hook.RESID_POST, l).name())
              .toList();
      hooks.forEach(hook -> cells.capture(Capture.of(hook)));
      List<double[]> beliefs = new ArrayList<>();
      for (int i = 0; i < words.size(); i++) {
        int[] word = words.get(i).toArray(); // a symbol's token is its number in both
        cells.prompt("w" + i, word).cell(new Cell("w" + i, "w" + i, List.of(), List.of()));
        for (int n = 1; n <= TRAINED; n++) {
          beliefs.add(question.posterior(Word.of(Arrays.copyOf(word, n))));
        }
      }
      Results results = subject.model().run(cells.build());
      int d = subject.model().config().dModel();
      double[][] values = beliefs.toArray(double[][]::new);
      double[] once = new double[values.length];
      Arrays.fill(once, 1);
      double[][] all = new double[values.length][d * hooks.size()];
      JsonNode check =
          new ObjectMapper()
              .readTree(Files.readString(folder(name).resolve("reference.json")))
              .get("check");
      for (int l = 0; l < hooks.size(); l++) {
        double[][] rows = new double[values.length][d];
        for (int i = 0; i < words.size(); i++) {
          float[] held = results.capture("w" + i, hooks.get(l)).floats();
          for (int j = 0; j < TRAINED * d; j++) {
            rows[i * TRAINED + j / d][j % d] = held[j];
            all[i * TRAINED + j / d][l * d + j % d] = held[j];
          }
        }
        assertThat(LeastSquares.r2InSample(rows, values, once))
            .as(hooks.get(l))
            .isCloseTo(check.get("belief_r2_by_layer").get(hooks.get(l)).asDouble(), within(.005));
      }
      assertThat(LeastSquares.r2InSample(all, values, once))
          .isCloseTo(check.get("belief_r2_all_layers").asDouble(), within(.005));
    }
  }

  private static Table table(StudyResult result, String name) {
    return result.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  private static double exchanged(
      StudyResult result, String hook, String method, int sites, String column) {
    Table rows = table(result, "simplex_interchange").where("hook", hook).where("method", method);
    int at =
        IntStream.range(0, rows.size())
            .filter(i -> rows.doubles("sites")[i] == sites)
            .findFirst()
            .orElseThrow();
    return rows.doubles(column)[at];
  }

  private static double read(StudyResult result, String hook, String column) {
    return table(result, "simplex").where("hook", hook).doubles(column)[0];
  }

  /** Filtering written out, with the matrices of the reference: {@code b' = b T_x / sum}. */
  private static void pointsAreFiltered(StudyResult result, String name) {
    Table points = table(result, "simplex_points");
    try (var reference = Safetensors.open(folder(name).resolve("reference.safetensors"))) {
      double[] t = reference.get("T").toArray().doubles(); // [symbol, from, to]
      double[] prior = reference.get("prior").toArray().doubles();
      int states = prior.length;
      for (int i = 0; i < points.size(); i++) {
        double[] belief = prior;
        for (String symbol : points.strings("evidence").get(i).split(" ")) {
          double[] next = new double[states];
          for (int from = 0; from < states; from++) {
            for (int to = 0; to < states; to++) {
              next[to] +=
                  belief[from] * t[(Integer.parseInt(symbol) * states + from) * states + to];
            }
          }
          double all = Arrays.stream(next).sum();
          belief = Arrays.stream(next).map(p -> p / all).toArray();
        }
        for (int state = 0; state < states; state++) {
          assertThat(points.doubles("exact_" + state)[i])
              .isCloseTo(belief[state], within(1e-6)); // the reference is float32
        }
      }
    }
  }

  private static void isOneSources(StudyResult result) {
    assertThat(result.finding("C1").passes()).isTrue();
    assertThat(result.finding("C2").status())
        .as("exact filtering depends on order itself")
        .isEqualTo(Status.NOT_APPLICABLE);
    assertThat(result.finding("C4").passes()).isTrue();
    assertThat(result.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.verdict().words()).contains("belief and answer are one variable");
  }

  /**
   * Measured from the second block on: slope 1.01 to 1.03, R2 .975 to .985, and .993 for the whole
   * stream, which is the model's own error. Twice the distance to 1 is allowed.
   */
  @Test
  void ofMess3TheSimplexMovesThePrediction() {
    StudyResult result = study("mess3");
    isOneSources(result);
    pointsAreFiltered(result, "mess3");
    for (int layer = 1; layer < 4; layer++) {
      String hook = "blocks." + layer + ".hook_resid_post";
      assertThat(read(result, hook, "r2_held_out")).isGreaterThan(.98); // measured .993
      assertThat(exchanged(result, hook, "pattern", 1, "slope")).isCloseTo(1, within(.06));
      assertThat(exchanged(result, hook, "pattern", 1, "r2")).isGreaterThan(.95);
      assertThat(exchanged(result, hook, "pattern", 1, "null_r2")).isLessThan(0);
      // What a probe reads along is not what the model reads: nothing follows, measured .06 to .10.
      assertThat(exchanged(result, hook, "ridge", 1, "slope")).isBetween(-.2, .2);
    }
  }

  /**
   * Of the belief of RRXOR every layer holds a part. Measured after blocks 0 to 3: of the whole
   * stream R2 .53, .70, .85, 1.00; of the subspace at one site .07, -.17, .65, 1.00, at all sites
   * so far at once .16, .74, 1.00.
   */
  @Test
  void ofRrxorTheBeliefIsSpreadOverLayers() {
    StudyResult result = study("rrxor");
    isOneSources(result);
    pointsAreFiltered(result, "rrxor");
    String last = "blocks.3.hook_resid_post";
    assertThat(exchanged(result, last, "pattern", 1, "slope")).isCloseTo(1, within(.01));
    assertThat(exchanged(result, last, "pattern", 1, "r2")).isGreaterThan(.99);
    double before = 0;
    for (int layer = 0; layer < 3; layer++) {
      String hook = "blocks." + layer + ".hook_resid_post";
      double whole = exchanged(result, hook, Simplex.WHOLE, 1, "r2");
      assertThat(whole).isBetween(before, .9);
      assertThat(exchanged(result, hook, "pattern", 1, "r2")).isLessThan(whole - .1);
      if (layer > 0) {
        assertThat(exchanged(result, hook, "pattern", layer + 1, "r2"))
            .isGreaterThan(exchanged(result, hook, "pattern", 1, "r2") + .03);
      }
      before = whole;
    }
    assertThat(read(result, last, "r2_all_so_far"))
        .isGreaterThan(read(result, last, "r2_in_sample") + .1); // measured .946 and .788
    // Words of other counts: most of what the figure in sample shows was learnt by heart.
    assertThat(read(result, last, "r2_all_so_far_held_out")).isBetween(.5, .85); // measured .70
  }
}
