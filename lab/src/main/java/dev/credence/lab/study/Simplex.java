package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.Labels;
import dev.credence.lab.direction.LeastSquares;
import dev.credence.lab.direction.Probe;
import dev.credence.lab.direction.RandomSubspace;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.direction.SubspaceMethod;
import dev.credence.lab.direction.SubspaceMethods;
import dev.credence.lab.study.Exchanges.Cells;
import dev.credence.lab.table.Table;
import dev.credence.transformer.hook.HookPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A belief about several causes as a point of a simplex: how well a linear map reads all of it from
 * the stream, at each site and from all sites so far side by side, and what an exchange of it does
 * there, at one site and at all so far at once. Exploratory: it chooses nothing.
 *
 * <p>A belief about two causes is a point of a line, which the search and C4 exchange already;
 * there is nothing to add then.
 *
 * @see <a href="https://arxiv.org/abs/2405.15943">Shai et al., Transformers Represent Belief State
 *     Geometry in their Residual Stream</a>
 */
final class Simplex {
  /** Random subspaces a site. */
  private static final int NULLS = 20;

  /** The name under which the stream as a whole is exchanged: no subspace of it can do more. */
  static final String WHOLE = "whole stream";

  private final Setting setting;
  private final Variable belief;
  private final Exchanges few;
  private final List<Exchanged> exchanged = new ArrayList<>();

  /** Cells of one row of the table; nulls only where the subspace is a small one. */
  private record Exchanged(
      HookPoint last, int sites, String method, int dimension, Cells cells, List<Cells> nulls) {}

  /**
   * What was read at a site of the cells that its probe was not fitted on.
   *
   * @param beliefs {@code [cell of the confirm split][cause]}
   * @param r2 of them
   */
  private record HeldOut(HookPoint point, double[][] beliefs, double r2) {}

  /** The same kind of subspace at a site and at those of its hook before it. */
  private record Part(HookPoint point, double[][] basis) {}

  Simplex(Setting setting) {
    this.setting = setting;
    this.belief = setting.task().variables().getFirst();
    this.few = setting.same().first(setting.options().nullPairs(), setting.interview());
  }

  /** Whether the simplex is more than a line, and there are donors. */
  boolean applies() {
    return posteriors(setting.confirm().subList(0, 1))[0].length > 2 && !setting.same().isEmpty();
  }

  /** {@code [cell][cause]}, of the fitted observer. */
  private double[][] posteriors(List<DesignCell> cells) {
    return cells.stream()
        .map(c -> setting.tempering().see(setting.task(), c))
        .map(c -> c.question().posterior(c.evidence()))
        .toArray(double[][]::new);
  }

  /** Sites of the same hook up to one, in order. */
  private List<HookPoint> upTo(HookPoint point) {
    return setting.behaviour().points().stream()
        .filter(p -> p.hook() == point.hook() && p.layer() <= point.layer())
        .toList();
  }

  /** {@code [cell][d of all points]}. */
  private double[][] beside(List<HookPoint> points, List<DesignCell> cells) {
    List<double[][]> parts =
        points.stream()
            .map(p -> Columns.doubles(setting.behaviour().activations(p, cells)))
            .toList();
    return IntStream.range(0, cells.size())
        .mapToObj(i -> parts.stream().flatMapToDouble(p -> Arrays.stream(p[i])).toArray())
        .toArray(double[][]::new);
  }

  /** Every length counts the same, as every position of a word does in the published figures. */
  private static double[] weights(List<DesignCell> cells) {
    Map<Integer, Long> ofLength =
        cells.stream()
            .collect(Collectors.groupingBy(c -> c.evidence().length(), Collectors.counting()));
    return cells.stream()
        .mapToDouble(c -> 1.0 / ofLength.getOrDefault(c.evidence().length(), 1L))
        .toArray();
  }

