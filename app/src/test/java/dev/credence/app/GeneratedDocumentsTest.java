package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/cli.md}, {@code docs/hooks.md} and {@code docs/calibration.md} say what the program
 * says. To write them anew: {@code mvn -pl app -am test -Dtest=GeneratedDocumentsTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dcredence.writeDocuments}.
 */
class GeneratedDocumentsTest {
  private static final Path DOCUMENTS = Path.of("..", "docs");

  @Test
  void cliIsWhatTheCommandsSay() throws IOException {
    check(
        "cli.md",
        CommandsPage.of(
            Credence.commandLine(
                Terminal.of(
                    new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter())))));
  }

  @Test
  void hooksAreThoseOfTheForwardPass() throws IOException {
    check("hooks.md", HooksPage.text());
  }

  @Test
  void calibrationIsTheRecordThatShips() throws IOException {
    check("calibration.md", CalibrationPage.text());
  }

  private static void check(String name, String text) throws IOException {
    Path page = DOCUMENTS.resolve(name);
    if (System.getProperty("credence.writeDocuments") != null) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as(name + " is stale; see GeneratedDocumentsTest")
        .isEqualTo(text);
  }
}
