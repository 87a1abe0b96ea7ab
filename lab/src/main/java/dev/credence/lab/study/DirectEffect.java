package dev.credence.lab.study;

import dev.credence.belief.question.BeliefTask;
import dev.credence.lab.ask.Answers;
import dev.credence.transformer.Model;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The direct effect of heads: what each writes at the last position is carried straight to the end
 * of the stream, past every later layer, and read there. The final norm is computed anew; nothing
 * is linearised.
 *
 * <pre>
 * direct[h] = answer(stream of corrupt + result_clean[h] - result_corrupt[h]) - answer(corrupt)
 * </pre>
 *
 * <p>and the same from clean to corrupt, the two halved. NaN in families that normalise what
 * attention as a whole adds to the stream: there no head has a part of its own.
 */
final class DirectEffect {
  private final BeliefTask task;
  private final Model model;
  private final List<Head> heads;

  DirectEffect(BeliefTask task, Model model) {
    this.task = task;
    this.model = model;
    this.heads = Head.all(model.config());
  }

  /** The stream as the final norm reads it. */
  static HookPoint stream(Model model) {
    return HookPoint.of(Hook.RESID_POST, model.config().layers() - 1);
  }

  /** Whether heads write to the stream each on its own. */
  static boolean exists(Model model) {
    return model.hooks().points().stream().noneMatch(p -> p.hook() == Hook.LN1_POST_SCALE);
  }

  /**
   * Measures.
   *
   * @param corrupt id of a cell of which the stream's end and all heads' results were kept
   * @param clean likewise
   * @param symbols tokens of the answers
   * @return {@code [head][coordinate]}
   */
  double[][] of(Answers answers, String corrupt, String clean, List<Integer> symbols) {
    double[][] wrote = new double[heads.size()][];
    double[][] there = read(answers, corrupt, clean, symbols);
    double[][] back = read(answers, clean, corrupt, symbols);
    for (int h = 0; h < wrote.length; h++) {
      double[] risen = RestoredShare.minus(there[h], there[heads.size()]);
      double[] fallen = RestoredShare.minus(back[heads.size()], back[h]);
      wrote[h] = RestoredShare.half(risen, fallen);
      if (!exists(model)) {
        Arrays.fill(wrote[h], Double.NaN);
      }
    }
    return wrote;
  }

  /** {@code [head][coordinate]}: answers with a head's output from another run; last, as it is. */
  private double[][] read(Answers answers, String run, String donor, List<Integer> symbols) {
    int d = model.config().dModel();
    float[] stream = answers.activation(run, stream(model).name());
    float[] rows = new float[(heads.size() + 1) * d];
    for (int h = 0; h <= heads.size(); h++) {
      System.arraycopy(stream, 0, rows, h * d, d);
    }
    for (int layer = 0; layer < model.config().layers(); layer++) {
      String hook = HookPoint.of(Hook.RESULT, layer).name();
      float[] own = answers.activation(run, hook);
      float[] given = answers.activation(donor, hook);
      int first = layer * model.config().heads() * d;
      for (int i = 0; i < own.length; i++) {
        rows[first + i] += given[i] - own[i];
      }
    }
    NdArray logits = model.unembed(NdArray.of(rows, heads.size() + 1, d), true);
    int vocabulary = (int) logits.shape()[1];
    float[] all = logits.floats();
    return IntStream.rangeClosed(0, heads.size())
        .mapToObj(
            h ->
                task.scale(
                    softmax(
                        symbols.stream()
                            .mapToDouble(symbol -> all[h * vocabulary + symbol])
                            .toArray())))
        .toArray(double[][]::new);
  }

  private static double[] softmax(double[] logits) {
    double most = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(x -> Math.exp(x - most)).sum();
    return Arrays.stream(logits).map(x -> Math.exp(x - most) / sum).toArray();
  }
}
