package dev.credence.lab.study;

import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.hook.HookPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Finds Z among the {@link SiteCandidates} of every site, by their {@link SiteScores}.
 *
 * <pre>
 * quality = the smaller of the two R2 about the diagonal
 * Z       = of the earliest site within .03 of the best quality under a belief hypothesis, the
 *           plainest candidate within .01 of the best there
 * </pre>
 */
final class SiteSearch {
  /** With more sites than these, all are first given a few pairs, and the best of them all. */
  private static final int FEW_SITES = 12;

  private static final int PROMISING = 3;

  /** Where the belief can be read at more sites, only at so many is it asked what it does. */
  private static final int MOST_DECODABLE = 8;

  private final Setting setting;
  private final SiteScores scores;
  private final List<Site> sites;
  private final List<Scored> scanned;
  private final List<Scored> scored;

  /**
   * What a probe reads at one site.
   *
   * @param point where
   * @param depth from 0, in the order in which the stream goes through them
   * @param r2 of the belief, on the select split
   * @param partialR2 beyond nuisances; NaN where these say all
   */
  record Site(HookPoint point, int depth, double r2, double partialR2) {}

  /**
   * A candidate with what came of it.
   *
   * @param site where
   * @param subspace what was exchanged
   * @param outcomes by hypothesis
   */
  record Scored(Site site, Subspace subspace, Map<Variable, C4Interchange.Outcome> outcomes) {
    C4Interchange.Outcome outcome(Variable hypothesis) {
      return Objects.requireNonNull(outcomes.get(hypothesis));
    }

    double quality(Variable hypothesis) {
      return outcome(hypothesis).quality();
    }
  }

  private SiteSearch(
      Setting setting,
      SiteScores scores,
      List<Site> sites,
      List<Scored> scanned,
      List<Scored> scored) {
    this.scanned = List.copyOf(scanned);
    this.setting = setting;
    this.scores = scores;
    this.sites = List.copyOf(sites);
    this.scored = List.copyOf(scored);
  }

  /** Looks at every site where the stream was kept. */
  static SiteSearch of(Setting setting, CellRunner runner) {
    SiteScores scores = SiteScores.of(setting);
    List<Site> sites = new ArrayList<>();
    Map<Site, List<Subspace>> candidates = new LinkedHashMap<>();
    int depth = 0;
    for (HookPoint point : setting.behaviour().points()) {
      Activations fit =
          Activations.of(Columns.doubles(setting.behaviour().activations(point, setting.fit())));
      Site site = SiteCandidates.site(setting, point, depth++, fit);
      sites.add(site);
      candidates.put(site, SiteCandidates.of(setting, fit));
    }
    if (sites.size() <= FEW_SITES) {
      List<Scored> scored = scores.score(candidates, "search", runner);
      return new SiteSearch(setting, scores, sites, scored, scored);
    }
    int few = Math.max(8, setting.options().searchPairs() / 6);
    List<Scored> scanned = scores.first(few).score(candidates, "scan", runner);
    Map<Site, List<Subspace>> kept = new LinkedHashMap<>(candidates);
    kept.keySet().retainAll(promising(setting, sites, scanned));
    return new SiteSearch(setting, scores, sites, scanned, scores.score(kept, "search", runner));
  }

  /** Sites that do best under some hypothesis when all are given a few pairs. */
  private static Set<Site> promising(Setting setting, List<Site> sites, List<Scored> scanned) {
    Set<Site> promising = new LinkedHashSet<>();
    for (Variable hypothesis : setting.task().hypotheses()) {
      sites.stream()
          .sorted(
              Comparator.comparingDouble(
                  (Site site) ->
                      -bestQuality(scanned, site, hypothesis).orElse(Double.NEGATIVE_INFINITY)))
          .limit(hypothesis.name().equals("answer") ? 0 : PROMISING)
          .forEach(promising::add);
    }
    return promising;
  }

  /**
   * The same with rotations learnt where probes do best, unless a probe for a belief leaves nothing
   * to gain: for every belief, in one dimension and in two. Two answers only: among more, answers
   * are compared on another scale than rotations are learnt on.
   */
  SiteSearch withRotations(Model model, CellRunner runner) {
    double enough = 1 - setting.thresholds().sitesWithin();
    boolean found =
        beliefs().stream().anyMatch(v -> scored.stream().anyMatch(s -> s.quality(v) >= enough));
    if (found || setting.task().symbols().size() > 2) {
      return this;
    }
    List<Rotations.Wanted> wanted = new ArrayList<>();
    for (Variable hypothesis : setting.task().hypotheses()) {
      if (hypothesis.kind() == Variable.Kind.BELIEF) {
        wanted.addAll(wanted(hypothesis));
      }
    }
    Map<Rotations.Wanted, Subspace> learnt = new Rotations(setting, model).learn(wanted);
    if (learnt.isEmpty()) {
      return this;
    }
    Map<Site, List<Subspace>> candidates = new LinkedHashMap<>();
    learnt.forEach(
        (each, subspace) ->
            candidates.computeIfAbsent(each.site(), _ -> new ArrayList<>()).add(subspace));
    List<Scored> all = new ArrayList<>(scored);
    all.addAll(scores.score(candidates, "rotations", runner));
    return new SiteSearch(setting, scores, sites, scanned, all);
  }

