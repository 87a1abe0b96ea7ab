package dev.credence.app;

import dev.credence.lab.report.Report;
import dev.credence.lab.report.StudyReport;
import dev.credence.lab.store.Store;
import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a report again from what a run left. */
@Command(
    name = "report",
    description = "Make the report of a run again; of several runs, side by side.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence report results",
      "  credence report results/base results/instruct --out compared.html"
    })
final class ReportCommand implements Callable<Integer> {
  private static final String FILE = "report.html";

  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of results.")
  private List<Path> folders = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page; report.html in the first folder if not given.")
  private @Nullable Path out;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path page = out == null ? folders.getFirst().resolve(FILE) : out;
    long studies = folders.stream().filter(Store::exists).count();
    if (studies > 0 && studies < folders.size()) {
      throw new InvalidInputException(
          "%s: of %d folders %d hold a study (%s), the others a replication; one page is about one"
              + " kind. Give them apart",
          folders.getFirst(), folders.size(), studies, Store.FILE);
    }
    terminal.print(
        "%s", studies > 0 ? StudyReport.compare(page, folders) : Report.write(page, folders));
    return 0;
  }
}
