package dev.credence.app;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The text of {@code docs/cli.md}: what {@code --help} says of every command. */
final class CommandsPage {
  private CommandsPage() {}

  static String of(CommandLine root) {
    StringBuilder page =
        new StringBuilder("# The command line\n\nWritten from the commands' own descriptions.\n");
    add(page, root);
    root.getSubcommands().values().forEach(command -> add(page, command));
    return page.toString();
  }

  private static void add(StringBuilder page, CommandLine command) {
    page.append("\n## ")
        .append(command.getCommandSpec().qualifiedName())
        .append("\n\n```text\n")
        .append(
            command.getUsageMessage(Ansi.OFF).replace(System.lineSeparator(), "\n").stripTrailing())
        .append("\n```\n");
  }
}