  /**
   * At the sites that are best under a hypothesis, from the best candidates of 1 and 2 dimensions.
   */
  private List<Rotations.Wanted> wanted(Variable hypothesis) {
    List<Rotations.Wanted> wanted = new ArrayList<>();
    sites.stream()
        .filter(site -> scored.stream().anyMatch(s -> s.site().equals(site)))
        .sorted(
            Comparator.comparingDouble((Site site) -> bestQuality(site, hypothesis.name()))
                .reversed()
                .thenComparingInt(Site::depth))
        .limit(setting.options().rotationSites())
        .forEach(
            site -> {
              for (int dimension : new int[] {1, 2}) {
                scored.stream()
                    .filter(s -> s.site().equals(site) && s.subspace().dimension() == dimension)
                    .max(Comparator.comparingDouble(s -> s.quality(hypothesis)))
                    .ifPresent(
                        s -> wanted.add(new Rotations.Wanted(site, hypothesis, s.subspace())));
              }
            });
    return wanted;
  }

  List<Site> sites() {
    return sites;
  }

  List<Scored> scored() {
    return scored;
  }

  private List<Variable> beliefs() {
    return setting.task().hypotheses().stream()
        .filter(v -> v.kind() == Variable.Kind.BELIEF)
        .toList();
  }

  /** The best under any belief, of the earliest site that is as good as any. */
  Representation best() {
    return best(beliefs()).orElseThrow();
  }

  /** The best under a rival, such as counts. */
  Optional<Representation> best(String hypothesis) {
    return best(
        setting.task().hypotheses().stream().filter(v -> v.name().equals(hypothesis)).toList());
  }

  private Optional<Representation> best(List<Variable> hypotheses) {
    record Choice(Scored scored, Variable hypothesis) {
      double quality() {
        return scored.quality(hypothesis);
      }
    }
    List<Choice> choices =
        scored.stream().flatMap(s -> hypotheses.stream().map(h -> new Choice(s, h))).toList();
    double best =
        choices.stream().mapToDouble(Choice::quality).max().orElse(Double.NEGATIVE_INFINITY);
    int earliest =
        choices.stream()
            .filter(c -> c.quality() >= best - setting.thresholds().sitesWithin())
            .mapToInt(c -> c.scored().site().depth())
            .min()
            .orElse(0);
    List<Choice> there =
        choices.stream().filter(c -> c.scored().site().depth() == earliest).toList();
    double bestThere =
        there.stream().mapToDouble(Choice::quality).max().orElse(Double.NEGATIVE_INFINITY);
    return there.stream()
        .filter(c -> c.quality() >= bestThere - setting.thresholds().sitesWithin() / 3)
        .findFirst() // the plainest: probes for the belief itself come first, rotations last
        .map(
            c ->
                new Representation(
                    c.scored().site().point(), c.scored().subspace(), c.hypothesis()));
  }

  /** Candidates of a site, with all pairs where it was promising, else with a few. */
  private List<Scored> of(Site site) {
    List<Scored> whole = scored.stream().filter(s -> s.site().equals(site)).toList();
    return whole.isEmpty() ? scanned.stream().filter(s -> s.site().equals(site)).toList() : whole;
  }

  /** The best candidate of one site under hypotheses of a kind. */
  Scored best(Site site, Variable.Kind kind) {
    return of(site).stream()
        .max(Comparator.comparingDouble(s -> s.quality(bestHypothesis(s, kind))))
        .orElseThrow();
  }

  /** Under which hypothesis of a kind a candidate does best. */
  Variable bestHypothesis(Scored candidate, Variable.Kind kind) {
    return setting.task().hypotheses().stream()
        .filter(v -> v.kind() == kind)
        .max(Comparator.comparingDouble(candidate::quality))
        .orElseThrow();
  }

  /** How well any candidate of a site does under a hypothesis; NaN if there is none. */
  double bestQuality(Site site, String hypothesis) {
    return setting.task().hypotheses().stream()
        .filter(v -> v.name().equals(hypothesis))
        .flatMapToDouble(v -> bestQuality(scored, site, v).stream())
        .max()
        .orElse(Double.NaN);
  }

  private static OptionalDouble bestQuality(List<Scored> of, Site site, Variable hypothesis) {
    return of.stream()
        .filter(s -> s.site().equals(site))
        .mapToDouble(s -> s.quality(hypothesis))
        .max();
  }

  /** Sites where the belief can be read beyond nuisances, where it is read best first. */
  List<Site> decodable() {
    return sites.stream()
        .filter(
            s ->
                s.r2() >= setting.thresholds().decodable()
                    && s.partialR2() >= setting.thresholds().partial())
        .sorted(Comparator.comparingDouble((Site s) -> -s.r2()).thenComparingInt(Site::depth))
        .limit(MOST_DECODABLE)
        .toList();
  }

  /** The probe's own reading of the belief at a site. */
  Representation reading(Site site) {
    Variable belief = setting.task().variables().getFirst();
    return of(site).stream()
        .filter(s -> s.subspace().variable().equals(belief.name()))
        .findFirst()
        .map(s -> new Representation(site.point(), s.subspace(), belief))
        .orElseThrow();
  }

  /** Every candidate under every hypothesis. */
  Table table() {
    Table.Builder table =
        Table.builder(
            "search",
            "hook",
            "depth",
            "method",
            "variable",
            "dimension",
            "hypothesis",
            "slope_same",
            "r2_same",
            "slope_other",
            "r2_other",
            "quality");
    List<Scored> all = new ArrayList<>();
    sites.forEach(site -> all.addAll(of(site)));
    for (Scored s : all) {
      s.outcomes()
          .forEach(
              (hypothesis, outcome) ->
                  table.row(
                      s.site().point().name(),
                      s.site().depth(),
                      s.subspace().method(),
                      s.subspace().variable(),
                      s.subspace().dimension(),
                      hypothesis.name(),
                      outcome.same().slope(),
                      outcome.same().r2(),
                      outcome.other().slope(),
                      outcome.other().r2(),
                      outcome.quality()));
    }
    return table.build();
  }
}
