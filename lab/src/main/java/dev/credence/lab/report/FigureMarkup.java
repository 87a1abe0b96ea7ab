package dev.credence.lab.report;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A figure on the page: title, reading, key, drawing, the same in words, caption. */
final class FigureMarkup {
  private FigureMarkup() {}

  static String of(Figure figure) {
    var html = new StringBuilder(1 << 14);
    String id = figure.id();
    line(html, "<figure id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">");
    line(html, "<h3 id=\"" + id + "-title\">" + Markup.escape(figure.title()) + "</h3>");
    switch (figure) {
      case Figure.Empty empty ->
          line(html, "<p class=\"empty\">" + Markup.escape(empty.reason()) + "</p>");
      case Figure.Drawn drawn -> drawn(html, drawn);
    }
    line(html, "</figure>");
    return html.toString();
  }

  private static void drawn(StringBuilder html, Figure.Drawn drawn) {
    String id = drawn.id();
    line(html, "<p class=\"reading\">" + Markup.escape(drawn.sentence()) + "</p>");
    if (drawn.views().size() > 1) {
      choice(html, drawn);
    }
    line(html, "<ul class=\"key\" aria-label=\"Key\">");
    drawn.key().forEach(key -> line(html, KeyMarks.item(key)));
    line(html, "</ul>");
    line(
        html,
        "<div class=\"chart\" role=\"img\" aria-label=\""
            + Markup.escape(drawn.title())
            + "\" aria-describedby=\""
            + id
            + "-words\"></div>");
    line(
        html,
        "<p class=\"words\" id=\""
            + id
            + "-words\">"
            + Markup.escape(drawn.alternative())
            + "</p>");
    line(html, "<figcaption>" + Markup.escape(drawn.caption()) + "</figcaption>");
    if (drawn.views().size() == 1) {
      script(html, "", drawn.chart());
      return;
    }
    ObjectNode shared = JsonNodeFactory.instance.objectNode();
    for (Figure.View view : drawn.views()) {
      ObjectNode own = view.chart().deepCopy();
      JsonNode datasets = own.remove("datasets");
      if (datasets != null) {
        datasets.properties().forEach(d -> shared.set(d.getKey(), d.getValue()));
      }
      script(html, "", own);
    }
    script(html, " class=\"shared\"", shared);
  }

  private static void choice(StringBuilder html, Figure.Drawn drawn) {
    List<Figure.View> views = drawn.views();
    line(html, "<fieldset class=\"views\"><legend class=\"words\">What is shown</legend>");
    for (int i = 0; i < views.size(); i++) {
      line(
          html,
          ("<label><input type=\"radio\" name=\"%s-view\" value=\"%d\"%s"
                  + " autocomplete=\"off\"> %s</label>")
              .formatted(
                  drawn.id(), i, i == 0 ? " checked" : "", Markup.escape(views.get(i).words())));
    }
    line(html, "</fieldset>");
  }

  private static void script(StringBuilder html, String attributes, JsonNode json) {
    line(
        html,
        "<script type=\"application/json\""
            + attributes
            + ">"
            + Markup.json(Spec.JSON.writeValueAsString(json))
            + "</script>");
  }

  private static void line(StringBuilder html, String text) {
    html.append(text).append('\n');
  }
}
