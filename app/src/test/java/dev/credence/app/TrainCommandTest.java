package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @Test
  void aTrainedModelCanBeAsked(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tiny.yaml");
    Files.writeString(
        file,
        """
        name: tiny
        seed: 0
        curriculum: {values: {p_a: 0.2, p_b: 0.8}, draws: 4, tokens: 5}
        model: {layers: 1, d_model: 16, heads: 2, d_mlp: 16, positions: none}
        schedule: {steps: 40, rate: 0.01, batch: 16}
        """);
    Path out = folder.resolve("out");
    StringWriter notes = new StringWriter();
    StringWriter said = new StringWriter();
    int code =
        Credence.execute(
            new PrintWriter(said),
            new PrintWriter(notes),
            "train",
            file.toString(),
            "--out",
            out.toString());
    assertThat(code).isZero();
    assertThat(said.toString()).contains(out.resolve("model.safetensors").toString());
    assertThat(notes.toString())
        .contains("40 steps in")
        .contains("KL to what was told, mean of the last steps:");

    StringWriter again = new StringWriter();
    assertThat(
            Credence.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(again),
                "train",
                file.toString(),
                "--out",
                out.toString()))
        .isZero();
    assertThat(again.toString()).contains("went on from step 40");

    StringWriter answer = new StringWriter();
    assertThat(
            Credence.execute(
                new PrintWriter(answer),
                new PrintWriter(new StringWriter()),
                "query",
                "--model",
                out.toString(),
                "0 1 1",
                "--among",
                "1",
                "2"))
        .isZero();
    assertThat(answer.toString()).contains("1");
  }

  @Test
  void anUnknownTrainingIsOneLine(@TempDir Path folder) {
    StringWriter notes = new StringWriter();
    int code =
        Credence.execute(
            new PrintWriter(new StringWriter()),
            new PrintWriter(notes),
            "train",
            "trained-vase",
            "--out",
            folder.resolve("x").toString());
    assertThat(code).isEqualTo(2);
    assertThat(notes.toString().strip().lines()).hasSize(1);
    assertThat(notes.toString()).contains("trained-vase: no training has this name");
  }
}