  /**
   * What a linear map reads. In sample: least squares over all cells. Held out: a {@link Probe}
   * fitted on the fit and select splits, judged on the confirm split, whose draws it has not seen
   * in any order. Where that is judged best, its readings follow, point by point.
   */
  List<Table> readout() {
    List<HeldOut> alone =
        setting.behaviour().points().stream()
            .map(
                point -> {
                  double[][] beliefs = heldOut(List.of(point));
                  return new HeldOut(point, beliefs, r2(beliefs));
                })
            .toList();
    HeldOut best = alone.getFirst();
    for (HeldOut each : alone) {
      best = each.r2() > best.r2() ? each : best;
    }
    return List.of(sites(alone), points(best));
  }

  private Table sites(List<HeldOut> heldOut) {
    Table.Builder table =
        Table.builder(
            "simplex",
            "hook",
            "layer",
            "r2_in_sample",
            "r2_held_out",
            "sites",
            "r2_all_so_far",
            "r2_all_so_far_held_out",
            "cells",
            "states");
    List<DesignCell> all = setting.behaviour().cells();
    for (HeldOut each : heldOut) {
      HookPoint point = each.point();
      List<HookPoint> alone = List.of(point);
      List<HookPoint> soFar = upTo(point);
      table.row(
          point.name(),
          (double) point.layer(),
          inSample(alone, all),
          each.r2(),
          (double) soFar.size(),
          inSample(soFar, all),
          soFar.size() == 1 ? each.r2() : r2(heldOut(soFar)),
          (double) all.size(),
          (double) posteriors(all.subList(0, 1))[0].length);
    }
    return table.build();
  }

  private double inSample(List<HookPoint> points, List<DesignCell> cells) {
    return LeastSquares.r2InSample(beside(points, cells), posteriors(cells), weights(cells));
  }

  private double r2(double[][] read) {
    return LeastSquares.r2(posteriors(setting.confirm()), read, weights(setting.confirm()));
  }

  /** {@code [cell of the confirm split][cause]}. */
  private double[][] heldOut(List<HookPoint> points) {
    List<DesignCell> fit =
        Stream.concat(setting.fit().stream(), setting.select().stream()).toList();
    Probe probe =
        Probe.fit(
            Activations.of(beside(points, fit)),
            new Labels(belief.name(), posteriors(fit), Columns.clusters(fit)));
    return probe.predict(beside(points, setting.confirm()));
  }

  /**
   * A row for each prompt of the confirm split: the exact belief after it and the one read, a
   * column a state. {@code weight} is the prompt's in R2, so that the rows give R2 again.
   */
  private Table points(HeldOut held) {
    List<DesignCell> confirm = setting.confirm();
    double[][] exact = posteriors(confirm);
    double[] weights = weights(confirm);
    Map<String, Integer> first = new LinkedHashMap<>();
    double[] weightOf = new double[confirm.size()];
    for (int i = 0; i < confirm.size(); i++) {
      String prompt = setting.behaviour().asked(setting.behaviour().index(confirm.get(i))).text();
      Integer known = first.putIfAbsent(prompt, i);
      weightOf[known == null ? i : known] += weights[i];
    }
    List<String> columns =
        new ArrayList<>(List.of("hook", "layer", "evidence", "length", "weight"));
    for (String which : List.of("exact_", "read_")) {
      IntStream.range(0, exact[0].length).forEach(state -> columns.add(which + state));
    }
    columns.add("prompt");
    Table.Builder table = Table.builder("simplex_points", columns.toArray(String[]::new));
    first.forEach(
        (prompt, i) -> {
          DesignCell cell = confirm.get(i);
          List<Object> row =
              new ArrayList<>(
                  List.of(
                      held.point().name(),
                      (double) held.point().layer(),
                      cell.evidence().toString(),
                      (double) cell.evidence().length(),
                      weightOf[i]));
          Arrays.stream(exact[i]).forEach(row::add);
          Arrays.stream(held.beliefs()[i]).forEach(row::add);
          row.add(prompt);
          table.row(row.toArray());
        });
    return table.build();
  }

