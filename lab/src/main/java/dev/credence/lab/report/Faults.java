package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the first notebooks did, the number of this run beside it, and what it leaves open. */
final class Faults {
  /**
   * One of them.
   *
   * @param did what the notebooks do
   * @param here what this run shows of it; empty where it shows nothing
   * @param why it cannot support the claim
   * @param instead what would
   */
  record Fault(String did, Function<RunTables, String> here, String why, String instead) {}

  private static final Function<RunTables, String> NOTHING = run -> "";

  static final List<Fault> ALL =
      List.of(
          new Fault(
              "One length of evidence throughout",
              run -> run.facts().text("/options/n_total").map(n -> "N = " + n).orElse(""),
              "Count, frequency, posterior and log-odds are one number; any of them fits.",
              "N, both chances, the prior and the order of naming vary until they part"),
          new Fault(
              "X always speaks for generator B",
              run -> Numbers.share(run.facts().pA()) + " and " + Numbers.share(run.facts().pB()),
              "Belief in B and an urge to say X point the same way.",
              "Pairs with p_A above p_B, a second question, the unembedding's own direction"),
          new Fault(
              "Mean absolute error of means",
              Faults::errorBesideConstant,
              "Order effects average out, and Bayes spans so little that a constant does well.",
              "Divergence in bits, calibration, skill against the best constant"),
          new Fault(
              "P(X) + P(Y) is not reported",
              Faults::masses,
              "A model that says neither looks like one that answers.",
              "Mass is a column; below a threshold the cell counts as missing"),
          new Fault(
              "Some heads are never patched and stay 0",
              Faults::unmeasured,
              "Heads that nobody measured enter the ranking as if they did nothing.",
              "Every head; not measured is not a number; an interval on each"),
          new Fault(
              "One clean and one corrupt prompt, draws in blocks",
              run ->
                  run.table("head_patching")
                      .filter(t -> t.size() > 0)
                      .map(
                          t ->
                              "clean "
                                  + first(t, "clean_logit_difference")
                                  + ", corrupt "
                                  + first(t, "corrupt_logit_difference")
                                  + " nats")
                      .orElse(""),
              "The two differ in order and in the last draw as well as in count.",
              "Many pairs, equal in last draw, runs and neighbours; both directions"),
          new Fault(
              "Heads chosen and tested on the same cells",
              run ->
                  run.recovery()
                      .map(
                          r ->
                              r.chosen("BAYES").size()
                                  + " and "
                                  + r.chosen("ANTI").size()
                                  + " of "
                                  + r.measured().size())
                      .orElse(""),
              "Selection alone makes the effect look larger.",
              "Cells to fit, to select and to confirm; a curve over the number of heads"),
          new Fault(
              "No control heads",
              run ->
                  Ablation.Condition.BAYES
                      .sweep(run)
                      .map(
                          s ->
                              "error "
                                  + Numbers.share(s.meanAbsoluteError())
                                  + ", nothing beside it")
                      .orElse(""),
              "Any heads of such number might do the same.",
              "At least 100 random sets, matched in layer and norm"),
          new Fault(
              "A head's output set to 0 at every position",
              Faults::massWithout,
              "The model is pushed where it never was, over the instructions too.",
              "Mean, position mean and resampling; evidence positions; must survive resampling"),
          new Fault(
              "One random generator runs through all conditions",
              NOTHING,
              "Baseline and ablation are asked about different orders.",
              "The same cells in each condition, compared in pairs"),
          new Fault(
              "100 samples of five orders; largest minus smallest",
              run ->
                  run.table("order_drift")
                      .filter(t -> t.size() > 0 && t.has("distinct_orders"))
                      .map(
                          t ->
                              Numbers.count((long) t.doubles("distinct_orders")[0])
                                  + " orders, range "
                                  + first(t, "order_drift"))
                      .orElse(""),
              "A range grows with the sample.",
              "Every distinct order once; standard deviation in logits"),
          new Fault(
              "Probe on the normed stream, steering on the raw one",
              run ->
                  run.table("steering")
                      .filter(t -> t.size() > 0)
                      .map(t -> "moves P(X) by " + Numbers.share(range(t.doubles("p_x"))))
                      .orElse(""),
              "Direction and length are not those that the probe read; alpha has no scale.",
              "The direction pulled back through the norm; alpha in nats of log-odds"),
          new Fault(
              "Layers counted by file name and hidden state",
              run ->
                  run.table("steering")
                      .filter(t -> t.size() > 0 && t.has("layer"))
                      .map(t -> "steered at layer " + t.strings("layer").getFirst())
                      .orElse(""),
              "The direction is used a block above the one where it was found.",
              "Sites with a name and a type"),
          new Fault(
              "Five X and five Y called ambiguous",
              NOTHING,
              "With these chances the log-odds are \u22121.44: four to one for A.",
              "Steering where the log-odds are near 0, and over a grid"),
          new Fault(
              "One distracting sentence, one order",
              run ->
                  run.table("distractors")
                      .filter(t -> t.size() > 0)
                      .map(t -> "range " + Numbers.share(range(t.doubles("p_x"))))
                      .orElse(""),
              "Length and content are not told apart.",
              "Neutral fillers of equal length before, inside and after the draws"),
          new Fault(
              "Symbols swapped once, for A and B",
              run ->
                  run.table("symbol_swap")
                      .filter(t -> t.size() > 0)
                      .map(
                          t ->
                              "P(A) " + first(t, "p_a") + " on " + t.strings("sequence").getFirst())
                      .orElse(""),
              "A and B are the generators' own names.",
              "Several pairs of unrelated symbols over the whole sweep"));

  private Faults() {}

  private static String first(Table table, String column) {
    return Numbers.share(table.doubles(column)[0]);
  }

  private static double range(double[] values) {
    var range = Arrays.stream(values).filter(Double::isFinite).summaryStatistics();
    return range.getMax() - range.getMin();
  }

  private static String errorBesideConstant(RunTables run) {
    return Ablation.Condition.BASELINE
        .sweep(run)
        .map(
            s ->
                Numbers.share(s.meanAbsoluteError())
                    + "; a constant: "
                    + Numbers.share(s.constantError()))
        .orElse("");
  }

  private static String masses(RunTables run) {
    return mass(Ablation.Condition.BASELINE.sweep(run));
  }

  private static String massWithout(RunTables run) {
    String mass = mass(Ablation.Condition.BAYES.sweep(run));
    return mass.isEmpty() ? "" : mass + " without BAYES heads";
  }

  private static String mass(Optional<Sweep> sweep) {
    return sweep
        .map(Sweep::medianMass)
        .filter(Double::isFinite)
        .map(m -> "median mass " + Numbers.share(m))
        .orElse("");
  }

  private static String unmeasured(RunTables run) {
    return run.recovery()
        .map(r -> (r.heads().size() - r.measured().size()) + " of " + r.heads().size() + " heads")
        .orElse("");
  }
}
