package dev.credence.lab.report;

/** Criteria as rows: what became of it as shape and word, its name, its bar, its number. */
final class CriteriaMarkup {
  private CriteriaMarkup() {}

  static String of(StudyFacts facts) {
    var html = new StringBuilder(1 << 13);
    html.append("<ol class=\"criteria\">\n");
    for (CriterionRow c : facts.criteria()) {
      html.append("<li class=\"").append(Markup.escape(c.status())).append("\">\n");
      html.append("<span class=\"status\">").append(shape(c.status())).append(' ');
      html.append(Markup.escape(c.word())).append("</span>\n");
      html.append("<div class=\"asked\"><strong>")
          .append(Markup.escape(c.id()))
          .append("</strong> ");
      html.append(Markup.escape(c.name()));
      html.append("<p class=\"fine\">").append(Markup.escape(c.reason())).append("</p></div>\n");
      html.append("<div class=\"measured\">").append(CriterionBar.of(c));
      if (Double.isFinite(c.value())) {
        html.append("<p class=\"fine\">").append(Markup.escape(c.statistic())).append(' ');
        html.append("<span class=\"number\">").append(Markup.escape(c.measured()));
        html.append("</span>, n ").append(Numbers.count(c.n())).append("</p>");
      }
      html.append("<p class=\"fine\">asked for: ").append(Markup.escape(c.threshold()));
      html.append("</p></div>\n</li>\n");
    }
    return html.append("</ol>\n").toString();
  }

  /** Filled circle, cross, dash, open circle: told apart without colour. */
  static String shape(String status) {
    String drawn =
        switch (status) {
          case "pass" -> "<circle class=\"f\" cx=\"7\" cy=\"7\" r=\"5\"/>";
          case "fail" -> "<path class=\"s\" d=\"M2.5 2.5L11.5 11.5M2.5 11.5L11.5 2.5\"/>";
          case "undecided" -> "<circle class=\"s\" cx=\"7\" cy=\"7\" r=\"4.5\"/>";
          default -> "<path class=\"s\" d=\"M2 7H12\"/>";
        };
    return "<svg width=\"14\" height=\"14\" viewBox=\"0 0 14 14\" aria-hidden=\"true\">"
        + drawn
        + "</svg>";
  }
}
