package dev.credence.lab.report;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A study's record in memory, which a test may spoil. */
final class StudyFixture {
  /** Columns that hold text also where nothing stands in them. */
  private static final Set<String> TEXT = Set.of("note", "chosen", "parameters", "statistic");

  private final Map<String, Table> tables = new TreeMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> meta = new HashMap<>();

  private StudyFixture(String name) {
    try {
      URL resource = Objects.requireNonNull(StudyFixture.class.getResource("/report/" + name));
      try (Stream<Path> files = Files.list(Path.of(resource.toURI()))) {
        for (Path file : files.toList()) {
          if (file.toString().endsWith(".csv")) {
            put(withNumbers(Csv.read(file)));
          } else {
            texts.put(file.getFileName().toString(), Files.readString(file));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    texts.put("study.yaml", "task: two-generators\nseed: 0\n");
    texts.put("run.json", "{\"finished\": \"2026-03-01\", \"warnings\": [\"one cell was slow\"]}");
    meta.put("model", "builtin:" + name);
    meta.put("digest", "sha256:0123456789abcdef");
    meta.put("dtype", "FLOAT32");
    meta.put("device", "CPU");
    meta.put("study_hash", "9f86d081884c7d65");
    meta.put("command", "./credence study --model builtin:" + name);
    meta.put("calibrated", "380/380");
    meta.put("exploratory", "false");
  }

  static StudyFixture exactBayes() {
    return new StudyFixture("study-exact-bayes");
  }

  static StudyFixture mess3() {
    return new StudyFixture("study-mess3");
  }

  /** A file cannot say of an empty column that it would hold numbers; a store can. */
  private static Table withNumbers(Table table) {
    List<List<Object>> rows = new ArrayList<>();
    for (List<Object> row : table.rows()) {
      List<Object> copy = new ArrayList<>(row);
      for (int c = 0; c < copy.size(); c++) {
        int column = c;
        if (!TEXT.contains(table.columns().get(c))
            && table.rows().stream().allMatch(r -> r.get(column).equals(""))) {
          copy.set(c, Double.NaN);
        }
      }
      rows.add(copy);
    }
    return new Table(table.name(), table.columns(), rows);
  }

  StudyFixture put(Table table) {
    tables.put(table.name(), table);
    return this;
  }

  StudyFixture without(String table) {
    tables.remove(table);
    return this;
  }

  /** Puts one text in the place of another in a column. */
  StudyFixture replace(String table, String column, String old, String fresh) {
    Table t = Objects.requireNonNull(tables.get(table));
    int at = t.columns().indexOf(column);
    return put(
        new Table(
            t.name(),
            t.columns(),
            t.rows().stream()
                .map(
                    row -> {
                      List<Object> copy = new ArrayList<>(row);
                      if (copy.get(at).equals(old)) {
                        copy.set(at, fresh);
                      }
                      return copy;
                    })
                .toList()));
  }

  StudyFixture text(String name, UnaryOperator<String> change) {
    texts.put(name, change.apply(texts.getOrDefault(name, "")));
    return this;
  }

  StudyFixture meta(String key, String value) {
    meta.put(key, value);
    return this;
  }

  /** Two layers of four heads, the first not measured, and a curve above random heads from 2 on. */
  StudyFixture withHeads() {
    Table.Builder heads =
        Table.builder(
            "heads", "layer", "head", "denoising", "noising", "direct", "total", "low", "high");
    for (int head = 0; head < 4; head++) {
      double none = Double.NaN;
      heads.row(0, head, none, none, none, none, none, none);
      double v = head == 2 ? .61 : -.05 * head;
      heads.row(1, head, v, v / 2, v / 3, v, v - .04, v + .04);
    }
    Table.Builder curve =
        Table.builder(
            "heads_topk",
            "k",
            "effect",
            "low",
            "high",
            "random_low",
            "random_median",
            "random_high",
            "curve");
    curve.row(1, .3, .1, .5, -.1, .05, .2, "denoising");
    curve.row(2, .6, .5, .7, -.1, .1, .3, "denoising");
    curve.row(4, .9, .85, .95, .1, .3, .5, "denoising");
    curve.row(1, .99, .98, 1, -.1, .1, .3, "ablation"); // another question, not to be drawn
    return put(heads.build()).put(curve.build());
  }

  /** Beliefs over states and what was read of them at block 1, where R2 is greatest. */
  StudyFixture withSimplex(double[][] exact, double[][] read) {
    Table.Builder sites = Table.builder("simplex", "hook", "layer", "r2_in_sample", "r2_held_out");
    sites.row("blocks.0.hook_resid_post", 0, .91, .52);
    sites.row("blocks.1.hook_resid_post", 1, .987, .654);
    List<String> columns = new ArrayList<>(List.of("hook", "evidence", "weight"));
    for (String which : List.of("exact_", "read_")) {
      for (int state = 0; state < exact[0].length; state++) {
        columns.add(which + state);
      }
    }
    Table.Builder points = Table.builder("simplex_points", columns.toArray(String[]::new));
    for (int i = 0; i < exact.length; i++) {
      List<Object> row = new ArrayList<>(List.of("blocks.1.hook_resid_post", "w " + i, 1.0));
      for (double each : exact[i]) {
        row.add(each);
      }
      for (double each : read[i]) {
        row.add(each);
      }
      points.row(row.toArray());
    }
    return put(sites.build()).put(points.build());
  }

  StudyRecord record() {
    return StudyRecord.of(List.copyOf(tables.values()), texts, meta);
  }
}
