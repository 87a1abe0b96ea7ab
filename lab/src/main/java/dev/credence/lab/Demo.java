package dev.credence.lab;

import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.control.Outcome;
import dev.credence.lab.control.Subject;
import dev.credence.lab.report.StudyReport;
import dev.credence.lab.study.Finding;
import dev.credence.lab.study.Gate;
import dev.credence.lab.study.StudyFile;
import dev.credence.lab.study.StudyFolder;
import dev.credence.lab.study.StudyOptions;
import dev.credence.lab.study.StudyResult;
import dev.credence.lab.study.StudyRun;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.plan.SweepListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Four models whose inside is known, judged as any other: one that computes Bayes' rule, one that
 * learnt to, a table that looks counts up, and one that computes a belief and never reads it. The
 * last answers exactly like the first.
 */
public final class Demo {
  private static final List<String> MODELS =
      List.of(
          "exact-bayes-in-context",
          "trained-segments",
          "count-table-in-context",
          "decorative-belief");

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
   * One model and what was concluded.
   *
   * @param control the model, its mechanism and the verdict that is right
   * @param result what a study found
   */
  public record Judged(Control control, StudyResult result) {}

  /**
   * Judges all of them and writes one report.
   *
   * @param listeners gives, for the name of a model and a stage, who is told how it gets on
   * @return what was found, in the order of the report
   */
  public List<Judged> run(BiFunction<String, String, SweepListener> listeners) {
    List<Judged> judged = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    for (String name : MODELS) {
      Control control = Controls.named(name);
      Path folder = out.resolve(name);
      String model = "builtin:" + name;
      try (Subject subject = Subject.open(model, ModelOptions.standard(), null)) {
        StudyRun study = StudyRun.of(subject, StudyFile.standard(StudyOptions.CALIBRATION));
        judged.add(
            new Judged(
                control,
                new StudyFolder(folder, subject, study, "credence study --model " + model)
                    .run(Gate.shipped(), null, (stage, _) -> listeners.apply(name, stage))));
      }
      folders.add(folder);
    }
    StudyReport.compare(report(), folders);
    return judged;
  }

  /** Where the report lies. */
  public Path report() {
    return out.resolve("report.html");
  }

  /**
   * The verdicts as text of at most 80 columns, each with the numbers that decide.
   *
   * @return lines without line ends
   */
  public static List<String> story(List<Judged> all) {
    List<String> lines = new ArrayList<>();
    for (Judged judged : all) {
      lines.add(judged.control().name());
      lines.add("  inside   " + wrapped(judged.control().mechanism()));
      lines.add("  verdict  " + judged.result().verdict().words());
      lines.add("  because  " + because(judged.result()));
      lines.add("");
    }
    return lines.stream().flatMap(line -> line.isEmpty() ? Stream.of("") : line.lines()).toList();
  }

  private static String because(StudyResult result) {
    Finding behaviour = result.finding("C1");
    if (!behaviour.passes()) {
      return wrapped(behaviour.reason());
    }
    if (!result.verdict().modifiers().isEmpty()
        && result.verdict().outcome() == Outcome.BEHAVIOURAL_MATCH_ONLY) {
      return wrapped(result.verdict().reason());
    }
    Finding interchange = result.finding("C4");
    return wrapped(
        String.format(
            Locale.ROOT,
            "exchanging it moves the prediction with a slope of %.2f where Bayes says 1 (%.2f among"
                + " other pairs), steering it ends %.3f from p_A and p_B, and without it the answers"
                + " keep %.0f %% of the evidence",
            interchange.number("slope_same"),
            interchange.number("slope_other"),
            result.finding("C6").value(),
            100 * Math.max(0, 1 - result.finding("C5").value())));
  }

  /** Lines of at most 80 columns, those after the first indented. */
  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int column = 11;
    for (String word : text.split(" ")) {
      if (column + 1 + word.length() > 80) {
        lines.append("\n           ");
        column = 11;
      } else if (column > 11) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }
}
