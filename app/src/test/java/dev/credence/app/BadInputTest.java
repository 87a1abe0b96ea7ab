package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user can get wrong: one clear line on standard error, exit code 2, nothing written. */
class BadInputTest {
  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Path tiny = Tiny.withTokenizer(folder.resolve("tiny"));
    Tiny.withoutTokenizer(folder.resolve("other"), 2);
    byte[] weights = Files.readAllBytes(tiny.resolve("model.safetensors"));
    damaged("cut", java.util.Arrays.copyOf(weights, weights.length / 2));
    damaged("beheaded", new byte[] {1, 2, 3});
    byte[] huge = weights.clone();
    huge[7] = 0x7f;
    damaged("hostile", huge);
    Files.write(folder.resolve("cut.gguf"), new byte[] {'G', 'G', 'U', 'F', 3, 0, 0, 0, 9, 9});
    Files.createDirectories(folder.resolve("family"));
    Files.writeString(folder.resolve("family/config.json"), "{\"model_type\": \"mamba\"}");
    Files.write(folder.resolve("family/model.safetensors"), weights);
    Files.writeString(
        folder.resolve("good.yaml"),
        "prompts: {a: {tokens: [0, 1, 2]}}\n"
            + "readouts: {t: {top: 1}}\n"
            + "cells: [{id: c, prompt: a}]\n");
    Files.writeString(folder.resolve("bad.yaml"), "prompts: {a: {tokens: [0]}}\ncels: []\n");
    Files.writeString(folder.resolve("file"), "in the way");
  }

  private static void damaged(String name, byte[] weights) throws IOException {
    Path copy = Tiny.withoutTokenizer(folder.resolve(name), 1);
    Files.write(copy.resolve("model.safetensors"), weights);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("no such file or folder", "inspect", "@/gone"),
        mistake("no such file or folder", "inspect", "nobody/nothing"),
        mistake("model.safetensors", "inspect", "@/cut"),
        mistake("model.safetensors", "inspect", "@/beheaded"),
        mistake("model.safetensors", "inspect", "@/hostile"),
        mistake("cut.gguf", "inspect", "@/cut.gguf"),
        mistake("mamba", "inspect", "@/family"),
        mistake("symbol \"abc\" is 3 tokens here (\"a\", \"b\", \"c\")", query("--among", "abc")),
        mistake("These are: \" X\", \" Y\"", query("--among", "abc")),
        mistake(
            "this model has layers 0 to 1", query("--edit", "ablate zero blocks.9.attn.hook_z")),
        mistake("blocks.0.hook_mlp_out", query("--edit", "ablate zero blocks.0.hook_mlp_out")),
        mistake("head 5", query("--edit", "ablate zero blocks.0.attn.hook_z heads=5")),
        mistake("position 30", query("--edit", "ablate zero blocks.0.attn.hook_z positions=30")),
        mistake("expected numbers", query("--edit", "ablate zero blocks.0.attn.hook_z heads=x")),
        mistake("from \"nobody\"", query("--edit", "patch hook_embed from=nobody")),
        mistake("gone.npy", query("--edit", "steer hook_embed vector=@/gone.npy alpha=1")),
        mistake("precision \"f8\" is not one of", query("--dtype", "f8")),
        mistake("device \"tpu\"", query("--device", "tpu")),
        mistake("bos: \"no\"", query("--bos", "no")),
        mistake("add --generate N", query("--top-p", "0.5")),
        mistake("nothing drawn", query("--generate", "3", "--seed", "1")),
        mistake("temperature is 0.0", query("--generate", "3", "--temperature", "0")),
        mistake("its context is 16; write", query("--generate", "30")),
        mistake(
            "ablate mean blocks.0.attn.hook_z: the mean over all positions",
            query("--generate", "3", "--edit", "ablate mean blocks.0.attn.hook_z")),
        mistake("Unmatched argument", "inspect", "@/tiny", "again"),
        mistake("did you mean query", "qery"),
        mistake("See credence query --help", "query", "x"),
        mistake("gone.yaml: there is no such file", run("@/gone.yaml", "@/out")),
        mistake("bad.yaml, line 2: cels: there is no key", run("@/bad.yaml", "@/out")),
        mistake("this folder cannot be made", run("@/good.yaml", "@/file/out")),
        mistake("part \"first\"", "replicate", "--model", "@/tiny", "--part", "first"),
        mistake("--control", "replicate", "--model", "@/tiny", "--control", "none"),
        mistake("--patch-layers", "replicate", "--model", "@/tiny", "--patch-layers", "3"),
        mistake("--n-total", "replicate", "--model", "@/tiny", "--n-total", "0"),
        mistake("job \"grid\" is not one of", bench("--jobs", "grid")),
        mistake("--repeats is 0", bench("--repeats", "0")),
        mistake("--quick is --repeats 1", bench("--quick", "--repeats", "2")),
        mistake("leave out --jobs", bench("--on-request", "--jobs", "single")),
        mistake("its longest prompt is 55 tokens", bench("--jobs", "patch-grid")),
        mistake("precision \"f8\" is not one of", bench("--dtype", "f8")),
        mistake("no such file or folder", "bench", "--model", "@/gone"),
        mistake(
            "Invalid value for option '--seed'", "replicate", "--model", "@/tiny", "--seed", "x"));
  }

  private static Arguments mistake(String message, String... arguments) {
    return Arguments.of(message, List.of(arguments));
  }

  private static String[] query(String... more) {
    return Stream.concat(Stream.of("query", "--model", "@/tiny", "ab X Y"), Stream.of(more))
        .toArray(String[]::new);
  }

  private static String[] bench(String... more) {
    return Stream.concat(Stream.of("bench", "--model", "@/other"), Stream.of(more))
        .toArray(String[]::new);
  }

  private static String[] run(String file, String out) {
    return new String[] {"run", file, "--model", "@/tiny", "--out", out};
  }

  private static Outcome execute(List<String> arguments) {
    return Outcome.of(
        arguments.stream().map(a -> a.replace("@", folder.toString())).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isOneLineAndExitCodeTwo(String message, List<String> arguments) throws IOException {
    long before = files();
    Outcome outcome = execute(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    List<String> lines = outcome.err().lines().filter(l -> !l.startsWith("loading ")).toList();
    assertThat(lines).as(outcome.err()).hasSize(1);
    assertThat(lines.getFirst()).startsWith("credence: ").contains(message);
    assertThat(files()).as("files written").isEqualTo(before);
  }

  private static long files() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void resultsOfAnotherModelStay() throws IOException {
    String out = folder.resolve("claimed").toString();
    assertThat(execute(List.of("run", "@/good.yaml", "--model", "@/tiny", "--out", out)).exitCode())
        .isZero();
    byte[] cells = Files.readAllBytes(Path.of(out, "cells.csv"));
    Outcome outcome = execute(List.of("run", "@/good.yaml", "--model", "@/other", "--out", out));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("results of another model", "--out");
    assertThat(Files.readAllBytes(Path.of(out, "cells.csv"))).isEqualTo(cells);
  }

  @Test
  void anUnwritableFolderIsNamed() throws IOException {
    Path locked = Files.createDirectories(folder.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false), "permissions cannot be taken away here");
    assumeTrue(!Files.isWritable(locked), "this user may write everywhere");
    Outcome outcome =
        execute(List.of("run", "@/good.yaml", "--model", "@/tiny", "--out", locked.toString()));
    locked.toFile().setWritable(true);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("locked", "write");
  }

  @Test
  void withDebugTheStackTraceFollows() {
    Outcome outcome = Outcome.of("--debug", "inspect", folder.resolve("gone").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().lines().findFirst().orElseThrow()).startsWith("credence: ");
    assertThat(outcome.err()).contains("\tat dev.credence");
    assertThat(Outcome.of("inspect", "--debug", folder.resolve("gone").toString()).err())
        .contains("\tat dev.credence");
  }
}
