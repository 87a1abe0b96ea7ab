package dev.credence.transformer.learn;

import dev.credence.transformer.config.InvalidInputException;

/**
 * How long and how fast a model learns.
 *
 * <pre>
 * rate(s) = peak (s + 1) / warmup                                          s &lt; warmup
 *           last + (peak - last) (1 + cos(pi (s - warmup) / (steps - warmup))) / 2
 * </pre>
 *
 * @param steps in all, from 1
 * @param rate the peak of AdamW's learning rate
 * @param lastRate towards which it falls
 * @param warmup steps in which it rises
 * @param weightDecay of matrices; embeddings, norms and biases have none
 * @param beta1 AdamW's, of the mean
 * @param beta2 AdamW's, of the square
 * @param clip to which length the gradient of all parameters together is shortened; infinite for
 *     none
 */
public record Schedule(
    int steps,
    double rate,
    double lastRate,
    int warmup,
    double weightDecay,
    double beta1,
    double beta2,
    double clip) {
  /** Checks that the numbers make sense. */
  public Schedule {
    if (steps < 1 || warmup < 0 || warmup > steps || !(rate > 0) || !(lastRate >= 0)) {
      throw new InvalidInputException(
          "schedule: %d steps, %d of them warm-up, rate %s to %s; expected at least 1 step, no more"
              + " warm-up than steps, and positive rates",
          steps, warmup, rate, lastRate);
    }
    if (!(weightDecay >= 0) || !(clip > 0) || !inside(beta1) || !inside(beta2)) {
      throw new InvalidInputException(
          "schedule: weight decay %s, betas %s and %s, clip %s; expected a decay of 0 or more,"
              + " betas from 0 to below 1, and a positive clip",
          weightDecay, beta1, beta2, clip);
    }
  }

  private static boolean inside(double beta) {
    return beta >= 0 && beta < 1;
  }

  /** That many steps at that peak, falling to a hundredth of it; warm-up in the first 4 %. */
  public static Schedule of(int steps, double rate) {
    return new Schedule(steps, rate, rate / 100, Math.ceilDiv(steps, 25), .01, .9, .98, 1);
  }

  /** The learning rate of a step, counted from 0. */
  public double rate(int step) {
    if (step < warmup) {
      return rate * (step + 1) / warmup;
    }
    double way = (double) (step - warmup) / Math.max(1, steps - warmup);
    return lastRate + (rate - lastRate) * (1 + Math.cos(Math.PI * Math.min(1, way))) / 2;
  }
}
