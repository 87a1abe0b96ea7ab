package dev.credence.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Vega-Lite panel from a resource in which texts such as {@code "$title"} stand for values.
 * Values replace whole texts in the parsed tree, so nothing in them can be taken for JSON.
 */
final class Spec {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode template;
  private final Map<String, JsonNode> values = new LinkedHashMap<>();

  private Spec(JsonNode template) {
    this.template = template;
    for (Palette colour : Palette.values()) {
      with(colour.name().toLowerCase(Locale.ROOT), colour.hex());
    }
  }

  /** The panel of a name: {@code evidence-sweep} is {@code panel/evidence-sweep.json}. */
  static Spec panel(String name) {
    return new Spec(JSON.readTree(resource("panel/" + name + ".json")));
  }

  Spec with(String name, Object value) {
    values.put("$" + name, node(value));
    return this;
  }

  /** The panel; its title keeps to the panel's width, the run on a line of its own. */
  ObjectNode build() {
    var panel = (ObjectNode) filled(template);
    JsonNode title = panel.get("title");
    JsonNode width = values.get("$width");
    if (title != null && title.isString() && width != null) {
      String text = title.asString();
      int parting = text.lastIndexOf(", ");
      panel
          .putObject("title")
          .put("limit", width.asInt() + 20)
          .set(
              "text",
              node(
                  parting > 0
                      ? List.of(text.substring(0, parting), text.substring(parting + 2))
                      : text));
    }
    return panel;
  }

  private JsonNode filled(JsonNode node) {
    if (node.isString()) {
      String text = node.asString();
      if (!text.startsWith("$")) {
        return node;
      }
      JsonNode value = values.get(text);
      if (value == null) {
        throw new IllegalStateException("panel: nothing was given for " + text);
      }
      return value;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(each -> copy.add(filled(each)));
      return copy;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object.properties().forEach(each -> copy.set(each.getKey(), filled(each.getValue())));
      return copy;
    }
    return node;
  }

  /**
   * Panels side by side as one chart that stands alone.
   *
   * @param description for readers who do not see it
   * @param columns how many panels in a row
   */
  static ObjectNode chart(String description, List<ObjectNode> panels, int columns) {
    ObjectNode chart = JsonNodeFactory.instance.objectNode();
    chart.put("$schema", "https://vega.github.io/schema/vega-lite/v5.json");
    chart.put("description", description);
    chart.put("columns", columns);
    chart.put("spacing", 24);
    ArrayNode concat = chart.putArray("concat");
    panels.forEach(concat::add);
    chart.set("config", new Spec(JSON.readTree(resource("config.json"))).build());
    return chart;
  }

  static JsonNode node(Object value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (value) {
      case JsonNode node -> node;
      case Rows rows -> rows.node();
      case String text -> json.stringNode(text);
      case Boolean truth -> json.booleanNode(truth);
      case Integer number -> json.numberNode(number);
      case Long number -> json.numberNode(number);
      case Double number -> Double.isFinite(number) ? json.numberNode(number) : json.nullNode();
      case List<?> list -> {
        ArrayNode array = json.arrayNode();
        list.forEach(each -> array.add(node(each)));
        yield array;
      }
      default ->
          throw new IllegalArgumentException("a panel cannot hold a " + value.getClass().getName());
    };
  }

  static String resource(String name) {
    try (InputStream stream = Spec.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
