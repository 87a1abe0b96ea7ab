package dev.credence.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.prompt.Control;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.tokenizer.Token;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each benchmark once: that it still does what it is to time. */
class BenchmarksTest {

  @Test
  void plansAreOfTheCellsTheySay() {
    var planner = new PlannerBenchmark();
    assertThat(planner.patchGrid().cells()).isEqualTo(270 + 1); // and the donor
    assertThat(planner.bigSweep().cells()).isEqualTo(5400);
  }

  @Test
  void thePromptIsAsManyTokensAsInARealVocabulary() {
    var tokenizer = new TokenizerBenchmark();
    List<Token> tokens = tokenizer.encode();
    tokenizer.close();
    assertThat(tokens.size()).isBetween(40, 70);
    String prompt = NotebookPrompts.xy(NotebookPrompts.CLEAN, Control.ORDER_IRRELEVANT).text();
    assertThat(tokens.stream().map(token -> prompt.substring(token.start(), token.end())))
        .contains(" generators", " X", " independent");
    assertThat(tokens.getLast().end()).isEqualTo(prompt.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_1", "Q8_0", "Q4_K", "Q6_K"})
  void weightsArePlainNumbers(String type) {
    var dequantiser = new DequantiserBenchmark();
    dequantiser.type = type;
    dequantiser.draw();
    MemorySegment weights = dequantiser.dequantise();
    double squares = 0;
    for (float weight : weights.toArray(ValueLayout.JAVA_FLOAT)) {
      squares += weight * weight;
    }
    assertThat(squares).isPositive().isFinite();
  }

  @Test
  void aShuffledListHasTheSameNumbers() {
    var shuffle = new NumpyRandomBenchmark();
    shuffle.count();
    assertThat(shuffle.shuffle()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aCheckpointHasAllItsTensors() throws IOException {
    var safetensors = new SafetensorsBenchmark();
    safetensors.write();
    assertThat(safetensors.open()).isEqualTo(272);
    safetensors.delete();
  }
}
