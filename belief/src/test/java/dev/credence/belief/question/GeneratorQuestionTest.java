package dev.credence.belief.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Counterfactuals against Bayes' rule by brute force: products of chances along sequences, summed
 * over generators and, where only counts are known, over all sequences that have them.
 */
class GeneratorQuestionTest {
  private static final double TOLERANCE = 1e-12;

  @Provide
  Arbitrary<GeneratorQuestion> questions() {
    Arbitrary<Double> chances = Arbitraries.doubles().between(0.05, 0.95);
    return Combinators.combine(chances, chances, chances)
        .filter((pA, pB, prior) -> Math.abs(pA - pB) > 0.01)
        .as((pA, pB, prior) -> new GeneratorQuestion(TwoGenerators.of(pA, pB, prior)));
  }

  @Provide
  Arbitrary<Word> words() {
    return Arbitraries.integers().between(0, 1).list().ofMinSize(1).ofMaxSize(9).map(Word::new);
  }

  /** {@code P(word, generator)}: A, then B. */
  private static double[] joint(GeneratorQuestion question, Word word) {
    TwoGenerators two = question.generators();
    double a = 1 - two.prior();
    double b = two.prior();
    for (int symbol : word.symbols()) {
      a *= symbol == 0 ? two.a().pX() : 1 - two.a().pX();
      b *= symbol == 0 ? two.b().pX() : 1 - two.b().pX();
    }
    return new double[] {a, b};
  }

  private static double posteriorB(GeneratorQuestion question, Word word) {
    double[] joint = joint(question, word);
    return joint[1] / (joint[0] + joint[1]);
  }

  private static double next(GeneratorQuestion question, Word word) {
    double[] now = joint(question, word);
    double[] then = joint(question, word.then(0));
    return (then[0] + then[1]) / (now[0] + now[1]);
  }

  private static double mixture(GeneratorQuestion question, double b) {
    return (1 - b) * question.generators().a().pX() + b * question.generators().b().pX();
  }

  private static List<Word> allWords(int n) {
    List<Word> words = new ArrayList<>();
    for (int code = 0; code < 1 << n; code++) {
      int bits = code;
      words.add(new Word(IntStream.range(0, n).mapToObj(i -> bits >> i & 1).toList()));
    }
    return words;
  }

  /** What follows if nothing is known but how many X there were. */
  private static double nextGivenCounts(GeneratorQuestion question, List<Integer> counts) {
    double now = 0;
    double then = 0;
    for (Word word : allWords(counts.get(0) + counts.get(1))) {
      if (word.counts(2).equals(counts)) {
        double[] joint = joint(question, word);
        double[] longer = joint(question, word.then(0));
        now += joint[0] + joint[1];
        then += longer[0] + longer[1];
      }
    }
    return then / now;
  }

  private static boolean bIsRicher(GeneratorQuestion question) {
    return question.generators().b().pX() > question.generators().a().pX();
  }

  @Property(tries = 300)
  void theAnswerIsBayesRule(@ForAll("questions") GeneratorQuestion q, @ForAll("words") Word word) {
    assertThat(q.predictive(word)[0]).isCloseTo(next(q, word), within(TOLERANCE));
    assertThat(q.predictive(word)[1]).isCloseTo(1 - next(q, word), within(TOLERANCE));
    assertThat(q.posterior(word)[1]).isCloseTo(posteriorB(q, word), within(TOLERANCE));
    double[] joint = joint(q, word);
    assertThat(Math.exp(q.logProbabilityNats(word)))
        .isCloseTo(joint[0] + joint[1], within(TOLERANCE));
  }

  @Property(tries = 300)
  void aDonorsVariableGivesWhatBayesGivesUnderTheBasesParameters(
      @ForAll("questions") GeneratorQuestion base,
      @ForAll("questions") GeneratorQuestion donor,
      @ForAll("words") Word evidence,
      @ForAll("words") Word donated) {
    double b = posteriorB(donor, donated);
    double richer = bIsRicher(donor) ? b : 1 - b;
    double orientedB = bIsRicher(base) ? richer : 1 - richer;

    check(base, evidence, donor, donated, TwoGeneratorsTask.LOG_ODDS, mixture(base, b), b);
    check(base, evidence, donor, donated, TwoGeneratorsTask.POSTERIOR, mixture(base, b), b);
    check(
        base,
        evidence,
        donor,
        donated,
        TwoGeneratorsTask.ORIENTED_LOG_ODDS,
        mixture(base, orientedB),
        orientedB);
    check(
        base,
        evidence,
        donor,
        donated,
        TwoGeneratorsTask.COUNTS,
        nextGivenCounts(base, donated.counts(2)),
        posteriorB(base, donated));
    check(
        base,
        evidence,
        donor,
        donated,
        TwoGeneratorsTask.ANSWER,
        next(donor, donated),
        posteriorB(base, evidence));
  }

  private static void check(
      GeneratorQuestion base,
      Word evidence,
      GeneratorQuestion donor,
      Word donated,
      Variable variable,
      double next,
      double posteriorB) {
    double[] value = donor.value(variable, donated);
    assertThat(base.predictiveWith(evidence, variable, value))
        .as("%s: next", variable)
        .containsExactly(new double[] {next, 1 - next}, within(TOLERANCE));
    assertThat(base.posteriorWith(evidence, variable, value))
        .as("%s: generator", variable)
        .containsExactly(new double[] {1 - posteriorB, posteriorB}, within(TOLERANCE));
  }

