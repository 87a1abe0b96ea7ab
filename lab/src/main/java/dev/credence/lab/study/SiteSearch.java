package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPairs;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.BeyondNuisances;
import dev.credence.lab.direction.Labels;
import dev.credence.lab.direction.Probe;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.direction.SubspaceMethod;
import dev.credence.lab.direction.SubspaceMethods;
import dev.credence.lab.study.Exchanges.Cells;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds Z. At every site candidates are fitted on the fit split: probes for beliefs, counts and
 * answer. Each is exchanged on the select split, with donors asked the same question and with
 * donors of other pairs, and every hypothesis is held against what happens.
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
  private final Exchanges same;
  private final Exchanges other;
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
      Exchanges same,
      Exchanges other,
      List<Site> sites,
      List<Scored> scanned,
      List<Scored> scored) {
    this.scanned = List.copyOf(scanned);
    this.setting = setting;
    this.same = same;
    this.other = other;
    this.sites = List.copyOf(sites);
    this.scored = List.copyOf(scored);
  }

  /** Looks at every site where the stream was kept. */
  static SiteSearch of(Setting setting, CellRunner runner) {
    List<DesignCell> select =
        setting.select().stream().map(c -> setting.tempering().see(setting.task(), c)).toList();
    Exchanges same = exchanges(setting, select, DonorPairs.Kind.SAME_QUESTION);
    Exchanges other = exchanges(setting, select, DonorPairs.Kind.OTHER_PAIR);
    List<Site> sites = new ArrayList<>();
    Map<Site, List<Subspace>> candidates = new LinkedHashMap<>();
    int depth = 0;
    for (HookPoint point : setting.behaviour().points()) {
      Activations fit =
          Activations.of(Columns.doubles(setting.behaviour().activations(point, setting.fit())));
      Site site = site(setting, point, depth++, fit);
      sites.add(site);
      candidates.put(site, candidates(setting, fit));
    }
    if (sites.size() <= FEW_SITES) {
      List<Scored> scored = score(setting, candidates, same, other, "search", runner);
      return new SiteSearch(setting, same, other, sites, scored, scored);
    }
    int few = Math.max(8, setting.options().searchPairs() / 6);
    List<Scored> scanned =
        score(
            setting,
            candidates,
            same.first(few, setting.interview()),
            other.first(few, setting.interview()),
            "scan",
            runner);
    Map<Site, List<Subspace>> kept = new LinkedHashMap<>(candidates);
    kept.keySet().retainAll(promising(setting, sites, scanned));
    return new SiteSearch(
        setting, same, other, sites, scanned, score(setting, kept, same, other, "search", runner));
  }

  /** Sites that do best under some hypothesis when all are given a few pairs. */
  private static Set<Site> promising(Setting setting, List<Site> sites, List<Scored> scanned) {
    Set<Site> promising = new LinkedHashSet<>();
    for (Variable hypothesis : setting.task().hypotheses()) {
      sites.stream()
          .sorted(
              Comparator.comparingDouble(
                  (Site site) ->
                      -scanned.stream()
                          .filter(s -> s.site().equals(site))
                          .mapToDouble(s -> s.quality(hypothesis))
                          .max()
                          .orElse(Double.NEGATIVE_INFINITY)))
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
    all.addAll(score(setting, candidates, same, other, "rotations", runner));
    return new SiteSearch(setting, same, other, sites, scanned, all);
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

  private static Exchanges exchanges(
      Setting setting, List<DesignCell> cells, DonorPairs.Kind kind) {
    return Exchanges.of(
        setting.task(),
        cells,
        kind,
        setting.options().searchPairs(),
        setting.options().seed() + 11 + kind.ordinal(),
        setting.interview());
  }

  private static Site site(Setting setting, HookPoint point, int depth, Activations fit) {
    Variable belief = setting.task().variables().getFirst();
    Labels labels = Columns.labels(setting, setting.fit(), belief);
    Probe probe = Probe.fit(fit, labels);
    double[][] heldOut = Columns.doubles(setting.behaviour().activations(point, setting.select()));
    double[][] values = Columns.values(setting, setting.select(), belief);
    BeyondNuisances beyond =
        BeyondNuisances.of(
            probe,
            labels,
            Columns.nuisances(setting, setting.fit()),
            heldOut,
            values,
            Columns.nuisances(setting, setting.select()));
    return new Site(point, depth, probe.r2(heldOut, values), beyond.partialR2());
  }

  /** Beliefs by every method; rivals as they are read and as they are written. */
  private static List<Subspace> candidates(Setting setting, Activations fit) {
    List<Subspace> found = new ArrayList<>();
    List<Variable> variables =
        Stream.concat(
                setting.task().variables().stream().filter(v -> v.kind() == Variable.Kind.BELIEF),
                setting.task().hypotheses().stream())
            .distinct()
            .toList();
    for (Variable variable : variables) {
      if (!Columns.varies(setting, setting.fit(), variable)) {
        continue;
      }
      Labels labels = Columns.labels(setting, setting.fit(), variable);
      List<SubspaceMethod> methods = SubspaceMethods.all();
      boolean belief =
          variable.kind() == Variable.Kind.BELIEF && setting.task().hypotheses().contains(variable);
      for (SubspaceMethod method : belief ? methods : methods.subList(0, 2)) {
        method.find(fit, labels).ifPresent(found::add);
      }
    }
    return found;
  }

  private record Entry(Site site, Subspace subspace, Cells same, Cells other) {}

  private static List<Scored> score(
      Setting setting,
      Map<Site, List<Subspace>> candidates,
      Exchanges same,
      Exchanges other,
      String stage,
      CellRunner runner) {
    CellSheet sheet = new CellSheet();
    List<Entry> entries = new ArrayList<>();
    candidates.forEach(
        (site, subspaces) -> {
          for (int i = 0; i < subspaces.size(); i++) {
            Subspace subspace = subspaces.get(i);
            String basis =
                sheet.tensor("u." + site.point().name() + "." + i, subspace.basisTensor());
            entries.add(
                new Entry(
                    site,
                    subspace,
                    same.exchange(sheet, site.point(), basis),
                    other.exchange(sheet, site.point(), basis)));
          }
        });
    Answers answers = sheet.run(stage, runner);
    List<Scored> scored = new ArrayList<>();
    for (Entry entry : entries) {
      double[] observedSame = same.observed(answers, entry.same());
      double[] observedOther = other.observed(answers, entry.other());
      Map<Variable, C4Interchange.Outcome> outcomes = new LinkedHashMap<>();
      for (Variable hypothesis : setting.task().hypotheses()) {
        outcomes.put(
            hypothesis,
            C4Interchange.Outcome.of(hypothesis, same, observedSame, other, observedOther));
      }
      scored.add(new Scored(entry.site(), entry.subspace(), outcomes));
    }
    return scored;
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
        .flatMapToDouble(
            v -> scored.stream().filter(s -> s.site().equals(site)).mapToDouble(s -> s.quality(v)))
        .max()
        .orElse(Double.NaN);
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
