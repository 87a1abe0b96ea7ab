package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the first notebooks would have concluded from this model, and what the study did instead:
 * their numbers, made from the study's own prompts, beside the study's.
 */
final class StudyFaults {
  /**
   * One step of theirs.
   *
   * @param did what the notebooks do
   * @param theirs the number they would have looked at, from this study's prompts; empty where it
   *     takes prompts that a study does not ask
   * @param instead what the study does, and its number
   * @param why theirs cannot carry the claim
   */
  record Fault(
      String did,
      Function<StudyFaults, String> theirs,
      Function<StudyFaults, String> instead,
      String why) {}

  private static final Function<StudyFaults, String> NOTHING = study -> "";

  static final List<Fault> ALL =
      List.of(
          new Fault(
              "One length of evidence throughout",
              f -> "at one length: r = " + Numbers.share(f.theirs.correlationAtOneLength()),
              f ->
                  "%s lengths, %s: r of belief and count %s"
                      .formatted(
                          f.distinct(StudyCell::length),
                          Numbers.count(f.pairs(), f.two ? "pair" : "source"),
                          Numbers.share(NotebookNumbers.correlation(f.cells))),
              "Count, frequency, posterior and log-odds are one number; any of them fits."),
          new Fault(
              "X always speaks for generator B",
              NOTHING,
              f ->
                  f.two
                      ? ("p_A above p_B in %s of prompts; a second question (C7: %s); the output logit"
                              + " pushed as well")
                          .formatted(StudyDose.percent(f.reversed()), f.status("C7"))
                      : "not about two generators",
              "Belief in B and an urge to say X point the same way."),
          new Fault(
              "Mean absolute error of means",
              f ->
                  "error %s; a constant: %s"
                      .formatted(
                          Numbers.share(f.theirs.errorOfMeans()),
                          Numbers.share(f.theirs.constantError())),
              f ->
                  "%s from the best Bayes-like observer, slope %s, skill %s within pairs"
                      .formatted(
                          StudyBehaviour.bits(f.facts.number("C1", "kl_bits")),
                          Numbers.share(f.facts.number("C1", "slope")),
                          Numbers.share(f.facts.number("C1", "skill"))),
              "Order effects average out, and Bayes spans so little that a constant does well."),
          new Fault(
              "P(X) + P(Y) is not reported",
              NOTHING,
              f -> "median mass " + f.value("C0") + "; a column of every table of answers",
              "A model that says neither looks like one that answers."),
          new Fault(
              "No rival is fitted",
              NOTHING,
              f -> f.rival(),
              "A close fit says little while nobody knows how close another rule comes."),
          new Fault(
              "Largest less smallest of five orders, drawn a hundred times",
              f -> "largest range " + Numbers.share(f.theirs.orderRange()),
              f -> "order share of the variance " + f.value("C2") + ", each order once",
              "A range grows with the number of orders tried."),
          new Fault(
              "A probe, no control task",
              f -> "R\u00b2 " + f.value("C3"),
              f ->
                  "control tasks R\u00b2 %s; beyond nuisances, R\u00b2 %s"
                      .formatted(
                          Numbers.share(f.facts.number("C3", "control_r2")),
                          Numbers.share(f.facts.number("C3", "partial_r2"))),
              "Counting is enough to be read as Bayes; reading is not using."),
          new Fault(
              "One clean and one corrupt prompt, draws in blocks",
              NOTHING,
              f ->
                  "%s exchanges on the confirm split, slope %s, R\u00b2 %s"
                      .formatted(
                          f.facts
                              .table("interchange")
                              .map(t -> Numbers.count(t.size()))
                              .orElse("no"),
                          Numbers.share(f.facts.number("C4", "slope_same")),
                          f.value("C4")),
              "The two differ in order and in the last draw as well as in count."),
          new Fault(
              "Heads chosen and tested on the same cells",
              NOTHING,
              StudyFaults::splits,
              "Selection alone makes the effect look larger."),
          new Fault(
              "Some heads are never patched and stay 0; no control heads",
              NOTHING,
              f ->
                  f.facts
                      .table("heads")
                      .map(t -> Numbers.count(t.size()) + " heads, random sets beside them")
                      .orElse(
                          "whole sites, not heads: %s random subspaces beside Z"
                              .formatted(f.nulls())),
              "Heads that nobody measured enter the ranking as if they did nothing; any heads"
                  + " might do the same."),
          new Fault(
              "A head's output set to 0 at every position",
              NOTHING,
              f -> "Z of another prompt, drawn anew: the evidence slope falls by " + f.value("C5"),
              "The model is pushed where it never was, over the instructions too."),
          new Fault(
              "Probe on the normed stream, steering on the raw one; alpha has no unit",
              NOTHING,
              f ->
                  f.facts
                      .criterion("C6")
                      .filter(c -> Double.isFinite(c.value()))
                      .map(
                          c ->
                              "in nats of log-odds, at the site itself: ends "
                                  + Numbers.share(c.value())
                                  + " from p_A and p_B")
                      .orElse("C6 " + f.status("C6")),
              "Direction and length are not those that the probe read."),
          new Fault(
              "Symbols swapped once, for A and B",
              NOTHING,
              f ->
                  f.facts
                      .criterion("C9")
                      .filter(c -> Double.isFinite(c.value()))
                      .map(
                          c ->
                              "other symbols and wordings: "
                                  + Numbers.share(c.value())
                                  + " of the slope")
                      .orElse("C9 " + f.status("C9")),
              "A and B are the generators' own names."));

