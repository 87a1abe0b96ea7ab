package dev.credence.belief.design;

import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Question;
import dev.credence.belief.question.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A base and the donor whose variable it is given, with what each hypothesis foretells of the
 * base's answer.
 *
 * @param base whose prompt is run and whose parameters hold
 * @param donor whose variable is put in
 * @param predictions one a hypothesis of the task, in order
 */
public record DonorPair(DesignCell base, DesignCell donor, List<Prediction> predictions) {

  /** Keeps a copy. */
  public DonorPair {
    predictions = List.copyOf(predictions);
  }

  /**
   * What a hypothesis foretells.
   *
   * @param hypothesis the variable that was exchanged, if it is right
   * @param predictive {@code [symbol]}: the exact answer with the donor's value
   * @param posterior {@code [cause]}: the exact belief with the donor's value
   * @param change of the answer, on the scale of {@link BeliefTask#scale}: with two generators of
   *     ln(q / (1 - q)), in nats
   */
  public record Prediction(
      Variable hypothesis, List<Double> predictive, List<Double> posterior, List<Double> change) {}

  /**
   * A pair.
   *
   * @param task what the cells are about
   * @param base whose parameters hold
   * @param donor whose variables are put in
   * @return the pair, with what every hypothesis of the task foretells
   */
  public static DonorPair of(BeliefTask task, DesignCell base, DesignCell donor) {
    return new DonorPair(
        base,
        donor,
        task.hypotheses().stream().map(v -> prediction(task, v, base, donor)).toList());
  }

  /**
   * What one hypothesis foretells.
   *
   * @param hypothesis one of the task's
   * @return its prediction
   * @throws java.util.NoSuchElementException if it is none of the task's hypotheses
   */
  public Prediction prediction(Variable hypothesis) {
    return predictions.stream()
        .filter(p -> p.hypothesis().equals(hypothesis))
        .findFirst()
        .orElseThrow();
  }

  private static Prediction prediction(
      BeliefTask task, Variable variable, DesignCell base, DesignCell donor) {
    Question question = base.question();
    double[] value = donor.question().value(variable, donor.evidence());
    double[] predictive = question.predictiveWith(base.evidence(), variable, value);
    double[] after = task.scale(predictive);
    double[] before = task.scale(unchanged(question, variable, base));
    return new Prediction(
        variable,
        list(predictive),
        list(question.posteriorWith(base.evidence(), variable, value)),
        IntStream.range(0, after.length).mapToObj(i -> after[i] - before[i]).toList());
  }

  /**
   * The base's answer from its own value of the variable. For counts of a source with a state that
   * is not the exact answer, and only the difference of two answers of one kind is a change.
   */
  private static double[] unchanged(Question question, Variable variable, DesignCell base) {
    return question.predictiveWith(
        base.evidence(), variable, question.value(variable, base.evidence()));
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
