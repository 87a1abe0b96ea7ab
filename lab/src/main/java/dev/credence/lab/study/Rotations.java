package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPair;
import dev.credence.belief.design.DonorPairs;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.Subspace;
import dev.credence.transformer.Model;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.learn.ExchangePair;
import dev.credence.transformer.learn.Exchanges;
import dev.credence.transformer.learn.LearnedRotation;
import dev.credence.transformer.learn.RotationOptions;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Candidates learnt through the model (DAS): on the fit split, with donors of any pair, the
 * subspace is turned until exchanging it changes the answer as a hypothesis foretells. Rotations
 * are blind to hard gates and find something in many models, so they come after the probes and are
 * chosen on the select split like these.
 *
 * @see <a href="https://arxiv.org/abs/2303.02536">Geiger and others</a>
 */
final class Rotations {
  private static final String METHOD = "learned rotation";

  private final Setting setting;
  private final Model model;

  Rotations(Setting setting, Model model) {
    this.setting = setting;
    this.model = model;
  }

  /**
   * Where to look.
   *
   * @param site where
   * @param hypothesis that is to come true
   * @param start a candidate to begin from, of as many dimensions
   */
  record Wanted(SiteSearch.Site site, Variable hypothesis, Subspace start) {}

  /** Learns one for each; none where answers are no log-odds or some are certain. */
  Map<Wanted, Subspace> learn(List<Wanted> wanted) {
    Map<Wanted, Subspace> learnt = new LinkedHashMap<>();
    List<DonorPair> fit = pairs(setting.options().rotationPairs(), 0);
    List<DonorPair> heldOut = pairs(Math.max(8, setting.options().rotationPairs() / 3), 1);
    if (wanted.isEmpty() || fit.size() < 8 || heldOut.size() < 4) {
      return learnt;
    }
    Map<List<Integer>, String> names = new LinkedHashMap<>();
    Stream.concat(fit.stream(), heldOut.stream())
        .forEach(
            pair -> {
              name(names, asked(pair.base()));
              name(names, asked(pair.donor()));
            });
    Map<String, int[]> prompts = new LinkedHashMap<>();
    names.forEach(
        (tokens, name) -> prompts.put(name, tokens.stream().mapToInt(Integer::intValue).toArray()));
    List<HookPoint> places = wanted.stream().map(w -> w.site().point()).distinct().toList();
    try (Exchanges exchanges = Exchanges.of(model, prompts, readout(), places)) {
      for (Wanted each : wanted) {
        List<ExchangePair> of = exchangePairs(fit, each.hypothesis(), names);
        List<ExchangePair> apart = exchangePairs(heldOut, each.hypothesis(), names);
        RotationOptions options =
            RotationOptions.standard(each.start().dimension())
                .from(List.of(each.start().basisTensor()), 0)
                .withSteps(setting.options().rotationSteps())
                .withSeed(setting.options().seed());
        LearnedRotation rotation =
            LearnedRotation.learn(exchanges, each.site().point(), of, apart, options);
        learnt.put(each, subspace(each, rotation.basis()));
      }
    }
    return learnt;
  }

  private Subspace subspace(Wanted wanted, NdArray basis) {
    int d = (int) basis.shape()[0];
    int r = (int) basis.shape()[1];
    double[][] u = new double[d][r];
    for (int i = 0; i < d * r; i++) {
      u[i / r][i % r] = basis.floats()[i];
    }
    return Subspace.of(
        METHOD,
        Activations.of(
            Columns.doubles(setting.behaviour().activations(wanted.site().point(), setting.fit()))),
        Columns.labels(setting, setting.fit(), wanted.hypothesis()),
        u);
  }

  private List<DonorPair> pairs(int size, int which) {
    List<DesignCell> fit =
        setting.fit().stream()
            .filter(c -> answers(c).equals(answers(setting.fit().getFirst())))
            .map(c -> setting.tempering().see(setting.task(), c))
            .toList();
    List<DonorPair> pairs = new ArrayList<>();
    for (DonorPairs.Kind kind : DonorPairs.Kind.values()) {
      long seed = setting.options().seed() + 211 + 10 * which + kind.ordinal();
      DonorPairs.of(setting.task(), fit, kind, size / 2, seed).pairs().stream()
          .filter(p -> answers(p.donor()).equals(answers(p.base())))
          .forEach(pairs::add);
    }
    return pairs;
  }

  private List<Integer> answers(DesignCell cell) {
    return setting.interview().answers(cell.presentation());
  }

  private Asked asked(DesignCell cell) {
    return setting.interview().ask(cell);
  }

  private static void name(Map<List<Integer>, String> names, Asked asked) {
    names.putIfAbsent(asked.tokens(), "p" + names.size());
  }

  private Readout readout() {
    Map<String, Integer> among = new LinkedHashMap<>();
    List<Integer> answers = answers(setting.fit().getFirst());
    for (int i = 0; i < answers.size(); i++) {
      among.put("answer" + i, answers.get(i));
    }
    return Readout.among(among);
  }

  private List<ExchangePair> exchangePairs(
      List<DonorPair> pairs, Variable hypothesis, Map<List<Integer>, String> names) {
    List<ExchangePair> all = new ArrayList<>();
    for (DonorPair pair : pairs) {
      Optional<List<Double>> change = change(pair, hypothesis);
      if (change.isPresent()) {
        all.add(
            new ExchangePair(
                names.getOrDefault(asked(pair.base()).tokens(), ""),
                names.getOrDefault(asked(pair.donor()).tokens(), ""),
                change.get()));
      }
    }
    return all;
  }

  /** Of log-odds between two answers, of log-probabilities among more; none if one is certain. */
  private static Optional<List<Double>> change(DonorPair pair, Variable hypothesis) {
    List<Double> after = pair.prediction(hypothesis).predictive();
    double[] before =
        pair.base()
            .question()
            .predictiveWith(
                pair.base().evidence(),
                hypothesis,
                pair.base().question().value(hypothesis, pair.base().evidence()));
    List<Double> change = new ArrayList<>();
    if (before.length == 2) {
      change.add(Math.log(after.get(0) / after.get(1)) - Math.log(before[0] / before[1]));
    } else {
      for (int i = 0; i < before.length; i++) {
        change.add(Math.log(after.get(i)) - Math.log(before[i]));
      }
    }
    return change.stream().allMatch(Double::isFinite) ? Optional.of(change) : Optional.empty();
  }
}
