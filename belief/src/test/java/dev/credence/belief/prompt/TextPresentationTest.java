package dev.credence.belief.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.Word;
import dev.credence.belief.prompt.TextPresentation.NamingOrder;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.HiddenMarkovTaskTest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TextPresentationTest {
  private static final TextPresentation NOTEBOOK = TextPresentation.NOTEBOOK;
  private static final Evidence XXY = Evidence.of("XXY");
  private static final TwoGenerators TWO = TwoGenerators.of(0.9, 0.25, 0.3);

  private static List<String> texts(Prompt.Text prompt, Role role) {
    return prompt.spans(role).stream().map(prompt::text).toList();
  }

  @Property(tries = 50)
  void theFirstPresentationIsTheNotebooksToTheLetter(
      @ForAll @CharRange(from = 'X', to = 'Y') @StringLength(min = 1, max = 12) String draws) {
    Evidence evidence = Evidence.of(draws);
    Prompt.Text ours = NOTEBOOK.prompt(TwoGenerators.NOTEBOOK, evidence);
    assertThat(ours).isEqualTo(NotebookPrompts.xy(evidence, Control.ORDER_IRRELEVANT));
    assertThat(
            NOTEBOOK
                .with(Fillers.distractor(Fillers.Place.AFTER))
                .prompt(TwoGenerators.NOTEBOOK, evidence))
        .isEqualTo(NotebookPrompts.xy(evidence, Control.ORDER_IRRELEVANT, 1));
  }

  @Test
  void theOtherOrderNamesBFirstAndAPriorIsToldWhereItIsNotEven() {
    Prompt.Text prompt = NOTEBOOK.with(NamingOrder.B_FIRST).prompt(TWO, XXY);
    assertThat(prompt.text())
        .isEqualTo(
            "Two random generators. Generator B: 25% X. Generator A: 90% X. Generator B is the one"
                + " in use with probability 30%. Draws are independent. Order does not matter."
                + " Sequence: X X Y. Predict the next output (X or Y):");
    assertThat(texts(prompt, Role.PARAMETER)).containsExactly("25%", "90%", "30%");
    assertThat(texts(prompt, Role.EVIDENCE)).containsExactly(" X", " X", " Y");
  }

  @Test
  void everyWordingTellsEveryNumberAndAsksBothQuestions() {
    for (Wording wording : Wording.ALL) {
      for (Words words : Words.PAIRS) {
        TextPresentation p = NOTEBOOK.with(wording).with(words);
        Prompt.Text prompt = p.prompt(TWO, XXY);
        assertThat(texts(prompt, Role.PARAMETER)).containsExactly("90%", "25%", "30%");
        assertThat(texts(prompt, Role.EVIDENCE))
            .containsExactly(" " + words.x(), " " + words.x(), " " + words.y());
        assertThat(texts(prompt, Role.QUESTION).getFirst()).contains(words.x(), words.y());
        assertThat(prompt.text()).doesNotContain("{", "  ");
        assertThat(p.choices().texts()).containsExactly(" " + words.x(), " " + words.y());
        TextPresentation which = p.whichGenerator();
        assertThat(texts(which.prompt(TWO, XXY), Role.QUESTION).getFirst()).contains("A", "B");
        assertThat(which.choices().texts()).containsExactly(" A", " B");
        assertThat(p.prompt(TwoGenerators.of(0.9, 0.25), XXY).text()).doesNotContain("30%");
      }
    }
  }

  @Test
  void pairsOfSymbolsShareNoWordWithEachOtherNorWithTheNamesOfGenerators() {
    Set<String> seen = new HashSet<>(Set.of("A", "B"));
    for (Words pair : Words.PAIRS) {
      assertThat(seen.add(pair.x())).isTrue();
      assertThat(seen.add(pair.y())).isTrue();
    }
    assertThat(Words.XY.swapped()).isEqualTo(new Words("Y", "X"));
  }

  @Test
  void aContinuationEndsWithTheDraws() {
    TextPresentation p = NOTEBOOK.with(Frame.CONTINUATION);
    assertThat(p.prompt(TWO, XXY).text()).endsWith(" Sequence: X X Y");
    assertThat(p.prompt(TWO, XXY).spans().getLast().role()).isEqualTo(Role.EVIDENCE);
    assertThat(p.choices().texts()).containsExactly(" X", " Y");
    assertThat(p.whichGenerator().prompt(TWO, XXY).text()).endsWith("(A or B):");
    assertThatThrownBy(() -> p.with(Fillers.distractor(Fillers.Place.AFTER)))
        .hasMessageContaining("the prompt ends with the draws");
    assertThat(p.prompt(TWO, Evidence.NONE).text()).endsWith(" Sequence:");
  }

  @Test
  void aBareSymbolFollowsASpaceAndAChatHasItsTemplateAround() {
    TextPresentation bare = NOTEBOOK.with(Frame.BARE_SYMBOL);
    assertThat(bare.prompt(TWO, XXY).text()).endsWith("(X or Y): ");
    assertThat(bare.choices().texts()).containsExactly("X", "Y");

    TextPresentation chat =
        NOTEBOOK.with(new Frame.Chat("<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"));
    Prompt.Text prompt = chat.prompt(TWO, XXY);
    assertThat(prompt.text())
        .startsWith("<|im_start|>user\nTwo random")
        .endsWith("(X or Y):<|im_end|>\n<|im_start|>assistant\n");
    assertThat(texts(prompt, Role.TEMPLATE)).hasSize(2);
    assertThat(chat.whichGenerator().choices().texts()).containsExactly("A", "B");
    assertThatThrownBy(() -> new Frame.Chat("user: ", "")).hasMessageContaining("chat template");
  }

  @Test
  void solvedExamplesStandInFrontInTheSameWords() {
    var shots =
        new Frame.FewShot(
            List.of(new Frame.Solved(TwoGenerators.of(0.1, 0.75), Evidence.of("YX"), Symbol.Y)));
    TextPresentation p = NOTEBOOK.with(new Words("red", "blue")).with(shots);
    Prompt.Text prompt = p.prompt(TWO, XXY);
    assertThat(texts(prompt, Role.EXAMPLE))
        .containsExactly(
            "Two random generators. Generator A: 10% red. Generator B: 75% red. Draws are"
                + " independent. Order does not matter. Sequence: blue red. Predict the next output"
                + " (red or blue): blue\n\n");
    assertThat(texts(prompt, Role.EVIDENCE)).hasSize(3);
    assertThat(texts(prompt, Role.PARAMETER)).containsExactly("90%", "25%", "30%");
    assertThatThrownBy(() -> new Frame.FewShot(List.of())).hasMessageContaining("no examples");
  }

  @Test
  void fillersStandWhereTheyAreTold() {
    String fox = NotebookPrompts.DISTRACTOR;
    assertThat(filled(Fillers.Place.BEFORE)).contains("does not matter." + fox + " Sequence: X");
    assertThat(filled(Fillers.Place.INSIDE)).contains("Sequence: X" + fox + " X Y.");
    assertThat(filled(Fillers.Place.AFTER)).contains(" X Y." + fox + " Predict");
    for (Fillers.Place place : List.of(Fillers.Place.BEFORE, Fillers.Place.INSIDE)) {
      Prompt.Text prompt = NOTEBOOK.with(Fillers.distractor(place)).prompt(TWO, XXY);
      assertThat(texts(prompt, Role.FILLER)).containsExactly(fox);
    }
  }

  private static String filled(Fillers.Place place) {
    return NOTEBOOK.with(Fillers.distractor(place)).prompt(TWO, XXY).text();
  }

  @Test
  void neutralWordsAreExactlyAsLong() {
    for (Fillers filler : Fillers.grid(String::length)) {
      if (filler.place() != Fillers.Place.NONE) {
        assertThat(filler.text()).hasSize(NotebookPrompts.DISTRACTOR.length());
      }
    }
    assertThat(Fillers.grid(String::length)).hasSize(7).doesNotHaveDuplicates();
    Fillers words =
        Fillers.neutral(
            Fillers.Place.AFTER, NotebookPrompts.DISTRACTOR, text -> text.split(" ").length);
    assertThat(words.text().split(" ")).hasSize(NotebookPrompts.DISTRACTOR.split(" ").length);
    assertThatThrownBy(
            // An odd length, in a measure in which every text but that one is even.
            () ->
                Fillers.neutral(
                    Fillers.Place.AFTER, "odd", t -> t.equals("odd") ? 5 : t.length() * 2))
        .hasMessageContaining("its length is 5, and neutral words reach only 4");
    assertThatThrownBy(() -> new Fillers(Fillers.Place.AFTER, "none", ""))
        .hasMessageContaining("words at a place");
  }

  @Test
  void theCrossedPresentationsAreSixteenAndDiffer() {
    List<TextPresentation> crossed = TextPresentation.crossed();
    assertThat(crossed).hasSize(16).first().isEqualTo(NOTEBOOK);
    assertThat(crossed).map(p -> p.prompt(TWO, XXY).text()).doesNotHaveDuplicates();
    assertThat(crossed).map(TextPresentation::name).doesNotHaveDuplicates();
  }

  @Test
  void aSourceWithAStateHasNoEnglishWords() {
    var question = HiddenMarkovTaskTest.task("mess3", 9).questions().getFirst();
    assertThatThrownBy(() -> NOTEBOOK.prompt(question, Word.of(0)))
        .hasMessageContaining("give a task file");
    assertThat(NOTEBOOK.prompt(new GeneratorQuestion(TWO), Word.of(0, 0, 1)))
        .isEqualTo(NOTEBOOK.prompt(TWO, XXY));
  }

  @Test
  void aWordingWhoseGapsCannotBeFilledIsRefused() {
    assertThatThrownBy(() -> new Wording("w", "{p}", " {name} {p}", " {prior}", "", "", "", "", ""))
        .hasMessage("wording w: scene has the gap {p}; known there are [{x}, {y}]");
    assertThatThrownBy(() -> new Wording("w", "", " {name}", " {prior}", "", "", "", "", ""))
        .hasMessage("wording w: generator lacks the gap {p}");
  }
}
