package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.study.Instrument;
import dev.credence.lab.study.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict from the command line: what is refused, what is printed, what stays closed. */
class StudyCommandTest {
  private static final String SMALL =
      "cells: 60\norders: 2\nsearch_pairs: 8\nconfirm_pairs: 12\nrandom_subspaces: 100\n"
          + "null_pairs: 4\nprompts_per_pair: 2\nmap_pairs: 2\nresamples: 100\n";

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Tiny.withoutTokenizer(folder.resolve("wordless"), 1);
    Files.writeString(folder.resolve("small.yaml"), SMALL);
    Files.writeString(folder.resolve("unknown.yaml"), "cels: 3\n");
    Files.writeString(folder.resolve("few.yaml"), "random_subspaces: 3\n");
    Files.writeString(folder.resolve("broken.json"), "{");
    Files.writeString(
        folder.resolve("foreign.json"),
        """
        {"instrument": "0-000000000000", "trials": [{"control": "markov", "right": true}]}
        """);
    Files.writeString(
        folder.resolve("one-control.json"),
        """
        {"instrument": "%s", "trials": [{"control": "markov", "seed": 0, "right": true}]}
        """
            .formatted(Instrument.id(Thresholds.STANDARD)));
    // A model in files with a task beside it: the gate stands before it, not before a built-in.
    Path told = Tiny.withoutTokenizer(folder.resolve("told"), 1);
    Files.writeString(
        told.resolve("task.yaml"),
        """
        task: two-generators
        layout: [bos, a, b, evidence]
        tokens:
          bos: 0
          symbols: {X: 1, Y: 2}
          a: {0.2: 3, 0.5: 4}
          b: {0.5: 5, 0.8: 6}
        prior: 0.4
        evidence: {min: 1, max: 8}
        """);
  }

  private static Outcome execute(String... arguments) {
    return Outcome.of(
        Arrays.stream(arguments)
            .map(a -> a.replace("@", folder.toString()))
            .toArray(String[]::new));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("study: no model is given; name one with --model"),
        mistake("no built-in model is named \"oracle\"", "--model", "builtin:oracle"),
        mistake("tokenizer", "--model", "@/wordless"),
        mistake("unknown.yaml: cels is not known here", "@/unknown.yaml", "--model", "@/told"),
        mistake("few.yaml: random_subspaces is 3", "@/few.yaml", "--model", "@/told"),
        mistake("gone.yaml: cannot be read", "@/gone.yaml", "--model", "@/told"),
        mistake("the seed is -1", "--model", "@/told", "--seed", "-1"),
        mistake("no such file or folder", "--model", "@/gone"),
        mistake("broken.json: no JSON", "--model", "@/told", "--calibration", "@/broken.json"),
        mistake("no built-in model is named \"nonsense\"", "--calibrate", "--controls", "nonsense"),
        mistake("--seeds is 0", "--calibrate", "--seeds", "0"));
  }

  private static Arguments mistake(String message, String... arguments) {
    return Arguments.of(message, List.of(arguments));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isOneLineAndExitCodeTwo(String message, List<String> arguments) {
    Path out = folder.resolve("refused");
    Outcome outcome =
        execute(
            Stream.concat(
                    Stream.concat(Stream.of("study"), arguments.stream()),
                    Stream.of("--out", out.toString()))
                .toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    List<String> lines = outcome.err().lines().filter(l -> !l.startsWith("loading ")).toList();
    assertThat(lines).as(outcome.err()).hasSize(1);
    assertThat(lines.getFirst()).startsWith("credence: ").contains(message);
    assertThat(out.resolve("verdict.json")).doesNotExist();
    assertThat(out.resolve("calibration.json")).doesNotExist();
  }

  @Test
  void aKnownAnswerIsPrintedWithItsCriteria() throws IOException {
    Path out = folder.resolve("bigram");
    Outcome outcome =
        execute(
            "study",
            "@/small.yaml",
            "--model",
            "builtin:bigram-in-context",
            "--out",
            out.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines.getFirst())
        .matches(
            "bigram-in-context: (internal belief|behavioural match|not Bayesian|inconclusive).*");
    for (int i = 0; i <= 9; i++) {
      String row = "  . (pass|fail|undecided|not applicable) +C" + i + " .*";
      assertThat(lines).as(row).filteredOn(line -> line.matches(row)).hasSize(1);
    }
    assertThat(lines).contains("Criteria", "Warnings", "Files");
    assertThat(lines)
        .filteredOn(line -> !line.contains(out.toString()))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(outcome.out())
        .as("no terminal, no zero with a sign")
        .doesNotContain("\u001b")
        .doesNotContainPattern("[-\u2212]0?\\.?0+\\b");
    assertThat(lines.getLast()).isEqualTo(out.resolve("report.html").toString());
    assertThat(out.resolve("report.html")).exists();
    assertThat(Files.readString(out.resolve("verdict.json"))).contains("\"verdict\" : \"");
  }

  @Test
  void aFirstLookIsCalledExploratory() {
    Outcome outcome =
        execute(
            "study",
            "@/small.yaml",
            "--quick",
            "--model",
            "builtin:bigram-in-context",
            "--out",
            folder.resolve("quick").toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("bigram-in-context: exploratory: ");
  }

  @ParameterizedTest
  @MethodSource("closedGates")
  void behindAClosedGateNoVerdictIsPrinted(String record, String why) throws IOException {
    Path out = folder.resolve("closed-" + record);
    Outcome outcome =
        execute(
            "study",
            "@/small.yaml",
            "--model",
            "@/told",
            "--calibration",
            "@/" + record,
            "--out",
            out.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().replaceAll("\\s+", " ")) // it is longer than a line
        .startsWith("told: instrument not calibrated: ")
        .contains(why);
    assertThat(outcome.out())
        .doesNotContain("internal belief mechanism", "match only", "Bayesian:", "inconclusive");
    assertThat(Files.readString(out.resolve("verdict.json")))
        .contains("\"verdict\" : null", "instrument not calibrated: ");
  }

  static Stream<Arguments> closedGates() {
    return Stream.of(
        Arguments.of("foreign.json", "made with instrument 0-000000000000"),
        Arguments.of("one-control.json", "exact-bayes-in-context 0/0"));
  }
}