  @Property(tries = 300)
  void countLengthAndFrequencyAloneGiveTheFormulasLogOdds(
      @ForAll("questions") GeneratorQuestion q,
      @ForAll("words") Word evidence,
      @ForAll("words") Word donated) {
    int k = evidence.counts(2).getFirst();
    int n = evidence.length();
    int kThere = donated.counts(2).getFirst();
    int nThere = donated.length();
    checkFormula(q, evidence, donated, TwoGeneratorsTask.COUNT, kThere, n);
    checkFormula(q, evidence, donated, TwoGeneratorsTask.LENGTH, k, nThere);
    checkFormula(
        q, evidence, donated, TwoGeneratorsTask.FREQUENCY, (double) kThere / nThere * n, n);
  }

  private static void checkFormula(
      GeneratorQuestion q, Word evidence, Word donated, Variable variable, double k, double n) {
    TwoGenerators two = q.generators();
    double odds =
        two.prior()
            / (1 - two.prior())
            * Math.pow(two.b().pX() / two.a().pX(), k)
            * Math.pow((1 - two.b().pX()) / (1 - two.a().pX()), n - k);
    assertThat(q.predictiveWith(evidence, variable, q.value(variable, donated))[0])
        .isCloseTo(mixture(q, odds / (1 + odds)), within(TOLERANCE));
  }

  @Property(tries = 100)
  void oneselfAsDonorChangesNothing(
      @ForAll("questions") GeneratorQuestion q, @ForAll("words") Word word) {
    for (Variable variable : TwoGeneratorsTask.VARIABLES) {
      if (variable.kind() != Variable.Kind.NUISANCE) {
        assertThat(q.predictiveWith(word, variable, q.value(variable, word)))
            .as(variable.name())
            .containsExactly(q.predictive(word), within(TOLERANCE));
      }
    }
  }

  @Test
  void valuesOfOneExample() {
    var q = new GeneratorQuestion(TwoGenerators.of(0.75, 0.5));
    var word = Word.of(0, 0, 1);
    assertThat(q.value(TwoGeneratorsTask.COUNTS, word)).containsExactly(2, 3);
    assertThat(q.value(TwoGeneratorsTask.FREQUENCY, word)).containsExactly(2.0 / 3);
    assertThat(q.value(TwoGeneratorsTask.LAST, word)).containsExactly(-1);
    assertThat(q.value(TwoGeneratorsTask.OUTPUT, word)).containsExactly(1);
    // 2 ln(2/3) + ln 2 = ln(8/9), of the generator poorer in X
    assertThat(q.value(TwoGeneratorsTask.LOG_ODDS, word))
        .containsExactly(new double[] {Math.log(8.0 / 9)}, within(1e-15));
    assertThat(q.value(TwoGeneratorsTask.ORIENTED_LOG_ODDS, word))
        .containsExactly(new double[] {-Math.log(8.0 / 9)}, within(1e-15));
    assertThat(q.value(TwoGeneratorsTask.LAST, Word.of())).containsExactly(0);
    assertThat(q.value(TwoGeneratorsTask.FREQUENCY, Word.of())).containsExactly(0.5);
    var even = new GeneratorQuestion(TwoGenerators.of(0.25, 0.75));
    assertThat(even.value(TwoGeneratorsTask.OUTPUT, Word.of(0, 1))).containsExactly(0);
  }

  @Test
  void whatGivesNoAnswerIsRefused() {
    var q = new GeneratorQuestion(TwoGenerators.NOTEBOOK);
    assertThatThrownBy(() -> q.predictiveWith(Word.of(0), TwoGeneratorsTask.LAST, new double[] {1}))
        .hasMessage("variable \"last\" is a nuisance; no answer follows from it");
    assertThatThrownBy(
            () -> q.predictiveWith(Word.of(0), TwoGeneratorsTask.COUNTS, new double[] {1}))
        .hasMessageContaining("a value of 1 numbers; expected [counts_k, counts_n]");
    assertThatThrownBy(() -> q.value(Variable.scalar("mood", Variable.Kind.RIVAL), Word.of(0)))
        .hasMessageStartingWith("variable \"mood\": of two generators there are [log_odds,");
    assertThatThrownBy(() -> new GeneratorQuestion(TwoGenerators.of(0.5, 0.5)))
        .hasMessageContaining("nothing to believe");
    assertThatThrownBy(() -> TwoGeneratorsTask.standard().variable("mood"))
        .hasMessageContaining("this task has [log_odds");
    assertThatThrownBy(() -> new TwoGeneratorsTask(List.of(), new Task.Lengths(1, 2)))
        .hasMessageContaining("nothing to believe");
    assertThatThrownBy(
            () ->
                new TwoGeneratorsTask(
                    List.of(TwoGenerators.NOTEBOOK, TwoGenerators.NOTEBOOK),
                    new Task.Lengths(1, 2)))
        .hasMessageContaining("twice");
  }

  @Test
  void theStandardTaskHoldsBothOrdersAndTheNotebooksQuestion() {
    var task = TwoGeneratorsTask.standard();
    assertThat(task.questions())
        .hasSize(60)
        .contains(new GeneratorQuestion(TwoGenerators.NOTEBOOK))
        .contains(new GeneratorQuestion(TwoGenerators.of(0.75, 0.5)));
    assertThat(task.questions().stream().filter(GeneratorQuestionTest::bIsRicher)).hasSize(30);
  }
}
