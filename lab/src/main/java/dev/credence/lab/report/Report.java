package dev.credence.lab.report;

import dev.credence.lab.table.WholeTextFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The report of a run as one HTML file that opens without a network, and its figures as Vega-Lite
 * in a folder {@code figures} beside it. The same folder gives the same bytes.
 *
 * {@snippet :
 * Report.write(Path.of("results")); // results/report.html and results/figures/*.vl.json
 * }
 */
public final class Report {
  private static final String FILE = "report.html";

  /** In the order of the page. */
  private static final List<Function<Runs, Figure>> FIGURES =
      List.of(
          EvidenceSweep::of,
          OrderDrift::of,
          LogitLens::of,
          Probes::of,
          HeadPatching::of,
          Ablation::of,
          Distractors::of,
          DoseResponse::of,
          Coins::of);

  private Report() {}

  /**
   * Writes the report of a run into its own folder.
   *
   * @param runFolder as {@code credence replicate --out} left it
   * @return the page, {@code report.html}
   * @throws dev.credence.transformer.config.InvalidInputException if the folder holds no tables,
   *     one of its files is damaged, or the page cannot be written
   */
  public static Path write(Path runFolder) {
    return write(runFolder.resolve(FILE), List.of(runFolder));
  }

  /**
   * Writes one page about several runs, side by side on shared axes.
   *
   * @param target the page; {@code figures} goes beside it
   * @param runFolders at least one, in the order of the columns
   * @return the page
   * @throws dev.credence.transformer.config.InvalidInputException if a folder holds no tables, one
   *     of its files is damaged, or the page cannot be written
   * @throws IllegalArgumentException if no folder is given
   */
  public static Path write(Path target, List<Path> runFolders) {
    var runs = new Runs(runFolders.stream().map(RunTables::read).toList());
    List<Figure> figures = FIGURES.stream().map(figure -> figure.apply(runs)).toList();
    Path folder = target.toAbsolutePath().normalize().resolveSibling("figures");
    WholeTextFile.makeFolder(folder);
    figures.forEach(figure -> FigureFiles.write(folder, figure));
    WholeTextFile.write(target, new Page(runs, figures).html());
    return target;
  }
}
