package dev.credence.transformer;

import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.forward.CaptureSink;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.plan.RowCapture;
import dev.credence.transformer.plan.RowPlan;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * From normed rows to readings. The vocabulary is large, so rows are unembedded a few at a time and
 * only what some readout asks for is kept of each.
 */
final class LogitReader {
  /** Rows unembedded at once: with 50,000 tokens about 25 MiB of logits. */
  private static final int CHUNK = 128;

  private final CellSet set;
  private final int[] wave;
  private final RowPlan plan;
  private final Transformer transformer;
  private final int[] answers;
  private final Map<Integer, Integer> columnOf = new HashMap<>();
  private final int top;

  private final float[][] answerLogits;
  private final double[] logSum;
  private final long[][] topTokens;
  private final float[][] topLogits;

  /**
   * A reader for one wave.
   *
   * @param wave indices of the wave's cells in the set; the plan's first cells, in this order
   */
  LogitReader(CellSet set, int[] wave, RowPlan plan, Transformer transformer) {
    this.set = set;
    this.wave = wave;
    this.plan = plan;
    this.transformer = transformer;
    this.answers =
        set.readouts().values().stream()
            .flatMap(readout -> readout.among().values().stream())
            .flatMapToInt(ids -> ids.stream().mapToInt(Integer::intValue))
            .distinct()
            .sorted()
            .toArray();
    for (int i = 0; i < answers.length; i++) {
      columnOf.put(answers[i], i);
    }
    this.top = set.readouts().values().stream().mapToInt(Readout::top).max().orElse(0);
    int rows = plan.last().rows();
    this.answerLogits = new float[rows][];
    this.logSum = new double[rows];
    this.topTokens = new long[rows][0];
    this.topLogits = new float[rows][0];
  }

  /** Takes readings, with the index of their cell in the wave. */
  @FunctionalInterface
  interface ReadingSink {
    void take(int cell, Reading reading);
  }

  /** Reads {@code [row, d_model]}, the rows of the plan's last stage. */
  void read(Tensor normed, CaptureSink captures, ReadingSink readings) {
    Map<RowCapture, float[]> kept = new LinkedHashMap<>();
    for (int from = 0; from < plan.last().rows(); from += CHUNK) {
      int to = Math.min(from + CHUNK, plan.last().rows());
      try (Scope scope = Scope.open()) {
        Tensor logits = transformer.unembed(Ops.narrow(normed, 0, from, to - from));
        readChunk(logits, from, to);
        keepChunk(logits, from, to, kept);
      }
    }
    kept.forEach(
        (capture, values) ->
            captures.keep(
                capture,
                NdArray.of(values, capture.rows().length, values.length / capture.rows().length)));
    Divergences divergences = new Divergences();
    for (int i = 0; i < wave.length; i++) {
      int index = i;
      eachReading(
          i,
          (name, readout, position, row) -> {
            if (readout.kl()) {
              divergences.ask(uneditedRow(index, position), row);
            }
          });
    }
    divergences.compute(normed, transformer);
    for (int i = 0; i < wave.length; i++) {
      int index = i;
      Cell cell = set.cells().get(wave[i]);
      eachReading(
          i,
          (name, readout, position, row) -> {
            double kl =
                readout.kl() ? divergences.nats(uneditedRow(index, position), row) : Double.NaN;
            readings.take(index, reading(cell, name, readout, position, row, kl));
          });
    }
  }