  private final StudyFacts facts;
  private final List<StudyCell> cells;
  private final NotebookNumbers theirs;
  private final boolean two;

  StudyFaults(StudyFacts facts) {
    this.facts = facts;
    this.cells =
        facts.table("behaviour").map(StudyCell::of).orElse(List.of()).stream()
            .filter(StudyCell::answered)
            .toList();
    this.theirs = new NotebookNumbers(cells);
    this.two = facts.twoGenerators();
  }

  /** What they would have said, and what the study says. */
  String sentence() {
    if (cells.isEmpty()) {
      return "No prompt was answered, so there is nothing they could have looked at.";
    }
    double error = theirs.errorOfMeans();
    double constant = theirs.constantError();
    double r2 = facts.criterion("C3").map(CriterionRow::value).orElse(Double.NaN);
    boolean match = error < constant / 2;
    boolean read = r2 >= .8;
    return ("Mean absolute error of the means %s, of a constant %s; a probe reads the"
            + " belief with R\u00b2 %s. By the notebooks' reasoning that is %s. This study"
            + " says: %s.")
        .formatted(
            Numbers.share(error),
            Numbers.share(constant),
            Numbers.share(r2),
            match && read
                ? "a Bayesian mechanism"
                : match
                    ? "Bayesian behaviour"
                    : read ? "a belief inside, badly used" : "no sign of Bayes",
            facts.words());
  }

  private String status(String id) {
    return facts.criterion(id).map(CriterionRow::word).orElse("not asked");
  }

  private String value(String id) {
    return facts
        .criterion(id)
        .map(CriterionRow::measured)
        .filter(v -> !v.isEmpty())
        .orElse("not measured");
  }

  private long distinct(Function<StudyCell, Double> of) {
    return cells.stream().map(of).distinct().count();
  }

  private long pairs() {
    return cells.stream().map(StudyCell::pair).distinct().count();
  }

  private double reversed() {
    return cells.isEmpty()
        ? Double.NaN
        : cells.stream().filter(c -> c.pA() > c.pB()).count() / (double) cells.size();
  }

  private String rival() {
    Optional<Observers.Observer> rival = Observers.of(facts).rival();
    int all = Observers.of(facts).all().size();
    return Numbers.count(all, "observer")
        + " fitted"
        + rival
            .map(
                r ->
                    "; the best rival ("
                        + r.name()
                        + ") is "
                        + StudyBehaviour.bits(r.behind())
                        + " behind the best")
            .orElse("");
  }

  private String splits() {
    return facts
        .table("splits")
        .map(
            t -> {
              List<String> names = t.strings("split");
              double[] cellsOf = t.doubles("cells");
              return "three splits by draws: "
                  + IntStream.range(0, names.size())
                      .mapToObj(i -> names.get(i) + " " + Numbers.count(Math.round(cellsOf[i])))
                      .collect(Collectors.joining(", "));
            })
        .orElse("fit, select and confirm apart");
  }

  private String nulls() {
    return facts
        .table("interchange_nulls")
        .map(t -> Numbers.count(Arrays.stream(column(t)).distinct().count()))
        .orElse("no");
  }

  private static double[] column(Table table) {
    return table.doubles("subspace");
  }
}
