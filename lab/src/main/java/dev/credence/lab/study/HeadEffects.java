package dev.credence.lab.study;

/**
 * What single heads do, pair by pair, as changes on the task's scale. NaN where a head was not
 * measured.
 *
 * @param whole {@code [pair][coordinate]}: answer to clean minus answer to corrupt
 * @param denoising {@code [head][pair][coordinate]}: by how much the answer to corrupt moves when
 *     the head has clean's output
 * @param noising likewise: by how much the answer to clean falls back when the head has corrupt's
 * @param direct likewise: what the head's output at the last position does on its own way to the
 *     logits, both directions halved
 * @param norm {@code [head]}: root mean square length of what the head adds to the stream at the
 *     last position
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeadEffects(
    double[][] whole,
    double[][][] denoising,
    double[][][] noising,
    double[][][] direct,
    double[] norm) {

  /** {@code [pair][coordinate]}: denoising and noising, halved. */
  double[][] total(int head) {
    double[][] total = new double[whole.length][];
    for (int i = 0; i < total.length; i++) {
      total[i] = RestoredShare.half(denoising[head][i], noising[head][i]);
    }
    return total;
  }

  /** {@code [head]}: share of the difference that each head makes up. */
  double[] totals() {
    double[] totals = new double[denoising.length];
    for (int head = 0; head < totals.length; head++) {
      totals[head] = RestoredShare.of(total(head), whole);
    }
    return totals;
  }
}
