package dev.credence.lab.control;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.PositionScheme;
import java.util.List;

/**
 * Fills what a mechanism leaves over with activity that looks like something. Tokens have random
 * parts, a little more of one sign for X than for Y; spare heads average these over the prompt, so
 * that some follow the frequency of X weakly; spare neurons bend them. All of it is read from and
 * written to the directions of {@link Places#dead}, which share no coordinate with the mechanism's,
 * so that no answer changes by a bit.
 */
final class DeadFeatures {
  /** Of the random part of a token. */
  private static final double SPREAD = 0.5;

  /** How far X is from Y along a dead direction, at most. */
  private static final double LEANING = 0.4;

  private DeadFeatures() {}

  /**
   * Adds them.
   *
   * @param form with its mechanism in place
   * @param places whose spare heads and neurons are used
   * @param xs tokens that mean X
   * @param ys tokens that mean Y
   * @param flags directions by which a spare head may choose where it looks
   */
  static void add(
      ClosedForm form, Places places, List<Integer> xs, List<Integer> ys, List<double[]> flags) {
    NumpyRandom random = places.random();
    List<double[]> dead = places.dead();
    for (double[] direction : dead) {
      double leaning = random.uniform(-LEANING, LEANING) / 2;
      for (int token = 0; token < places.config().vocab(); token++) {
        double mean = xs.contains(token) ? leaning : ys.contains(token) ? -leaning : 0;
        form.embed(token, direction, random.normal(mean, SPREAD));
      }
      if (places.config().positions() instanceof PositionScheme.Learned) {
        for (int position = 0; position < places.config().context(); position++) {
          form.position(position, direction, random.normal(0, SPREAD));
        }
      }
    }
    for (int block = 0; block < places.config().layers(); block++) {
      for (int head : places.spareHeads(block)) {
        form.attend(block, head, pick(flags, random), random.normal(0, 1));
        for (int entry = 0; entry < Places.D_HEAD; entry++) {
          form.value(block, head, entry, pick(dead, random));
          form.write(block, head, entry, pick(dead, random), random.normal(0, 1));
        }
      }
      for (int neuron : places.spareNeurons(block)) {
        form.bias(block, neuron, random.normal(0, 1));
        for (int i = 0; i < 4; i++) {
          form.reads(block, neuron, pick(dead, random), random.normal(0, 1));
        }
        form.writes(block, neuron, pick(dead, random), random.normal(0, 0.5));
      }
    }
  }

  private static double[] pick(List<double[]> directions, NumpyRandom random) {
    return directions.get(random.integers(directions.size()));
  }
}
