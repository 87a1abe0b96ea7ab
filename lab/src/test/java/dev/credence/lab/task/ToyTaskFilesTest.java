package dev.credence.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.credence.belief.Task;
import dev.credence.belief.Word;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Question;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The task files beside the two models of processes with a state, and the answers stored there. */
@Tag("realModel")
class ToyTaskFilesTest {
  /** References are stored in single precision. */
  private static final double TOLERANCE = 1e-6;

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void theTaskGivesTheAnswersAndBeliefsOfTheReference(String name) {
    Path folder =
        Path.of(System.getProperty("credence.shared", "../../shared")).resolve("models/" + name);
    assumeThat(Files.exists(folder)).as("needs %s", folder).isTrue();
    Task task = TaskFile.read(folder.resolve(TaskFile.NAME));
    BeliefTask about = BeliefTask.of(task);
    Question question = about.questions().getFirst();
    try (var reference = Safetensors.open(folder.resolve("reference.safetensors"))) {
      NdArray tokens = reference.get("tokens").toArray();
      double[] words = tokens.doubles();
      double[] predictive = reference.get("exact_predictive").toArray().doubles();
      double[] belief = reference.get("exact_belief").toArray().doubles();
      int length = (int) tokens.shape()[1];
      int symbols = about.symbols().size();
      int states = about.variables().getFirst().dimension();
      for (int position = 0; position < words.length; position++) {
        int first = position / length * length;
        Word word =
            Word.of(
                Arrays.stream(words, first, position + 1).mapToInt(token -> (int) token).toArray());
        assertThat(question.predictive(word))
            .containsExactly(
                Arrays.copyOfRange(predictive, position * symbols, (position + 1) * symbols),
                within(TOLERANCE));
        assertThat(question.value(about.variables().getFirst(), word))
            .containsExactly(
                Arrays.copyOfRange(belief, position * states, (position + 1) * states),
                within(TOLERANCE));
      }
    }
  }
}
