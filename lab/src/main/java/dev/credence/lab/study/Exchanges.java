package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPair;
import dev.credence.belief.design.DonorPairs;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.ask.Interview;
import dev.credence.lab.statistics.Clusters;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Bases that are given something of a donor's, and what each hypothesis foretells of their answers.
 * Changes are told on the scale of {@link BeliefTask#scale}, all coordinates of a pair one after
 * the other.
 */
final class Exchanges {
  private final BeliefTask task;
  private final List<DonorPair> pairs;
  private final List<Asked> bases;
  private final List<Asked> donors;
  private final Clusters clusters;

  Exchanges(BeliefTask task, List<DonorPair> pairs, Interview interview) {
    this.task = task;
    this.pairs = List.copyOf(pairs);
    this.bases = pairs.stream().map(p -> interview.ask(p.base())).toList();
    this.donors = pairs.stream().map(p -> interview.ask(p.donor())).toList();
    int coordinates = pairs.isEmpty() ? 0 : foretold(task.hypotheses().getFirst()).length;
    int each = pairs.isEmpty() ? 1 : coordinates / pairs.size();
    this.clusters =
        Clusters.of(
            IntStream.range(0, coordinates)
                .mapToObj(i -> pairs.get(i / each).base().multiset())
                .toList());
  }

  static Exchanges of(
      BeliefTask task,
      List<DesignCell> cells,
      DonorPairs.Kind kind,
      int size,
      long seed,
      Interview interview) {
    return new Exchanges(task, DonorPairs.of(task, cells, kind, size, seed).pairs(), interview);
  }

  /** The first of them; all if there are no more. */
  Exchanges first(int size, Interview interview) {
    return size >= pairs.size() ? this : new Exchanges(task, pairs.subList(0, size), interview);
  }

  /** The same bases, each given another's donor, so that what is foretold is wrong. */
  Exchanges withWrongDonors(Interview interview) {
    List<DonorPair> wrong = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      DonorPair right = pairs.get(i);
      DesignCell other = pairs.get((i + 1 + i % 7) % pairs.size()).donor();
      wrong.add(
          new DonorPair(right.base(), other.in(right.base().presentation()), right.predictions()));
    }
    return new Exchanges(task, wrong, interview);
  }

  boolean isEmpty() {
    return pairs.isEmpty();
  }

  List<DonorPair> pairs() {
    return pairs;
  }

  Asked base(int i) {
    return bases.get(i);
  }

  Asked donor(int i) {
    return donors.get(i);
  }

  /** One a changed coordinate: the base's multiset. */
  Clusters clusters() {
    return clusters;
  }

  /** What follows if a variable is exchanged. */
  double[] foretold(Variable hypothesis) {
    return pairs.stream()
        .flatMapToDouble(
            pair -> pair.prediction(hypothesis).change().stream().mapToDouble(Double::doubleValue))
        .toArray();
  }

  /** Cells of unedited and of edited bases. */
  record Cells(List<String> before, List<String> after) {}

  /**
   * A subspace at a hook point.
   *
   * @param point where
   * @param basis the tensor's name
   */
  record Place(HookPoint point, String basis) {
    /** The donor inside the subspace at the last position. */
    Interchange from(CellSheet sheet, Asked donor) {
      return new Interchange(
          Site.at(point, Positions.LAST), sheet.prompt(donor.tokens()), basis, Positions.LAST);
    }
  }

  /** Bases as they are, and with the donor's Z. */
  Cells exchange(CellSheet sheet, Representation z) {
    return exchange(sheet, List.of(z.on(sheet)));
  }

  /** Bases as they are, and with the donor inside a subspace at the last position. */
  Cells exchange(CellSheet sheet, HookPoint point, String basis) {
    return exchange(sheet, List.of(new Place(point, basis)));
  }

  /** The same at several hook points at once, each time with what the unedited donor has there. */
  Cells exchange(CellSheet sheet, List<Place> places) {
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Asked donor = donors.get(i);
      Intervention[] edits =
          places.stream().map(place -> place.from(sheet, donor)).toArray(Intervention[]::new);
      before.add(sheet.ask(bases.get(i)));
      after.add(sheet.ask(bases.get(i), edits));
    }
    return new Cells(before, after);
  }

  /** How the answers moved. */
  double[] observed(Answers answers, Cells cells) {
    return IntStream.range(0, pairs.size())
        .boxed()
        .flatMapToDouble(
            i -> {
              double[] before = task.scale(answers.among(cells.before().get(i)));
              double[] after = task.scale(answers.among(cells.after().get(i)));
              return IntStream.range(0, after.length).mapToDouble(j -> after[j] - before[j]);
            })
        .toArray();
  }

  /** By how much the probability of the answers fell, on average. */
  double massLoss(Answers answers, Cells cells) {
    return IntStream.range(0, pairs.size())
        .mapToDouble(i -> answers.mass(cells.before().get(i)) - answers.mass(cells.after().get(i)))
        .average()
        .orElse(Double.NaN);
  }
}