  private void readChunk(Tensor logits, int from, int to) {
    float[] sums = Ops.logsumexp(logits, 1, false).toFloats();
    float[] values =
        answers.length == 0
            ? new float[0]
            : Ops.indexSelect(logits, 1, Ops.to(Tensor.of(answers), logits.device())).toFloats();
    for (int row = from; row < to; row++) {
      logSum[row] = sums[row - from];
      answerLogits[row] =
          Arrays.copyOfRange(
              values, (row - from) * answers.length, (row - from + 1) * answers.length);
    }
    if (top > 0) {
      int k = (int) Math.min(top, logits.size(1));
      Ops.TopK best = Ops.topk(logits, k, 1);
      long[] tokens = best.indices().toLongs();
      float[] scores = best.values().toFloats();
      for (int row = from; row < to; row++) {
        topTokens[row] = Arrays.copyOfRange(tokens, (row - from) * k, (row - from + 1) * k);
        topLogits[row] = Arrays.copyOfRange(scores, (row - from) * k, (row - from + 1) * k);
      }
    }
  }

  private void keepChunk(Tensor logits, int from, int to, Map<RowCapture, float[]> kept) {
    int vocabulary = Math.toIntExact(logits.size(1));
    for (RowCapture capture : plan.last().captures().getOrDefault(Hook.LOGITS, List.of())) {
      int[] here =
          IntStream.range(0, capture.rows().length)
              .filter(i -> capture.rows()[i] >= from && capture.rows()[i] < to)
              .toArray();
      for (int i : here) {
        float[] whole = kept.computeIfAbsent(capture, c -> new float[c.rows().length * vocabulary]);
        float[] row = Ops.select(logits, 0, capture.rows()[i] - from).toFloats();
        System.arraycopy(row, 0, whole, i * vocabulary, vocabulary);
      }
    }
  }

  /** One readout of one cell at one position, and the row where it is read. */
  @FunctionalInterface
  private interface ReadingPlace {
    void at(String name, Readout readout, int position, int row);
  }

  private void eachReading(int index, ReadingPlace place) {
    Cell cell = set.cells().get(wave[index]);
    int[] positions = plan.readPositions(index);
    int[] rows = plan.readRows(index);
    for (String name : cell.readouts()) {
      Readout readout = readout(name);
      for (int position : readout.positions().resolve(plan.length(index), cell.id())) {
        place.at(name, readout, position, rows[Arrays.binarySearch(positions, position)]);
      }
    }
  }

  private Readout readout(String name) {
    Readout readout = set.readouts().get(name);
    if (readout == null) {
      throw new IllegalStateException("readout " + name + " is not in the set that names it");
    }
    return readout;
  }

  private Reading reading(
      Cell cell, String name, Readout readout, int position, int row, double kl) {
    List<String> labels = readout.labels();
    double[] logits = new double[labels.size()];
    double[] probabilities = new double[labels.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = logit(row, readout.among().getOrDefault(labels.get(i), List.of()));
      probabilities[i] = Math.exp(logits[i] - logSum[row]);
    }
    int k = Math.min(readout.top(), topTokens[row].length);
    int[] tokens = new int[k];
    double[] likely = new double[k];
    for (int i = 0; i < k; i++) {
      tokens[i] = Math.toIntExact(topTokens[row][i]);
      likely[i] = Math.exp(topLogits[row][i] - logSum[row]);
    }
    return new Reading(
        cell.id(), name, position, labels, logits, probabilities, kl, tokens, likely);
  }

  /** ln sum e^logit over the tokens that say one answer. */
  private double logit(int row, List<Integer> tokens) {
    double max = Double.NEGATIVE_INFINITY;
    for (int token : tokens) {
      max = Math.max(max, answerLogit(row, token));
    }
    if (tokens.size() == 1) {
      return max;
    }
    double sum = 0;
    for (int token : tokens) {
      sum += Math.exp(answerLogit(row, token) - max);
    }
    return max + Math.log(sum);
  }

  private double answerLogit(int row, int token) {
    return answerLogits[row][columnOf.getOrDefault(token, -1)];
  }

  /** The row with whose prediction this cell's is compared. */
  private int uneditedRow(int index, int position) {
    int baseline = plan.baseline(index);
    int at = Arrays.binarySearch(plan.readPositions(baseline), position);
    return plan.readRows(baseline)[at];
  }
}
