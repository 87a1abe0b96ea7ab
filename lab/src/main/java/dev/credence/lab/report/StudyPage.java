package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page of a study, or of several: a table of verdicts on top, then each in full. */
final class StudyPage {
  /** Rows of a table on the page, at most; a page about several studies has room for fewer. */
  private static final int ROWS = 5000;

  private static final int ROWS_OF_SEVERAL = 400;

  /** Tables in the order in which a reader asks for them; the rest follows by name. */
  private static final List<String> ORDER =
      List.of(
          "criteria",
          "criteria_numbers",
          "counts",
          "calibration",
          "thresholds",
          "observers",
          "observers_after",
          "behaviour",
          "fillers",
          "splits",
          "correlations",
          "sites",
          "where",
          "search",
          "interchange",
          "interchange_nulls",
          "dose",
          "heads",
          "heads_topk");

  private final List<Study> studies;
  private final StringBuilder html = new StringBuilder(1 << 21);

  /** A study with its figures. */
  record Study(StudyFacts facts, List<Figure> figures) {
    Study {
      figures = List.copyOf(figures);
    }
  }

  StudyPage(List<Study> studies) {
    this.studies = List.copyOf(studies);
  }

  private boolean several() {
    return studies.size() > 1;
  }

  String html() {
    html.setLength(0);
    StudyHeadline first = StudyHeadline.of(studies.getFirst().facts());
    html.append(PageFrame.begin(several() ? studies.size() + " studies" : first.title()));
    if (several()) {
      verdicts();
    }
    studies.forEach(this::study);
    html.append(PageFrame.end());
    return html.toString();
  }

  private void verdicts() {
    line("<header>");
    line("<h1>" + Numbers.count(studies.size(), "model") + ", one instrument</h1>");
    line("<div class=\"wide\"><table class=\"prose verdicts\"><thead><tr><th scope=\"col\">Model");
    boolean known = studies.stream().anyMatch(x -> x.facts().meta("right").isPresent());
    line(
        "<th scope=\"col\">Verdict<th scope=\"col\">Criteria met"
            + (known ? "<th scope=\"col\">Right verdict" : "")
            + "</tr></thead><tbody>");
    for (Study study : studies) {
      StudyFacts facts = study.facts();
      long met = facts.criteria().stream().filter(c -> c.is("pass")).count();
      line(
          ("<tr><th scope=\"row\"><a href=\"#%s\">%s</a><td>%s<td class=\"shapes\">%s<span"
                  + " class=\"fine\">%d of %d</span>%s</tr>")
              .formatted(
                  facts.id("study"),
                  Markup.escape(facts.label()),
                  Markup.escape(facts.words()),
                  shapes(facts),
                  met,
                  facts.criteria().size(),
                  known ? "<td>" + Markup.escape(right(facts)) : ""));
    }
    line("</tbody></table></div>");
    line(
        "<p class=\"fine\">C0 to C9 from left to right: filled circle pass, cross fail, open circle"
            + " undecided, dash not applicable.</p>");
    line("</header>");
  }

  private static String shapes(StudyFacts facts) {
    var text = new StringBuilder("<span aria-hidden=\"true\">");
    facts.criteria().forEach(c -> text.append(CriteriaMarkup.shape(c.status())));
    return text.append("</span>").toString();
  }

  /** Where the right verdict is known. */
  private static String right(StudyFacts facts) {
    return facts.meta("right").orElse("\u2013");
  }

  private void study(Study study) {
    StudyFacts facts = study.facts();
    StudyHeadline headline = StudyHeadline.of(facts);
    String h = several() ? "h2" : "h1";
    line("<section class=\"study\" id=\"" + facts.id("study") + "\">");
    line("<header>");
    line("<" + h + " class=\"verdict\">" + Markup.escape(headline.title()) + ".</" + h + ">");
    line("<p class=\"lead\">" + Markup.escape(headline.lead()) + "</p>");
    headline.caution().forEach(c -> line("<p class=\"caution\">" + Markup.escape(c) + "</p>"));
    line("<p class=\"fine\">" + Markup.escape(headline.provenance()) + "</p>");
    headline.command().ifPresent(c -> html.append(PageFrame.command(c)));
    line("</header>");
    section(facts, "criteria", "Criteria");
    line(
        "<p class=\"fine\">Dot and bar: the statistic with its 95 % interval. Line with"
            + " an arrow: the"
            + " threshold and the side that passes. Grey band: what random subspaces or wrong"
            + " donors"
            + " give; it may reach further left than the drawing.</p>");
    html.append(CriteriaMarkup.of(facts));
    line("</section>");
    section(facts, "figures", "Figures");
    study.figures().forEach(figure -> html.append(FigureMarkup.of(figure)));
    line("</section>");
    faults(facts);
    warnings(facts);
    everything(facts);
    line("</section>");
  }

