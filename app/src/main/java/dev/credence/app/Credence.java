package dev.credence.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code credence} command. */
@Command(
    name = "credence",
    synopsisSubcommandLabel = "COMMAND",
    description = "Does a language model hold a belief, or does it only answer as if it did?",
    subcommands = {
      DemoCommand.class,
      StudyCommand.class,
      ReplicateCommand.class,
      RunCommand.class,
      QueryCommand.class,
      InspectCommand.class,
      ReportCommand.class,
      BenchCommand.class,
      SynthesiseCommand.class,
      TrainCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence demo",
      "  credence query --model MODEL.gguf \"The sky is\" --among \" blue\" \" red\"",
      "  credence replicate --model MODEL.gguf --out results",
      "",
      "MODEL is a folder in Hugging Face layout or in TransformerLens's own, a .gguf",
      "file, an id in the Hugging Face cache (ORG/NAME), or builtin:NAME.",
      "Exit codes: 0 done, 2 bad usage or input, 1 anything else."
    })
public final class Credence implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show the version.")
  private boolean version;

  private Credence() {
    spec = CommandSpec.create(); // picocli puts its own in place
  }

  /** Without a command: says which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return spec.exitCodeOnInvalidInput();
  }

  /**
   * Runs the command line and ends the process with its exit code: 0 done, 2 bad usage or input, 1
   * anything else.
   *
   * @param arguments the words after {@code credence}
   */
  public static void main(String[] arguments) {
    int exitCode = commandLine(Terminal.ofProcess()).execute(arguments);
    // Not a return: a thread of a library must not keep a finished command alive.
    System.exit(exitCode);
  }

  /**
   * The commands, to be executed or described.
   *
   * @param terminal where results, notes and progress go
   */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new Credence(), new Commands(terminal));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setUsageHelpWidth(80);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()));
    line.setParameterExceptionHandler((e, words) -> ErrorLine.usage(e, terminal));
    line.setExecutionExceptionHandler(
        (e, command, result) -> ErrorLine.print(e, terminal, debug(line)));
    line.getCommandSpec().versionProvider(new VersionProvider());
    return line;
  }

  private static boolean debug(CommandLine line) {
    return ((Credence) line.getCommandSpec().userObject()).debug;
  }

  /** For tests: what the command line writes is kept. */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine(Terminal.of(out, err)).execute(arguments);
  }
}
