package dev.credence.belief.design;

import dev.credence.belief.Word;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.question.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distinct orders of the same draws, each with the number of orders it stands for. Orders are
 * sampled apart by their last symbol, as evenly as there are any, so that the last draw does not
 * follow the counts; the weights undo that: of c orders that end alike, m are shown, each with
 * weight c / m, so that a weighted mean over those shown is an unbiased one over all orders.
 *
 * @param orders those shown: distinct, each of positive probability
 * @param total how many there are that can occur
 */
public record WeightedOrders(List<Weighted> orders, long total) {
  /** Up to here the orders of a source in which not every word can occur are listed one by one. */
  private static final int LISTED = 1 << 20;

  /**
   * An order and its weight.
   *
   * @param word the order
   * @param weight how many orders it stands for, itself among them; at least 1
   */
  public record Weighted(Word word, double weight) {}

  /** Keeps a copy. */
  public WeightedOrders {
    orders = List.copyOf(orders);
  }

  /**
   * All orders where there are few, a sample where there are many.
   *
   * @param question says which words can occur
   * @param counts {@code [symbol]}: how often each is drawn
   * @param atMost how many orders to show at most, at least 1
   * @param random advanced where there are more
   * @return the orders shown, by their last symbol, then in lexicographic order; none where none
   *     can occur. The weights of orders with one last symbol add up to the number there is, unless
   *     there are more last symbols than {@code atMost}, and some are not shown
   * @throws IllegalArgumentException if not every word can occur and there are more than 2^20
   *     orders to look through
   */
  public static WeightedOrders of(
      Question question, List<Integer> counts, int atMost, NumpyRandom random) {
    List<Ending> endings = new ArrayList<>();
    for (int last = 0; last < counts.size(); last++) {
      if (counts.get(last) > 0) {
        Ending ending = Ending.of(question, counts, last);
        if (ending.count() > 0) {
          endings.add(ending);
        }
      }
    }
    if (counts.stream().allMatch(c -> c == 0)) {
      return new WeightedOrders(List.of(new Weighted(Word.of(), 1)), 1);
    }
    int[] shown = shares(endings, atMost, random);
    List<Weighted> orders = new ArrayList<>();
    for (int i = 0; i < shown.length; i++) {
      if (shown[i] > 0) {
        double weight = (double) endings.get(i).count() / shown[i];
        endings.get(i).sample(shown[i], random).forEach(w -> orders.add(new Weighted(w, weight)));
      }
    }
    return new WeightedOrders(orders, endings.stream().mapToLong(Ending::count).sum());
  }

  /** One more for each in turn, beginning anywhere, as long as there are any left. */
  private static int[] shares(List<Ending> endings, int atMost, NumpyRandom random) {
    int[] shown = new int[endings.size()];
    int left = atMost;
    int[] turn = endings.size() < 2 ? new int[shown.length] : random.permutation(shown.length);
    boolean more = shown.length > 0;
    while (left > 0 && more) {
      more = false;
      for (int i : turn) {
        if (left > 0 && shown[i] < endings.get(i).count()) {
          shown[i]++;
          left--;
          more = true;
        }
      }
    }
    return shown;
  }

  /** The orders of some counts that end with one symbol; listed if not every word can occur. */
  private record Ending(Arrangements before, int last, boolean every, List<Word> listed) {
    static Ending of(Question question, List<Integer> counts, int last) {
      List<Integer> shorter =
          IntStream.range(0, counts.size())
              .mapToObj(s -> counts.get(s) - (s == last ? 1 : 0))
              .toList();
      var before = new Arrangements(shorter);
      if (question.everyWordCanOccur()) {
        return new Ending(before, last, true, List.of());
      }
      if (before.count() > LISTED) {
        throw new IllegalArgumentException(
            "orders of "
                + counts
                + ": "
                + before.count()
                + " to look through for those that can occur; the limit is "
                + LISTED
                + ", show shorter evidence");
      }
      List<Word> possible =
          before.all().stream()
              .map(word -> word.then(last))
              .filter(word -> question.logProbabilityNats(word) > Double.NEGATIVE_INFINITY)
              .toList();
      return new Ending(before, last, false, possible);
    }

    long count() {
      return every ? before.count() : listed.size();
    }

    List<Word> sample(int size, NumpyRandom random) {
      if (every) {
        return before.sample(size, random).stream().map(word -> word.then(last)).toList();
      }
      if (size == listed.size()) {
        return listed;
      }
      int[] places = random.choiceWithoutReplacement(listed.size(), size, false);
      return IntStream.of(places).sorted().mapToObj(listed::get).toList();
    }
  }
}
