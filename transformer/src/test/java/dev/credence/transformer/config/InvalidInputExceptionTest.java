package dev.credence.transformer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class InvalidInputExceptionTest {
  @Test
  void theMessageIsOneLineWhateverTheNamesIn() {
    assertThat(new InvalidInputException("tensor \"%s\"", "a\nb\u001b[31m\u202e"))
        .hasMessage("tensor \"a\\u000ab\\u001b[31m\\u202e\"");
  }

  @Test
  void textWithoutArgumentsIsTakenVerbatim() {
    assertThat(new InvalidInputException("100 % of it")).hasMessage("100 % of it");
  }

  @Test
  void numbersAreWrittenAlikeEverywhere() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(new InvalidInputException("%,d %.1f", 12345, .5)).hasMessage("12,345 0.5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theCauseIsKept() {
    var cause = new IllegalStateException();
    assertThat(new InvalidInputException("x").withCause(cause)).hasCause(cause);
  }
}
