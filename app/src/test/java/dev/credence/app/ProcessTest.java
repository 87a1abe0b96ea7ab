package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process of its own. */
class ProcessTest {
  @TempDir Path folder;

  private List<String> command(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.credence.app.Credence"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Outcome run(List<String> command) throws IOException, InterruptedException {
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void versionAndHelpLoadNeitherLibtorchNorJacksonNorDuckDb() throws Exception {
    for (String word : new String[] {"--version", "--help"}) {
      Outcome outcome = run(command(List.of("-Xlog:class+load"), word));
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.out()).contains("dev.credence.app.Credence");
      for (String heavy :
          List.of(
              "tools.jackson",
              "org.duckdb",
              "ai.djl",
              "org.hipparchus",
              "dev.credence.torch.library",
              "dev.credence.torch.Tensor ",
              "java.lang.foreign.Linker ")) {
        assertThat(outcome.out().lines().filter(line -> line.contains(heavy))).as(word).isEmpty();
      }
    }
  }

  @Test
  void aMistakeEndsTheProcessWithTwoAndSaysNothingOnStandardOutput() throws Exception {
    Outcome outcome = run(command(List.of(), "inspect", folder.resolve("gone").toString()));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void whatIsNotAsciiIsUtf8WhateverTheLocale() throws Exception {
    Outcome outcome =
        run(command(List.of("-Dstdout.encoding=US-ASCII"), "inspect", "na\u00EFf/\u00E9t\u00E9"));
    assertThat(outcome.err()).contains("credence: ");
    assertThat(outcome.err()).doesNotContain("\u001b");
  }

  @Test
  void anInterruptedRunLeavesWholeFilesOnly() throws Exception {
    Path tiny = Tiny.withoutTokenizer(folder.resolve("tiny"), 1);
    StringBuilder tokens = new StringBuilder("0");
    for (int i = 0; i < 15; i++) {
      tokens.append(", ").append(i % 9);
    }
    Path file =
        Files.writeString(
            folder.resolve("long.yaml"),
            "prompts: {a: {tokens: ["
                + tokens
                + "]}}\nreadouts: {t: {top: 1}}\nsweeps: [{id: s, prompt: a, over: {f: 1..300000},"
                + " edits: [{op: scale, hook: hook_embed, factor: \"{f}\"}]}]\n");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                command(
                    List.of(),
                    "run",
                    file.toString(),
                    "--model",
                    tiny.toString(),
                    "--out",
                    out.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    for (int i = 0; i < 300 && process.isAlive() && !Files.exists(out); i++) {
      Thread.sleep(100);
    }
    assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
    process.destroy(); // SIGTERM; Ctrl-C ends it by the same way
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files).isEmpty();
    }
  }
}
