package dev.credence.belief.question;

import dev.credence.belief.Word;

/**
 * A question with an exact answer to any evidence, and with what the answer would be if one
 * variable were exchanged. Two questions are equal if they tell the same parameters.
 */
public interface Question {

  /**
   * The parameters in words.
   *
   * @return one line, another for each question of a task
   */
  String name();

  /**
   * The sources in words, whatever the prior: questions of one pair differ in the prior alone.
   *
   * @return one line
   */
  String pair();

  /**
   * Whether every word has a probability above 0.
   *
   * @return false if some cannot occur
   */
  boolean everyWordCanOccur();

  /**
   * How probable a word is.
   *
   * @param evidence the word
   * @return ln P(word), in nats; negative infinity where it cannot occur
   */
  double logProbabilityNats(Word evidence);

  /**
   * The exact answer.
   *
   * @param evidence what was drawn
   * @return {@code [symbol]}: P(next symbol | evidence)
   * @throws IllegalArgumentException if the evidence cannot occur
   */
  double[] predictive(Word evidence);

  /**
   * What exact Bayes believes of the hidden cause: which generator, or which state.
   *
   * @param evidence what was drawn
   * @return {@code [cause]}: P(cause | evidence)
   * @throws IllegalArgumentException if the evidence cannot occur
   */
  double[] posterior(Word evidence);

  /**
   * The value of a variable.
   *
   * @param variable one of the task's
   * @param evidence what was drawn
   * @return a number a coordinate
   * @throws IllegalArgumentException if the variable is not the task's, or the evidence cannot
   *     occur
   */
  double[] value(Variable variable, Word evidence);

  /**
   * The exact answer if a variable had another value, all else as the evidence says: this
   * question's parameters, and what the variable does not replace.
   *
   * @param evidence of the base
   * @param replaced one of the task's, no nuisance
   * @param donor its value after the donor's evidence, perhaps under another question
   * @return {@code [symbol]}: P(next symbol)
   * @throws IllegalArgumentException if the variable is a nuisance or not the task's, or the value
   *     has another number of coordinates
   */
  double[] predictiveWith(Word evidence, Variable replaced, double[] donor);

  /**
   * The exact belief about the hidden cause if a variable had another value. Where only the answer
   * is exchanged the belief stays.
   *
   * @param evidence of the base
   * @param replaced one of the task's, no nuisance
   * @param donor its value after the donor's evidence
   * @return {@code [cause]}
   * @throws IllegalArgumentException as in {@link #predictiveWith}
   */
  double[] posteriorWith(Word evidence, Variable replaced, double[] donor);
}
