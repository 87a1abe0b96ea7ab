package dev.credence.lab.report;

import dev.credence.lab.store.Store;
import dev.credence.lab.table.WholeTextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The report of a study as one HTML file that opens without a network, and its figures as Vega-Lite
 * in a folder {@code figures} beside it. Made from the record alone; the same record gives the same
 * bytes.
 *
 * {@snippet :
 * StudyReport.write(Path.of("results")); // from results/credence.duckdb alone
 * }
 */
public final class StudyReport {
  private static final String FILE = "report.html";

  /** In the order of the page. */
  private static final List<Function<StudyFacts, Optional<Figure>>> FIGURES =
      List.of(
          always(StudyBehaviour::of),
          always(StudyWhere::of),
          StudySimplex::of,
          always(StudyInterchange::of),
          always(StudyDose::of),
          always(StudyHeads::of));

  private StudyReport() {}

  /** A figure of every study: without data it says why. */
  private static Function<StudyFacts, Optional<Figure>> always(Function<StudyFacts, Figure> of) {
    return facts -> Optional.of(of.apply(facts));
  }

  /**
   * Writes the report of a study into its own folder.
   *
   * @param folder which holds a store
   * @return the page, {@code report.html}
   * @throws dev.credence.transformer.config.InvalidInputException if there is no store, it holds no
   *     verdict, or the page cannot be written
   */
  public static Path write(Path folder) {
    try (Store store = Store.read(folder)) {
      return write(folder.resolve(FILE), List.of(StudyRecord.of(store)));
    }
  }

  /**
   * Writes one page about several studies, each in a store of its own.
   *
   * @param target the page; {@code figures} goes beside it
   * @param folders at least one, each with a store, in the order of the page
   * @return the page
   * @throws dev.credence.transformer.config.InvalidInputException if a folder has no store, a store
   *     holds no verdict, or the page cannot be written
   */
  public static Path compare(Path target, List<Path> folders) {
    List<Store> stores = new ArrayList<>();
    try {
      folders.forEach(folder -> stores.add(Store.read(folder)));
      return write(target, stores.stream().map(StudyRecord::of).toList());
    } finally {
      stores.forEach(Store::close);
    }
  }

  /**
   * Writes one page about a study, or about several with a table of verdicts on top.
   *
   * @param target the page; {@code figures} goes beside it
   * @param records at least one, in the order of the page
   * @return the page
   * @throws dev.credence.transformer.config.InvalidInputException if a record holds no verdict, or
   *     the page cannot be written
   * @throws IllegalArgumentException if no record is given
   */
  public static Path write(Path target, List<StudyRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one study");
    }
    Path folder = target.toAbsolutePath().normalize().resolveSibling("figures");
    WholeTextFile.makeFolder(folder);
    List<StudyPage.Study> studies = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      StudyFacts facts =
          new StudyFacts(records.get(i), records.size() > 1 ? "s" + (i + 1) + "-" : "");
      List<Figure> figures =
          FIGURES.stream().flatMap(figure -> figure.apply(facts).stream()).toList();
      figures.forEach(figure -> FigureFiles.write(folder, figure));
      studies.add(new StudyPage.Study(facts, figures));
    }
    WholeTextFile.write(target, new StudyPage(studies).html());
    return target;
  }
}
