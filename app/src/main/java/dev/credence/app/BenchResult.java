package dev.credence.app;

import dev.credence.lab.bench.Machine;
import dev.credence.lab.bench.Measurement;
import dev.credence.lab.bench.Questions;
import dev.credence.transformer.Engine;
import dev.credence.transformer.GemmRate;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.plan.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found, for people and for scripts.
 *
 * @param machine it ran on
 * @param engine that computed
 * @param model open
 * @param questions how it was asked
 * @param loadSeconds of opening or making the model
 * @param rate of matrix products; null where it was not measured
 * @param measurements a job each
 * @param skipped why other jobs were not run, by name
 */
record BenchResult(
    Machine machine,
    Engine engine,
    Model model,
    Questions questions,
    double loadSeconds,
    @Nullable GemmRate rate,
    List<Measurement> measurements,
    Map<String, String> skipped) {

  /** The fastest product of all. */
  private static GemmRate.Product best(GemmRate rate) {
    return rate.products().stream()
        .filter(product -> product.flopPerSecond() == rate.best())
        .findFirst()
        .orElseThrow();
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  /** Facts, then a table of what was computed and one of what it took. */
  String text() {
    List<String> lines = new ArrayList<>();
    facts(lines);
    if (!measurements.isEmpty()) {
      lines.add("");
      work(lines);
      lines.add("");
      times(lines);
    }
    skipped.forEach((job, why) -> lines.add(format("%s: not applicable, %s", job, why)));
    return String.join("\n", lines);
  }

  private void facts(List<String> lines) {
    ModelConfig config = model.config();
    lines.add(
        format(
            "machine   %s, %d cores, %.1f GiB; %s",
            machine.processor(),
            machine.cores(),
            machine.memoryBytes() / 0x1p30,
            machine.system()));
    lines.add(format("java      %s", machine.java()));
    lines.add(
        format(
            "credence  %s; libtorch %s, %d threads, %s",
            VersionProvider.version(), engine.version(), engine.threads(), origin()));
    lines.add(
        format(
            "model     %s: %d layers, %d heads of %d, d_model %d, %,d tokens",
            model.name(),
            config.layers(),
            config.heads(),
            config.dHead(),
            config.dModel(),
            config.vocab()));
    lines.add(
        format(
            "          %s on %s; loaded in %.1f s",
            model.options().dtype(), model.options().device(), loadSeconds));
    lines.add(format("prompts   %s", questions.description()));
    if (rate != null) {
      GemmRate.Product best = best(rate);
      lines.add(
          format(
              "products  %.1f GFLOP/s at best with %d rows (%s, [%d, %d] x [%d, %d])",
              best.flopPerSecond() / 1e9,
              GemmRate.ROWS,
              best.weight(),
              best.rows(),
              best.in(),
              best.in(),
              best.out()));
    }
  }

  private String origin() {
    return engine.installed()
        ? "from CREDENCE_LIBTORCH, " + engine.folder()
        : "as it comes with Credence";
  }

  private void work(List<String> lines) {
    String row = "%-11s %7s %9s %13s %12s %11s %9s";
    lines.add(format(row, "", "", "distinct", "rows", "rows", "GFLOP", "GFLOP"));
    lines.add(format(row, "job", "cells", "cells", "naive", "living", "naive", "living"));
    for (Measurement m : measurements) {
      Workload work = m.work();
      lines.add(
          format(
              "%-11s %,7d %,9d %,13d %,12d %,11.1f %,9.1f",
              m.job(),
              work.cells(),
              work.distinctCells(),
              plainRows(work),
              work.livingRows(),
              work.naiveFlops() / 1e9,
              work.flops() / 1e9));
    }
  }

  /** Rows of plain forward passes, over all layers. */
  private static long plainRows(Workload work) {
    return work.layers().size() * work.naiveRows();
  }

  private void times(List<String> lines) {
    String row = "%-11s %9s %19s %10s %9s %8s %8s";
    lines.add(format(row, "", "seconds", "", "", "", "of the", "of it"));
    lines.add(
        format(row, "job", "median", "min..max", "cells/s", "GFLOP/s", "products", "planning"));
    for (Measurement m : measurements) {
      lines.add(
          format(
              "%-11s %9.3f %19s %,10.1f %,9.1f %8s %7.1f%%",
              m.job(),
              m.median(),
              format("%.3f..%.3f", m.fastest(), m.slowest()),
              m.cellsPerSecond(),
              m.flopPerSecond() / 1e9,
              rate == null ? "-" : format("%.1f%%", 100 * m.flopPerSecond() / rate.best()),
              100 * m.planningShare()));
    }
  }

  /** The same numbers under names. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    Map<String, Object> on = new LinkedHashMap<>();
    on.put("processor", machine.processor());
    on.put("cores", machine.cores());
    on.put("memory_bytes", machine.memoryBytes());
    on.put("system", machine.system());
    on.put("java", machine.java());
    tree.put("machine", on);
    Map<String, Object> by = new LinkedHashMap<>();
    by.put("credence", VersionProvider.version());
    by.put("libtorch", engine.version());
    by.put("libtorch_folder", engine.folder().toString());
    by.put("libtorch_installed", engine.installed());
    by.put("threads", engine.threads());
    tree.put("versions", by);
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("name", model.name());
    of.put("layers", model.config().layers());
    of.put("heads", model.config().heads());
    of.put("d_model", model.config().dModel());
    of.put("vocab", model.config().vocab());
    of.put("dtype", String.valueOf(model.options().dtype()));
    of.put("device", String.valueOf(model.options().device()));
    of.put("load_seconds", loadSeconds);
    tree.put("model", of);
    tree.put("prompts", questions.description());
    if (rate != null) {
      tree.put("gemm_flop_per_second", rate.best());
      tree.put("gemm", rate.products().stream().map(BenchResult::tree).toList());
    }
    tree.put("jobs", measurements.stream().map(this::tree).toList());
    tree.put("not_applicable", skipped);
    return tree;
  }

  private static Map<String, Object> tree(GemmRate.Product product) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("weight", product.weight());
    tree.put("rows", product.rows());
    tree.put("in", product.in());
    tree.put("out", product.out());
    tree.put("flop_per_second", product.flopPerSecond());
    return tree;
  }

  private Map<String, Object> tree(Measurement m) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("job", m.job());
    tree.put("cells", m.work().cells());
    tree.put("distinct_cells", m.work().distinctCells());
    tree.put("rows_naive", plainRows(m.work()));
    tree.put("rows_living", m.work().livingRows());
    tree.put("flop_naive", m.work().naiveFlops());
    tree.put("flop_living", m.work().flops());
    tree.put("waves", m.work().waves());
    tree.put("seconds_median", m.median());
    tree.put("seconds", m.seconds());
    tree.put("plan_seconds", m.planSeconds());
    tree.put("planning_share", m.planningShare());
    tree.put("cells_per_second", m.cellsPerSecond());
    tree.put("flop_per_second", m.flopPerSecond());
    if (rate != null) {
      tree.put("share_of_gemm", m.flopPerSecond() / rate.best());
    }
    return tree;
  }
}
