package dev.credence.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.lab.task.TaskFile;
import dev.credence.lab.train.Curriculum.Labels;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.learn.Example;
import dev.credence.transformer.learn.Example.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets are worked out again from the tokens alone, by Bayes' rule written out. */
class CurriculumTest {
  private static final List<Double> CHANCES = List.of(0.2, 0.5, 0.8);

  /** BOS 0, X 1, Y 2, a 3 to 5, b 6 to 8, ask 9, A 10, B 11, other X 12, other Y 13. */
  private static final Curriculum SEGMENTS =
      new Curriculum(CHANCES, null, 10, .3, 22, .4, .3, Labels.EXACT);

  @Test
  void targetsAreBayesAcrossPairsToldAnew() {
    int retold = 0;
    int asked = 0;
    int others = 0;
    for (int step = 0; step < 5; step++) {
      for (Example example : SEGMENTS.examples(1, step, 20)) {
        int[] tokens = example.tokens();
        assertThat(tokens[0]).isZero();
        assertThat(tokens.length).isLessThanOrEqualTo(SEGMENTS.context());
        double likeliestA = 1; // P(draws | A), up to a factor
        double likeliestB = 1;
        double a = Double.NaN;
        double b = Double.NaN;
        int targets = 0;
        int pairs = 0;
        for (int i = 1; i < tokens.length; i++) {
          int token = tokens[i];
          if (token >= 3 && token <= 5) {
            a = CHANCES.get(token - 3);
            pairs++;
            continue; // nothing is told before b
          }
          if (token >= 6 && token <= 8) {
            b = CHANCES.get(token - 6);
          } else if (token == 1 || token == 12) {
            likeliestA *= a;
            likeliestB *= b;
          } else if (token == 2 || token == 13) {
            likeliestA *= 1 - a;
            likeliestB *= 1 - b;
          }
          others += token >= 12 ? 1 : 0;
          double posteriorA = likeliestA / (likeliestA + likeliestB);
          Target target = example.targets().get(targets++);
          assertThat(target.position()).isEqualTo(i);
          if (token == 9) {
            asked++;
            assertThat(target.tokens()).containsExactly(10, 11);
            assertThat(target.probabilities()[0]).isCloseTo(posteriorA, within(1e-9));
          } else {
            double q = posteriorA * a + (1 - posteriorA) * b;
            double x = 0;
            for (int j = 0; j < target.tokens().length; j++) {
              int said = target.tokens()[j];
              x += said == 1 || said == 12 ? target.probabilities()[j] : 0;
            }
            assertThat(x).isCloseTo(q, within(1e-9));
          }
        }
        assertThat(targets).isEqualTo(example.targets().size());
        retold += pairs > 1 ? 1 : 0;
      }
    }
    assertThat(retold).isGreaterThan(50);
    assertThat(asked).isBetween(20, 60);
    assertThat(others).isGreaterThan(50);
  }

  @Test
  void stepsAreTheSameAgainAndDifferentFromEachOther() {
    List<int[]> one = tokens(SEGMENTS.examples(1, 4, 8));
    assertThat(tokens(SEGMENTS.examples(1, 4, 8))).usingRecursiveComparison().isEqualTo(one);
    assertThat(Arrays.deepEquals(tokens(SEGMENTS.examples(1, 5, 8)).toArray(), one.toArray()))
        .isFalse();
    assertThat(Arrays.deepEquals(tokens(SEGMENTS.examples(2, 4, 8)).toArray(), one.toArray()))
        .isFalse();
  }

  private static List<int[]> tokens(List<Example> examples) {
    return examples.stream().map(Example::tokens).toList();
  }

  /**
   * What is told in a step stays the same as a whole; to whom it is told has nothing to do with it.
   */
  @Test
  void shuffledLabelsAreThoseOfOtherPrompts() {
    Curriculum exact = new Curriculum(CHANCES, null, 6, 0, 9, 0, 0, Labels.EXACT);
    Curriculum mixed = new Curriculum(CHANCES, null, 6, 0, 9, 0, 0, Labels.SHUFFLED);
    List<Example> right = exact.examples(3, 0, 200);
    List<Example> wrong = mixed.examples(3, 0, 200);
    double covariance = 0;
    for (int position = 2; position < 9; position++) {
      double[] told = at(right, position);
      double[] toldElsewhere = at(wrong, position);
      for (int i = 0; i < told.length; i++) {
        covariance += (told[i] - .5) * (toldElsewhere[i] - .5) / told.length / 7;
      }
      Arrays.sort(told);
      Arrays.sort(toldElsewhere);
      assertThat(toldElsewhere).containsExactly(told);
    }
    assertThat(covariance).isBetween(-.005, .005); // the variance is .04
  }

  private static double[] at(List<Example> examples, int position) {
    return examples.stream()
        .flatMap(example -> example.targets().stream())
        .filter(target -> target.position() == position)
        .mapToDouble(target -> target.probabilities()[0])
        .toArray();
  }

  @Test
  void itsTaskFileIsReadAsTheSameTask(@TempDir Path folder) throws Exception {
    Curriculum onePair =
        new Curriculum(List.of(), TwoGenerators.of(.5, .75), 4, 0, 5, 0, 0, Labels.EXACT);
    for (Curriculum curriculum : List.of(SEGMENTS, onePair)) {
      Path file = folder.resolve(TaskFile.NAME);
      Task.WhichGenerator task = curriculum.task();
      Files.writeString(file, TaskFile.text(task));
      assertThat(TaskFile.read(file)).isEqualTo(task);
    }
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Curriculum(CHANCES, null, 10, 0, 12, 0, 0, Labels.EXACT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("10 draws in 12 tokens");
    assertThatThrownBy(() -> new Curriculum(CHANCES, null, 4, .2, 12, 0, 0, Labels.SHUFFLED))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("shuffled labels need prompts of one form");
  }
}
