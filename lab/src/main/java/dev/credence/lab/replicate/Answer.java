package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.lab.statistics.Spread;
import dev.credence.transformer.plan.Reading;
import java.util.List;

/**
 * What the model said to one prompt.
 *
 * @param section which question of the part it belongs to, such as {@code baseline}
 * @param wording what was said about the draws
 * @param evidence what was drawn
 * @param prompt as it was asked
 * @param pX P(X | {X, Y}); one half where the mass is 0, as the notebooks have it
 * @param mass P(X) + P(Y)
 * @param logitDifferenceNats logit of X minus logit of Y
 */
public record Answer(
    String section,
    String wording,
    Evidence evidence,
    BoundPrompt prompt,
    double pX,
    double mass,
    double logitDifferenceNats) {

  static Answer of(
      String section, String wording, Evidence evidence, BoundPrompt prompt, Reading reading) {
    double mass = reading.mass();
    double pX = mass > 0 ? reading.among(0) : 0.5; // quirk half-for-nothing
    return new Answer(section, wording, evidence, prompt, pX, mass, reading.logitDifferenceNats());
  }

  /**
   * Whether the model gave neither answer any probability, so that {@link #pX} says nothing.
   *
   * @return true if so
   */
  public boolean empty() {
    return !(mass > 0);
  }

  static double[] shares(List<Answer> answers) {
    return answers.stream().mapToDouble(Answer::pX).toArray();
  }

  static double mean(List<Answer> answers) {
    return Spread.mean(shares(answers));
  }
}
