package dev.credence.lab.control;

/**
 * One softplus neuron while its weights are written. Read with a sharpness s and written with 1/s,
 * softplus(s x) / s is relu(x) to within ln(2) / s.
 */
final class Neuron {
  /** Sharpness of a corner: it is round over 1e-5 units only. */
  static final double CORNER = 1e5;

  private final ClosedForm form;
  private final int block;
  private final int index;
  private final double sharpness;

  Neuron(ClosedForm form, int block, int index, double sharpness) {
    this.form = form;
    this.block = block;
    this.index = index;
    this.sharpness = sharpness;
  }

  Neuron reads(double[] direction, double amount) {
    form.reads(block, index, direction, sharpness * amount);
    return this;
  }

  Neuron bias(double amount) {
    form.bias(block, index, sharpness * amount);
    return this;
  }

  Neuron writes(double[] direction, double amount) {
    form.writes(block, index, direction, amount / sharpness);
    return this;
  }
}
