package dev.credence.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * The scripts that draw: Vega, Vega-Lite and vega-embed as their makers built them, from the class
 * path, to stand inside a page that loads nothing.
 */
final class VegaLibrary {
  private static final List<String> SCRIPTS = List.of("vega", "vega-lite", "vega-embed");

  private VegaLibrary() {}

  /** Each script in an element of its own, in the order in which they need each other. */
  static String elements() {
    var html = new StringBuilder();
    for (String name : SCRIPTS) {
      html.append("<script>").append(script(name)).append("</script>\n");
    }
    return html.toString();
  }

  private static String script(String name) {
    String path =
        "/META-INF/resources/webjars/%s/%s/%s.min.js".formatted(name, version(name), name);
    String text = text(path);
    if (text.toLowerCase(Locale.ROOT).contains("</script")) {
      throw new IllegalStateException(path + " would end its own element; another version?");
    }
    // A source map would be asked for as soon as a reader opens the developer tools.
    return text.replaceAll("(?m)^//# sourceMappingURL=.*$", "").strip();
  }

  private static String version(String name) {
    var properties = new Properties();
    String path = "/META-INF/maven/org.webjars/" + name + "/pom.properties";
    properties.putAll(read(text(path)));
    return properties.getProperty("version");
  }

  private static Properties read(String text) {
    var properties = new Properties();
    try {
      properties.load(new java.io.StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static String text(String path) {
    try (InputStream stream = VegaLibrary.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException(path + " is missing from the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
