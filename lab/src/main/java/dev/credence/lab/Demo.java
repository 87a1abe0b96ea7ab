package dev.credence.lab;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.Orders;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.replicate.Binding;
import dev.credence.lab.replicate.Part;
import dev.credence.lab.replicate.PartResult;
import dev.credence.lab.replicate.ReplicateOptions;
import dev.credence.lab.replicate.Replication;
import dev.credence.lab.replicate.ReplicationListener;
import dev.credence.lab.report.Report;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The first notebooks' analysis of models whose inside is known, side by side: one that holds a
 * belief and impostors that do not. Shows what that analysis can tell apart and what it cannot.
 */
public final class Demo {
  /** Lengths other than the notebooks' ten. */
  private static final int FEW = 5;

  private static final int MANY = 14;

  /** Errors that no reader of a plot would see. */
  private static final double ALIKE = 1e-3;

  /** How near steering has to come to p_A and p_B to be said to stop there. */
  private static final double NEAR = 0.01;

  /** These models have twelve heads: twenty of them would be all. */
  private static final ReplicateOptions OPTIONS = ReplicateOptions.NOTEBOOK.withHeads(2, true);

  private static final List<String> MODELS = List.of("exact-bayes", "count-table", "bigram");

  private final Path out;

  /**
   * A demo.
   *
   * @param out a folder; each model gets one of its own in it
   */
  public Demo(Path out) {
    this.out = out;
  }

  /**
   * What one model turned out to do. Probabilities are P(X | {X, Y}), errors their mean absolute
   * differences from exact Bayes over all orders of all counts.
   *
   * @param model its name
   * @param mechanism how it really comes to its answers
   * @param errorAtTen with the notebooks' number of draws
   * @param errorAtFive with 5 draws
   * @param errorAtFourteen with 14 draws, the X before the Y
   * @param orderDrift largest less smallest answer over the orders of XXXXY
   * @param lowest the smallest answer under steering
   * @param highest the largest answer under steering
   */
  public record Finding(
      String model,
      String mechanism,
      double errorAtTen,
      double errorAtFive,
      double errorAtFourteen,
      double orderDrift,
      double lowest,
      double highest) {

    /** Whether steering stays between p_A and p_B, and comes near both. */
    boolean stopsAtTheGenerators() {
      return Math.abs(lowest - TwoGenerators.NOTEBOOK.a().pX()) < NEAR
          && Math.abs(highest - TwoGenerators.NOTEBOOK.b().pX()) < NEAR;
    }
  }

  /**
   * Runs everything and writes one report.
   *
   * @param listeners gives, for the name of a model, who is told how it gets on
   * @return what was found, in the order of the report's columns
   */
  public List<Finding> run(Function<String, ReplicationListener> listeners) {
    List<Finding> findings = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    for (String name : MODELS) {
      Control control = Controls.named(name);
      Path folder = out.resolve(name);
      try (Model model = control.open(ModelOptions.standard())) {
        Map<Part, PartResult> parts =
            new Replication(model, control.task(), OPTIONS, folder).run(listeners.apply(name));
        findings.add(finding(control, model, parts));
      }
      folders.add(folder);
    }
    Report.write(report(), folders);
    return findings;
  }

  /** Where the report lies. */
  public Path report() {
    return out.resolve("report.html");
  }

  private static Finding finding(Control control, Model model, Map<Part, PartResult> parts) {
    Binding binding = Binding.of(model, control.task());
    PartResult causal = parts.get(Part.CAUSAL);
    if (causal == null) {
      throw new IllegalStateException("the demo runs all parts");
    }
    double[] steered = causal.table("steering").doubles("p_x");
    double[] drift = causal.table("order_drift").doubles("order_drift");
    return new Finding(
        control.name(),
        control.mechanism(),
        error(model, binding, everyOrder(10)),
        error(model, binding, everyOrder(FEW)),
        error(model, binding, blocks(MANY)),
        drift[0],
        Arrays.stream(steered).min().orElse(Double.NaN),
        Arrays.stream(steered).max().orElse(Double.NaN));
  }

  private static List<Evidence> everyOrder(int draws) {
    List<Evidence> all = new ArrayList<>();
    for (int nX = 0; nX <= draws; nX++) {
      all.addAll(new Orders(nX, draws).all());
    }
    return all;
  }

  private static List<Evidence> blocks(int draws) {
    List<Evidence> blocks = new ArrayList<>();
    for (int nX = 0; nX <= draws; nX++) {
      blocks.add(Evidence.block(nX, draws));
    }
    return blocks;
  }

  private static double error(Model model, Binding binding, List<Evidence> evidence) {
    TwoGenerators question = binding.question();
    CellSet.Builder cells = CellSet.builder().readout("xy", binding.single().readout());
    for (Evidence shown : evidence) {
      String id = shown.toString();
      cells.prompt(id, binding.prompt(binding.wordings().getFirst(), shown).tokens());
      cells.cell(Cell.unedited(id, id, "xy"));
    }
    var results = model.run(cells.build());
    return evidence.stream()
        .mapToDouble(
            shown ->
                Math.abs(
                    results.reading(shown.toString(), "xy").among(0)
                        - question.predictive(shown.countX(), shown.length())))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The findings as text of at most 80 columns.
   *
   * @return lines without line ends
   */
  public static List<String> story(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    lines.add("Mean absolute error of P(X) against exact Bayes, p_A = .5, p_B = .75");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-14s %9s %9s %9s   %11s   %s",
            "",
            "10 draws",
            "5 draws",
            "14 draws",
            "order drift",
            "steered to"));
    for (Finding finding : findings) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-14s %9.4f %9.4f %9.4f   %11.4f   %.3f to %.3f",
              finding.model(),
              finding.errorAtTen(),
              finding.errorAtFive(),
              finding.errorAtFourteen(),
              finding.orderDrift(),
              finding.lowest(),
              finding.highest()));
    }
    lines.add("");
    for (Finding finding : findings) {
      lines.add(String.format(Locale.ROOT, "%-14s %s", finding.model(), finding.mechanism()));
    }
    List<Finding> alike = findings.stream().filter(f -> f.errorAtTen() < ALIKE).toList();
    if (alike.size() > 1) {
      String names = alike.stream().map(Finding::model).collect(Collectors.joining(" and "));
      lines.add("");
      lines.add("With ten draws, the notebooks' number, " + names);
      lines.add(
          alike.stream().allMatch(Finding::stopsAtTheGenerators)
              ? "answer alike, and steering stops at p_A and p_B in each of them."
              : "answer alike.");
      lines.add("Only other numbers of draws show which of them counts.");
    }
    return lines;
  }
}
