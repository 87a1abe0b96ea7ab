package dev.credence.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code credence} command. */
@Command(
    name = "credence",
    description = "Does a language model hold a belief, or does it only answer as if it did?",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class)
public final class Credence {
  private Credence() {}

  /**
   * Runs the command line and ends the process with its exit code: 0 done, 2 bad usage or input, 1
   * anything else.
   *
   * @param arguments the words after {@code credence}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Credence()).execute(arguments));
  }
}
