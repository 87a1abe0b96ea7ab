package dev.credence.lab.report;

import dev.credence.lab.table.WholeTextFile;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Figures as files of their own: Vega-Lite with the data inside, a file a view. */
final class FigureFiles {
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private FigureFiles() {}

  /** Writes {@code ID.vl.json}, or {@code ID-VIEW.vl.json} where a figure has several views. */
  static void write(Path folder, Figure figure) {
    if (figure instanceof Figure.Drawn drawn) {
      for (Figure.View view : drawn.views()) {
        String name = view.name().isEmpty() ? drawn.id() : drawn.id() + "-" + view.name();
        WholeTextFile.write(
            folder.resolve(name + ".vl.json"),
            INDENTED.writeValueAsString(view.chart()).replace("\r\n", "\n") + "\n");
      }
    }
  }
}
