package dev.credence.lab.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The page as HTML: headline, figures, what the notebooks leave open, quirks, every table. */
final class Page {
  private final Runs runs;
  private final List<Figure> figures;
  private final StringBuilder html = new StringBuilder(1 << 21);

  Page(Runs runs, List<Figure> figures) {
    this.runs = runs;
    this.figures = figures;
  }

  String html() {
    html.setLength(0);
    Headline headline = Headline.of(runs);
    html.append(PageFrame.begin(headline.title()));
    head(headline);
    line("<section aria-labelledby=\"figures\">");
    line("<h2 id=\"figures\">Figures</h2>");
    figures.forEach(figure -> html.append(FigureMarkup.of(figure)));
    line("</section>");
    faults();
    quirks();
    notes();
    everything();
    html.append(PageFrame.end());
    return html.toString();
  }

  private void head(Headline headline) {
    line("<header>");
    line("<h1>" + Markup.escape(headline.title()) + "</h1>");
    headline.lead().forEach(p -> line("<p class=\"lead\">" + Markup.escape(p) + "</p>"));
    headline.provenance().forEach(p -> line("<p class=\"fine\">" + Markup.escape(p) + "</p>"));
    headline.commands().forEach(command -> html.append(PageFrame.command(command)));
    line("</header>");
  }

  private void faults() {
    line("<section aria-labelledby=\"faults\">");
    line("<h2 id=\"faults\">What the first notebooks did, and what it leaves open</h2>");
    line("<div class=\"wide\"><table class=\"prose\"><thead><tr><th scope=\"col\">They did");
    runs.all()
        .forEach(
            run ->
                line("<th scope=\"col\">" + Markup.escape(runs.several() ? run.label() : "Here")));
    line("<th scope=\"col\">Why it cannot carry the claim");
    if (!runs.several()) { // side by side there is no room for it
      line("<th scope=\"col\">What would");
    }
    line("</tr></thead>");
    line("<tbody>");
    for (Faults.Fault fault : Faults.ALL) {
      line("<tr><th scope=\"row\">" + Markup.escape(fault.did()));
      for (RunTables run : runs.all()) {
        String here = fault.here().apply(run);
        line("<td class=\"here\">" + Markup.escape(here.isEmpty() ? "\u2013" : here));
      }
      line("<td>" + Markup.escape(fault.why()));
      if (!runs.several()) {
        line("<td>" + Markup.escape(fault.instead()));
      }
      line("</tr>");
    }
    line("</tbody></table></div>");
    line("</section>");
  }

  private void quirks() {
    Set<List<String>> quirks = new LinkedHashSet<>();
    for (RunTables run : runs.all()) {
      for (JsonNode quirk : run.facts().json().path("quirks")) {
        quirks.add(
            List.of(
                quirk.path("what").asString(""),
                quirk.path("why_it_matters").asString(""),
                quirk.path("where").asString("")));
      }
    }
    line("<section aria-labelledby=\"quirks\">");
    line("<h2 id=\"quirks\">Quirks kept</h2>");
    if (quirks.isEmpty()) {
      line("<p class=\"empty\">run.json lists none.</p></section>");
      return;
    }
    line("<p>Oddities of the notebooks that their numbers depend on.</p>");
    line("<div class=\"wide\"><table class=\"prose quirks\"><thead><tr>");
    line("<th scope=\"col\">What is done");
    line("<th scope=\"col\">Why it matters<th scope=\"col\">Where it shows</tr></thead><tbody>");
    for (List<String> quirk : quirks) {
      line(
          "<tr><th scope=\"row\">%s<td>%s<td class=\"files\">%s</tr>"
              .formatted(quirk.stream().map(Markup::escape).toArray()));
    }
    line("</tbody></table></div></section>");
  }

  private void notes() {
    line("<section aria-labelledby=\"warnings\">");
    line("<h2 id=\"warnings\">Warnings</h2>");
    List<String> notes =
        runs.all().stream()
            .flatMap(run -> Warnings.of(run).stream().map(note -> runs.sentence(run, note)))
            .toList();
    if (notes.isEmpty()) {
      line("<p class=\"empty\">None.</p>");
    } else {
      line("<ul>");
      notes.forEach(note -> line("<li>" + Markup.escape(note) + "</li>"));
      line("</ul>");
    }
    line("</section>");
  }

  private void everything() {
    line("<section aria-labelledby=\"everything\">");
    line("<h2 id=\"everything\">Everything</h2>");
    line(
        "<p>Every table of the run. A column's name sorts by it; the field keeps the rows that"
            + " contain a word. Printing opens all of up to "
            + TableMarkup.LONG
            + " rows.</p>");
    for (RunTables run : runs.all()) {
      if (runs.several()) {
        line("<h3>" + Markup.escape(run.label()) + "</h3>");
      }
      run.tables().forEach(table -> html.append(TableMarkup.of(table)));
      line("<details><summary>run.json</summary><pre>");
      line(
          Markup.escape(
              Spec.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(run.facts().json())));
      line("</pre></details>");
    }
    line("</section>");
  }

  private void line(String text) {
    html.append(text).append('\n');
  }
}
