package dev.credence.belief.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Evidence;
import dev.credence.belief.Golden;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NotebookPromptsTest {

  @Test
  void theProbesPromptsAreThoseOfTheNotebookToTheLetter() {
    JsonNode golden = Golden.json("notebooks/localisation.json");
    var drawn = NotebookDraws.localisation(NumpyRandom.ofSeed(0), 10, 5);
    assertThat(drawn.lens()).hasSize(55);
    assertThat(drawn.train()).hasSize(200);
    assertThat(drawn.test()).hasSize(100);
    assertThat(NotebookPrompts.xy(drawn.train().getFirst(), Control.BASE).text())
        .isEqualTo(golden.get("first_train_prompt").asString());
    assertThat(NotebookPrompts.xy(drawn.test().getLast(), Control.ORDER_IRRELEVANT).text())
        .isEqualTo(golden.get("last_test_prompt").asString());
  }

  @Test
  void theSequencesOfTheBehaviourSweepComeInTheNotebooksOrder() {
    JsonNode golden = Golden.json("notebooks/behaviour.json").get("sequences");
    var drawn = NotebookDraws.behaviour(NumpyRandom.ofSeed(0), 10, 10);
    assertThat(drawn.stream().map(sweep -> sweep.control().label()).toList())
        .isEqualTo(List.copyOf(golden.propertyNames()));
    for (var sweep : drawn) {
      assertThat(sweep.sequences()).hasSize(110);
      assertThat(strings(sweep.sequences()))
          .isEqualTo(strings(golden.get(sweep.control().label())));
    }
  }

  @Test
  void coinsAndSymbolsAreDrawnInTurn() {
    JsonNode golden = Golden.json("notebooks/semantic.json");
    var drawn = NotebookDraws.semantic(NumpyRandom.ofSeed(1), 10, 5);
    assertThat(drawn.coins())
        .map(coins -> coins.draws().replace('X', 'H').replace('Y', 'T'))
        .isEqualTo(strings(golden.get("coins")));
    assertThat(strings(drawn.xy())).isEqualTo(strings(golden.get("xy")));
  }

  @Test
  void theSequencesOfTheCausalNotebookComeInItsOrder() {
    JsonNode golden = Golden.json("notebooks/causal.json");
    var drawn = NotebookDraws.causal(NumpyRandom.ofSeed(0), 10, 5);
    assertThat(strings(drawn.base())).isEqualTo(strings(golden.get("raw_base")));
    assertThat(strings(drawn.drift())).isEqualTo(strings(golden.get("drift_fixed")));
    assertThat(strings(drawn.anti())).isEqualTo(strings(golden.get("raw_anti")));
    assertThat(strings(drawn.driftBefore())).isEqualTo(strings(golden.get("drift_base2")));
    assertThat(strings(drawn.driftAfter())).isEqualTo(strings(golden.get("drift_anti")));
    assertThat(strings(drawn.bayes())).isEqualTo(strings(golden.get("raw_bayes")));
    assertThat(drawn.distractor()).hasToString(golden.get("distractor_seq").asString());
  }

  @Test
  void distractorsStandBetweenEvidenceAndQuestion() {
    Prompt.Text prompt = NotebookPrompts.xy(Evidence.of("XY"), Control.INDEPENDENT, 2);
    assertThat(prompt.text())
        .isEqualTo(
            "Two random generators. Generator A: 50% X. Generator B: 75% X. Draws are independent."
                + " Sequence: X Y. The quick brown fox jumps over the lazy dog."
                + " The quick brown fox jumps over the lazy dog."
                + " Predict the next output (X or Y):");
    assertThatThrownBy(() -> NotebookPrompts.xy(Evidence.of("XY"), Control.BASE, -1))
        .hasMessage("distractors: asked for -1");
  }

  @Test
  void swappedSymbolsReplaceEveryXAndY() {
    assertThat(
            NotebookPrompts.swapped(NotebookPrompts.SWAP, Control.ORDER_IRRELEVANT, Words.AB)
                .text())
        .isEqualTo(
            "Two random generators. Generator A: 50% A. Generator B: 75% A. Draws are independent."
                + " Order does not matter. Sequence: A A B A A."
                + " Predict the next output (A or B):");
  }

  @Test
  void everyPartKnowsItsRoleAndPlace() {
    Prompt.Text prompt = NotebookPrompts.xy(Evidence.of("XYX"), Control.ORDER_IRRELEVANT, 1);
    assertThat(texts(prompt, Role.PARAMETER)).containsExactly("50%", "75%");
    assertThat(texts(prompt, Role.EVIDENCE)).containsExactly(" X", " Y", " X");
    assertThat(texts(prompt, Role.FILLER)).containsExactly(NotebookPrompts.DISTRACTOR);
    assertThat(texts(prompt, Role.QUESTION)).containsExactly(" Predict the next output (X or Y):");
    assertThat(texts(prompt, Role.INSTRUCTION))
        .containsExactly(
            "Two random generators. Generator A: ",
            " X. Generator B: ",
            " X. Draws are independent. Order does not matter. Sequence:",
            ".");
    assertThat(prompt.spans().getLast().end()).isEqualTo(prompt.text().length());
  }

  @Test
  void withoutEvidenceTheTextIsPythonsJoinOfNothing() {
    assertThat(NotebookPrompts.xy(Evidence.NONE, Control.BASE).text())
        .contains(" Sequence: . Predict");
  }

  @Test
  void percentagesAreWrittenAsShortAsTheyAre() {
    var question = TwoGenerators.of(0.125, 0.9);
    Prompt.Text prompt =
        NotebookPrompts.GENERATORS.fill(question, Words.XY, Control.BASE, Evidence.of("X"), 0);
    assertThat(texts(prompt, Role.PARAMETER)).containsExactly("12.5%", "90%");
  }

  @Test
  void aTemplateWithAnUnknownOrAMissingGapIsRefused() {
    assertThatThrownBy(() -> new Template("{z} {evidence}"))
        .hasMessageStartingWith("template: gap {z} is unknown");
    assertThatThrownBy(() -> new Template("nothing to see"))
        .hasMessage("template: found {evidence} 0 times, expected it once");
  }

  @Test
  void controlsAreFoundByTheirNames() {
    for (Control control : Control.values()) {
      assertThat(Control.ofLabel(control.label())).isEqualTo(control);
    }
    assertThatThrownBy(() -> Control.ofLabel("order"))
        .hasMessage("control \"order\": expected one of base, independent, order_irrelevant");
  }

  @Test
  void symbolsMustBeTwoWords() {
    assertThatThrownBy(() -> new Words("X", "X")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Words(" X", "Y")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Words("", "Y")).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> texts(Prompt.Text prompt, Role role) {
    return prompt.spans(role).stream().map(prompt::text).toList();
  }

  private static List<String> strings(List<Evidence> evidence) {
    return evidence.stream().map(Evidence::draws).toList();
  }

  private static List<String> strings(JsonNode node) {
    return node.valueStream().map(JsonNode::asString).toList();
  }
}
