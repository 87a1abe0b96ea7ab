package dev.credence.lab.report;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The runs of one page: one, or several side by side.
 *
 * @param all at least one, in the order of the columns
 */
record Runs(List<RunTables> all) {
  Runs {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one run");
    }
  }

  boolean several() {
    return all.size() > 1;
  }

  /** Those that have a table. */
  List<RunTables> with(String table) {
    return all.stream().filter(run -> run.table(table).isPresent()).toList();
  }

  /** Title of a panel: the run where there are several, then the part. */
  String title(RunTables run, String part) {
    return several() ? part.isEmpty() ? run.label() : run.label() + ", " + part : part;
  }

  /** A sentence that names its run only where there are several. */
  String sentence(RunTables run, String text) {
    return several() ? run.label() + ": " + text : text;
  }

  /**
   * The axis that a column of numbers needs in every run, so that panels side by side compare.
   *
   * @return smallest (or 0, if that is smaller) and largest value
   */
  List<Double> domain(String table, String... columns) {
    var all = new DoubleSummaryStatistics();
    all.accept(0);
    for (RunTables run : with(table)) {
      for (String column : columns) {
        Arrays.stream(run.table(table).orElseThrow().doubles(column))
            .filter(Double::isFinite)
            .forEach(all::accept);
      }
    }
    return List.of(all.getMin(), all.getMax());
  }

  /** Whole numbers for an axis of so many pixels, at most eleven of them. */
  static List<Integer> ticks(int from, int to, int pixels) {
    int step = Math.max(1, Math.ceilDiv(to - from, Math.min(10, pixels / 22)));
    return IntStream.rangeClosed(0, Math.max(0, (to - from) / step))
        .mapToObj(i -> from + i * step)
        .toList();
  }

  /** Sentences of several runs stand on a line each. */
  String joined(List<String> sentences) {
    return String.join(several() ? "\n" : " ", sentences);
  }

  /** How wide a panel is in a row of so many, in pixels; the page stretches them. */
  static int width(int columns) {
    return switch (columns) {
      case 1 -> 660;
      case 2 -> 310;
      case 3 -> 195;
      default -> 140;
    };
  }

  /** "Base A has no probes.csv." for each run that lacks a table others have; may be empty. */
  String lacking(String table) {
    return all.stream()
        .filter(run -> run.table(table).isEmpty())
        .map(run -> " " + run.label() + " has no " + table + ".csv.")
        .collect(Collectors.joining());
  }

  /**
   * The reason for an empty panel: what the run noted about it, or that it was not run.
   *
   * @param word with which such a note begins
   * @param file that is not there
   * @param part of the replication that makes it
   */
  String notRun(String word, String file, String part) {
    return all.stream()
        .flatMap(run -> run.facts().notes().stream())
        .filter(note -> note.startsWith(word) && note.contains("skipped"))
        .findFirst()
        .orElseGet(
            () ->
                ("Not run: there is no %s in the folder. credence replicate --part %s"
                        + " makes it, where the task has one.")
                    .formatted(file, part));
  }
}
