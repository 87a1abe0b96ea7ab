package dev.credence.transformer.learn;

import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.Readout;
import java.util.ArrayList;
import java.util.List;

/** The answers of a readout, as tensors. */
final class Answers {
  private final List<List<Integer>> tokens;

  Answers(Readout readout) {
    tokens = List.copyOf(readout.among().values());
    if (tokens.size() < 2) {
      throw new InvalidInputException(
          "exchanges: the readout has the answers %s; expected two at least", readout.labels());
    }
  }

  int count() {
    return tokens.size();
  }

  /** Numbers an answer is told in: log-odds of two, log-probabilities of more. */
  int coordinates() {
    return tokens.size() == 2 ? 1 : tokens.size();
  }

  /** All their tokens, one answer after the other. */
  int[] tokens() {
    return tokens.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
  }

  /** {@code [row, token]} to {@code [row, coordinate]}, in nats. */
  Tensor of(Tensor logits) {
    List<Tensor> each = new ArrayList<>();
    long from = 0;
    for (List<Integer> answer : tokens) {
      Tensor own = Ops.narrow(logits, 1, from, answer.size());
      each.add(answer.size() == 1 ? own : Ops.logsumexp(own, 1, true));
      from += answer.size();
    }
    return each.size() == 2
        ? Ops.sub(each.get(0), each.get(1))
        : Ops.logSoftmax(Ops.cat(each, 1), 1);
  }
}
