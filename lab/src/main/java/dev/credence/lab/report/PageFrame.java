package dev.credence.lab.report;

/** What every page begins and ends with. */
final class PageFrame {
  /** The browser itself refuses whatever would leave the file. */
  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline';"
          + " img-src data: blob:; base-uri 'none'; form-action 'none'";

  private PageFrame() {}

  static String begin(String title) {
    return String.join(
            "\n",
            "<!doctype html>",
            "<html lang=\"en\">",
            "<head>",
            "<meta charset=\"utf-8\">",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<meta name=\"color-scheme\" content=\"light dark\">",
            "<title>" + Markup.escape(title) + "</title>",
            "<style>" + Spec.resource("page.css") + "</style>",
            "<noscript><style>.words{position:static;width:auto;height:auto;clip-path:none}"
                + ".chart,.views,.tools button,.copy{display:none}</style></noscript>",
            "</head>",
            "<body>",
            "<main>")
        + "\n";
  }

  static String end() {
    return "</main>\n"
        + VegaLibrary.elements()
        + "<script>"
        + Spec.resource("page.js")
        + "</script>\n</body>\n</html>\n";
  }

  /** A command with a button that copies it. */
  static String command(String command) {
    return "<p class=\"command\"><code>"
        + Markup.escape(command)
        + "</code>\n<button type=\"button\" class=\"copy\">Copy</button></p>\n";
  }
}
