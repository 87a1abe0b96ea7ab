package dev.credence.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Task;
import dev.credence.belief.question.BeliefTask;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFileTest {
  private static final String TWO_GENERATORS =
      """
      task: two-generators
      layout: [bos, a, b, evidence]
      tokens:
        bos: 0
        symbols: {X: 1, Y: 2}
        a: {0.2: 3, 0.35: 4, 0.5: 5}
        b: {0.5: 6, 0.65: 7, 0.8: 8}
      prior: 0.5
      evidence: {min: 1, max: 14}
      second_readout: {append: [9], among: {A: 10, B: 11}}
      second_symbols: {X: 12, Y: 13}
      """;

  @TempDir Path folder;

  private Task read(String text) throws IOException {
    return TaskFile.read(Files.writeString(folder.resolve(TaskFile.NAME), text));
  }

  @Test
  void everyKeyOfATaskAboutTwoGeneratorsIsRead() throws IOException {
    assertThat(read(TWO_GENERATORS))
        .isInstanceOfSatisfying(
            Task.WhichGenerator.class,
            task -> {
              assertThat(task.bos()).isZero();
              assertThat(task.layout())
                  .containsExactly(Task.Part.BOS, Task.Part.A, Task.Part.B, Task.Part.EVIDENCE);
              assertThat(task.symbols()).isEqualTo(new Task.TokenPair(1, 2));
              assertThat(task.a()).containsEntry(0.35, 4).hasSize(3);
              assertThat(task.b()).containsEntry(0.8, 8).hasSize(3);
              assertThat(task.evidence()).isEqualTo(new Task.Lengths(1, 14));
              assertThat(task.secondSymbols()).isEqualTo(new Task.TokenPair(12, 13));
              assertThat(task.questions()).hasSize(9);
            });
  }

  @Test
  void chancesMayBeGivenAsValues() throws IOException {
    Task task =
        read(
            """
            task: two-generators
            layout: [evidence]
            tokens: {symbols: {X: 0, Y: 1}}
            values: {p_a: 0.5, p_b: 0.75}
            prior: 0.5
            evidence: {min: 1, max: 10}
            """);
    assertThat(((Task.WhichGenerator) task).questions())
        .singleElement()
        .satisfies(q -> assertThat(q.b().pX()).isEqualTo(0.75));
  }

  @Test
  void aHiddenMarkovTaskTakesItsTransitionsFromAFile() throws IOException {
    Npy.write(
        folder.resolve("transitions.npy"),
        NdArray.of(new double[] {0.5, 0, 0.5, 0, 0, 0.5, 0, 0.5}, 2, 2, 2));
    Task task =
        read(
            """
            task: hidden-markov
            layout: [evidence]
            tokens: {symbols: {A: 0, B: 1}}
            transitions: transitions.npy
            initial: stationary
            evidence: {min: 1, max: 9}
            """);
    assertThat(((Task.NextSymbol) task).source().states()).isEqualTo(2);
  }

  /** Each says where and what: the old text, the new one, a part of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prior: 0.5             | prio: 0.5             | prior is missing
          prior: 0.5             | prior: 1.5            | prior
          prior: 0.5             | prior: often          | expected a number
          evidence: {min         | evidence: {most       | evidence.min is missing
          second_symbols: {X: 12 | symbol: {X: 12        | symbol is not known here
          X: 1, Y: 2             | X: 1, Y: 1            | two different token ids
          X: 1, Y: 2             | X: 1, Z: 2            | tokens.symbols.Y is missing
          bos: 0                 | bos: zero             | expected an integer
          [bos, a, b, evidence]  | [bos, c, b, evidence] | layout has "c"
          [bos, a, b, evidence]  | [a, b, evidence]      | BOS
          two-generators         | three-generators      | expected two-generators or hidden-markov
          0.35: 4                | some: 4               | the key is no number
          0.35: 4                | 1.35: 4               | p_A is 1.35
          0.35: 4                | 0.35: 1               | token 1 is both symbol X and p_A 0.35
          0.35: 4                | 0.35: -4              | p_A 0.35: token -4
          {X: 12, Y: 13}         | {X: 12, Y: 2}         | token 2 is both symbol Y and second symbol Y
          {X: 12, Y: 13}         | {X: 12, Z: 13}        | second_symbols.Y is missing
          {append: [9], among    | {append: 9, among     | second_readout.append is 9; expected a list
          {append: [9], among    | {append: [no], among  | expected a list of integers
          {append: [9], among    | {append: [-9], among  | second readout: token -9
          {append: [9], among    | {among                | second_readout.append is missing
          {A: 10, B: 11}         | {A: 10}               | second_readout.among.B is missing
          {min: 1, max: 14}      | {min: 3, max: 2}      | lengths from 3 to 2
          {min: 1, max: 14}      | {min: 1, max: many}   | evidence.max is many; expected an integer
          prior: 0.5             | values: {p_a: 0.5, p_b: 0.7} | prior is missing
          """)
  void whatIsWrongIsNamed(String old, String text, String message) {
    assertThatThrownBy(() -> read(TWO_GENERATORS.replace(old.strip(), text.strip())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(TaskFile.NAME)
        .hasMessageContaining(message.strip());
  }

  @Test
  void everyKeyReachesTheTaskAndItsBeliefs() throws IOException {
    Task task = read(TWO_GENERATORS.replace("prior: 0.5", "prior: 0.3"));
    assertThat(task)
        .isInstanceOfSatisfying(
            Task.WhichGenerator.class,
            which -> {
              assertThat(which.prior()).isEqualTo(0.3);
              assertThat(which.secondReadout())
                  .isEqualTo(new Task.SecondReadout(List.of(9), new Task.TokenPair(10, 11)));
            });
    BeliefTask about = BeliefTask.of(task);
    // Nine pairs of tokens; .5 and .5 is no question about beliefs.
    assertThat(about.questions()).hasSize(8).allMatch(q -> q.name().endsWith("prior 0.3"));
    assertThat(about.evidence()).isEqualTo(new Task.Lengths(1, 14));
  }

  @Test
  void valuesAreCheckedToo() {
    String values =
        """
        task: two-generators
        layout: [evidence]
        tokens: {symbols: {X: 0, Y: 1}}
        values: {p_a: 1.5, p_b: 0.75}
        prior: 0.5
        evidence: {min: 1, max: 10}
        """;
    assertThatThrownBy(() -> read(values)).hasMessageContaining("generator A: P(X) is 1.5");
    assertThatThrownBy(() -> read(values.replace("p_a: 1.5, ", "")))
        .hasMessageContaining("values.p_a is missing");
    assertThatThrownBy(() -> read(values.replace("{X: 0, Y: 1}", "{X: 0, Y: -1}")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aFileThatIsNoYamlIsOneClearLine() {
    assertThatThrownBy(() -> read("task: [unclosed"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no YAML");
    assertThatThrownBy(() -> TaskFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cannot be read");
  }
}
