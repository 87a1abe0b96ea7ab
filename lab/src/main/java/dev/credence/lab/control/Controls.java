package dev.credence.lab.control;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/** The models of known mechanism, by the name that follows {@code builtin:}. */
public final class Controls {
  /** Shares of the answer that come from log-odds. */
  private static final double[] MIXTURES = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 1};

  private static final Map<String, LongFunction<Control>> BY_NAME = byName();

  /** Of one question: belief and count part only by the number of draws. */
  private static final Set<String> FIXED =
      Set.of("exact-bayes", "count-table", "bigram", "trained-urn-one-pair");

  private Controls() {}

  private static Map<String, LongFunction<Control>> byName() {
    Map<String, LongFunction<Control>> all = new LinkedHashMap<>();
    all.put("exact-bayes", ExactBayesModel::of);
    all.put("exact-bayes-in-context", InContextBayesModel::of);
    all.put("redundant-bayes", RedundantBayesModel::of);
    all.put("dead-copy-of-belief", DeadCopyModel::of);
    all.put("attention-posterior", AttentionPosteriorModel::of);
    all.put("split-belief", SplitBeliefModel::of);
    all.put("oriented-belief", OrientedBeliefModel::of);
    all.put("tempered-bayes", TemperedBayesModel::of);
    all.put("template-bound", TemplateBoundModel::of);
    for (double share : MIXTURES) {
      all.put(MixedModel.name(share), seed -> MixedModel.of(share, seed));
    }
    all.put("count-table", CountTableModel::of);
    all.put("count-table-in-context", CountTableInContextModel::of);
    all.put("count-table-all", FullCountTableModel::of);
    all.put("leaky-bayes", LeakyBayesModel::of);
    all.put("last-token", LastTokenModel::of);
    all.put("bigram", BigramModel::of);
    all.put("bigram-in-context", BigramInContextModel::of);
    all.put("markov", MarkovModel::of);
    all.put("decorative-belief", DecorativeBeliefModel::of);
    all.put("table-beside-belief", TableBesideBeliefModel::of);
    all.put("output-logit", OutputLogitModel::of);
    all.put("random-weights", RandomWeightsModel::of);
    all.put("belief-at-readout", BeliefAtReadoutModel::of);
    all.put("belief-for-some-pairs", SomePairsModel::of);
    all.put("clamped-answer", ClampedAnswerModel::of);
    TrainedModel.names().forEach(kind -> all.put(kind, seed -> TrainedModel.of(kind, seed)));
    return Collections.unmodifiableMap(all);
  }

  /**
   * Their names.
   *
   * @return in the order in which they are told
   */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * Those that calibrate an instrument: their question is told in the prompt, so that belief,
   * counts and answer are three variables. Each is to be judged at many seeds.
   *
   * @return names, in the order in which they are told
   */
  public static List<String> calibration() {
    return BY_NAME.keySet().stream().filter(name -> !FIXED.contains(name)).toList();
  }

  /**
   * How many different models of a name there are.
   *
   * @param name one of {@link #names()}
   * @return seeds from 0 on; of trained models those that came along
   */
  public static long seeds(String name) {
    return TrainedModel.names().contains(name) ? TrainedModel.seeds(name) : Long.MAX_VALUE;
  }

  /**
   * A control by name.
   *
   * @param name one of {@link #names()}, or {@code NAME@SEED} for directions drawn from another
   *     seed than 0
   * @return the model as data
   * @throws InvalidInputException if there is none of that name, or the seed is no whole number of
   *     0 or more
   */
  public static Control named(String name) {
    int at = name.indexOf('@');
    String kind = at < 0 ? name : name.substring(0, at);
    LongFunction<Control> control = BY_NAME.get(kind);
    if (control == null) {
      throw new InvalidInputException(
          "builtin:%s: no built-in model is named \"%s\". There are: %s",
          name, kind, String.join(", ", BY_NAME.keySet()));
    }
    return control.apply(at < 0 ? 0 : seed(name, name.substring(at + 1))).called(name);
  }

  private static long seed(String name, String text) {
    try {
      long seed = Long.parseLong(text);
      if (seed >= 0) {
        return seed;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new InvalidInputException(
        "builtin:%s: the seed is \"%s\"; expected a whole number of 0 or more", name, text);
  }
}