  /** Enters every exchange, with donors of the confirm split; subspaces come from the fit split. */
  void ask(CellSheet sheet) {
    Labels labels =
        new Labels(belief.name(), posteriors(setting.fit()), Columns.clusters(setting.fit()));
    int d =
        setting.behaviour()
            .activations(setting.behaviour().points().getFirst(), setting.fit())[0]
            .length;
    for (SubspaceMethod method : SubspaceMethods.all().subList(0, 2)) {
      exchange(
          sheet,
          method.name(),
          point -> {
            Activations held = Activations.of(beside(List.of(point), setting.fit()));
            return method.find(held, labels).map(Subspace::basis).orElse(new double[0][]);
          });
    }
    exchange(sheet, WHOLE, _ -> identity(d));
  }

  private static double[][] identity(int d) {
    double[][] identity = new double[d][d];
    for (int i = 0; i < d; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  private void exchange(CellSheet sheet, String method, Function<HookPoint, double[][]> basis) {
    List<Part> parts =
        setting.behaviour().points().stream()
            .map(point -> new Part(point, basis.apply(point)))
            .filter(part -> part.basis().length > 0)
            .toList();
    for (Part part : parts) {
      List<Part> soFar =
          parts.stream().filter(p -> upTo(part.point()).contains(p.point())).toList();
      exchanged.add(exchange(sheet, method, List.of(part)));
      if (soFar.size() > 1 && !method.equals(WHOLE)) { // the last whole stream is all there is
        exchanged.add(exchange(sheet, method, soFar));
      }
    }
  }

  private Exchanged exchange(CellSheet sheet, String method, List<Part> parts) {
    Part last = parts.getLast();
    int r = last.basis()[0].length;
    List<Cells> nulls = new ArrayList<>();
    if (r < last.basis().length) {
      for (int i = 0; i < NULLS; i++) {
        long seed = setting.options().seed() * 1000 + i;
        String name = "simplex.random." + i;
        nulls.add(
            few.exchange(
                sheet,
                parts.stream()
                    .map(p -> new Part(p.point(), random(r, seed, p)))
                    .map(p -> exchangedAt(sheet, name, p))
                    .toList()));
      }
    }
    return new Exchanged(
        last.point(),
        parts.size(),
        method,
        r,
        setting
            .same()
            .exchange(
                sheet,
                parts.stream().map(p -> exchangedAt(sheet, "simplex." + method, p)).toList()),
        nulls);
  }

  /** Another one at every site. */
  private static double[][] random(int r, long seed, Part part) {
    return new RandomSubspace(r, seed * 100 + part.point().layer()).basis(part.basis().length);
  }

  private static Exchanges.Place exchangedAt(CellSheet sheet, String name, Part part) {
    return new Exchanges.Place(
        part.point(),
        sheet.tensor(
            name + "." + part.point().name() + "." + part.basis()[0].length,
            Subspace.tensor(part.basis())));
  }

  /**
   * What exchanges did, held against what exact filtering says of the donor's belief. {@code sites}
   * above 1: at that many sites of the hook at once, from the first to this one.
   */
  Table interchange(Answers answers) {
    Table.Builder table =
        Table.builder(
            "simplex_interchange",
            "hook",
            "layer",
            "sites",
            "method",
            "dimension",
            "slope",
            "r2",
            "null_r2",
            "n");
    double[] foretold = setting.same().foretold(belief);
    double[] fewForetold = few.foretold(belief);
    for (Exchanged e : exchanged) {
      Agreement agreement = Agreement.of(foretold, setting.same().observed(answers, e.cells()));
      double[] nulls =
          e.nulls().stream()
              .mapToDouble(c -> Agreement.of(fewForetold, few.observed(answers, c)).r2())
              .filter(r2 -> !Double.isNaN(r2)) // nothing moved
              .toArray();
      table.row(
          e.last().name(),
          (double) e.last().layer(),
          (double) e.sites(),
          e.method(),
          (double) e.dimension(),
          agreement.slope(),
          agreement.r2(),
          Arrays.stream(nulls).max().orElse(Double.NaN),
          (double) agreement.n());
    }
    return table.build();
  }
}