  private void section(StudyFacts facts, String name, String title) {
    String id = facts.id(name);
    line("<section aria-labelledby=\"" + id + "\">");
    line(heading(id, title));
  }

  private String heading(String id, String title) {
    String h = several() ? "h3" : "h2";
    return "<" + h + " class=\"part\" id=\"" + id + "\">" + title + "</" + h + ">";
  }

  private void faults(StudyFacts facts) {
    StudyFaults faults = new StudyFaults(facts);
    section(facts, "faults", "What the first notebooks would have concluded");
    line("<p class=\"reading\">" + Markup.escape(faults.sentence()) + "</p>");
    line("<div class=\"wide\"><table class=\"prose\"><thead><tr><th scope=\"col\">They do");
    line("<th scope=\"col\">and would see<th scope=\"col\">This study");
    line("<th scope=\"col\">Why theirs cannot carry the claim</tr></thead><tbody>");
    for (StudyFaults.Fault fault : StudyFaults.ALL) {
      String theirs = fault.theirs().apply(faults);
      line("<tr><th scope=\"row\">" + Markup.escape(fault.did()));
      line("<td class=\"here\">" + Markup.escape(theirs.isEmpty() ? "\u2013" : theirs));
      line("<td>" + Markup.escape(fault.instead().apply(faults)));
      line("<td>" + Markup.escape(fault.why()) + "</tr>");
    }
    line("</tbody></table></div>");
    line(
        "<p class=\"fine\">Their numbers are made from this study's prompts by their"
            + " formulas; a dash"
            + " stands where they need prompts that a study does not ask.</p>");
    line("</section>");
  }

  private void warnings(StudyFacts facts) {
    section(facts, "warnings", "Warnings");
    List<String> lines = StudyWarnings.of(facts);
    if (lines.isEmpty()) {
      line("<p class=\"empty\">None.</p>");
    } else {
      line("<ul>");
      lines.forEach(note -> line("<li>" + Markup.escape(note) + "</li>"));
      line("</ul>");
    }
    line("</section>");
  }

  private void everything(StudyFacts facts) {
    section(facts, "everything", "Everything");
    line(
        "<p>Every table of the study. A column's name sorts by it; the field keeps the rows that"
            + " contain a word. Printing opens all of up to "
            + TableMarkup.LONG
            + " rows.</p>");
    List<String> left = new ArrayList<>(facts.record().tables());
    for (String name : ORDER) {
      if (left.remove(name)) {
        table(facts, name);
      }
    }
    left.forEach(name -> table(facts, name));
    facts
        .meta("study_hash")
        .ifPresent(
            h ->
                line(
                    "<p class=\"fine\">Hash of the plan: <code>"
                        + Markup.escape(h)
                        + "</code></p>"));
    text(facts, "study.yaml", "Plan, study.yaml");
    text(facts, "run.json", "Versions, seeds and timings, run.json");
    text(facts, "verdict.json", "verdict.json");
    line("</section>");
  }

  private void table(StudyFacts facts, String name) {
    Optional<Table> table = facts.record().table(name);
    int most = several() ? ROWS_OF_SEVERAL : ROWS;
    table.ifPresent(t -> html.append(TableMarkup.of(t, most)));
  }

  private void text(StudyFacts facts, String name, String title) {
    facts
        .record()
        .text(name)
        .ifPresent(
            text ->
                line(
                    "<details><summary>"
                        + title
                        + "</summary><pre>"
                        + Markup.escape(text)
                        + "</pre></details>"));
  }

  private void line(String text) {
    html.append(text).append('\n');
  }
}
