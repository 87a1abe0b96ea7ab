package dev.credence.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.TinyModel;
import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Experiments on a tiny model, from the file to what they leave behind. */
class ExperimentRunTest {
  @TempDir static Path folder;
  private static Model model;

  @BeforeAll
  static void open() throws IOException {
    model = Model.open(ModelSource.resolve(TinyModel.write(folder.resolve("tiny")).toString()));
    float[] direction = new float[TinyModel.D_MODEL];
    direction[3] = 1;
    Npy.write(folder.resolve("direction.npy"), NdArray.of(direction));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static ExperimentOutcome run(String yaml) {
    var file = ExperimentFile.parse(yaml, "e.yaml", folder);
    return new ExperimentRun(file, model).run(SweepListener.SILENT);
  }

  @Test
  void theExampleInTheDocumentRunsAndLeavesWhatItSays() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "experiment-files.md"));
    String yaml =
        page.substring(
            page.indexOf("```yaml") + 7, page.indexOf("```", page.indexOf("```yaml") + 7));
    Path file = Files.writeString(folder.resolve("experiment.yaml"), yaml);
    Path out = folder.resolve("out");
    var run = new ExperimentRun(ExperimentFile.read(file), model);
    long bytes = run.captureBytes();
    ExperimentOutcome outcome = run.run(SweepListener.SILENT);
    List<Path> files = outcome.write(RunFolder.claim(out, model), 0.5);

    assertThat(files.stream().map(f -> f.getFileName().toString()))
        .containsExactly("cells.csv", "out.safetensors", "run.json");
    Table cells = Csv.read(out.resolve("cells.csv"));
    int sweep = TinyModel.LAYERS * TinyModel.HEADS;
    assertThat(cells.size()).isEqualTo(3 * 2 + sweep);
    assertThat(cells.strings("cell"))
        .contains("heads/layer=2/head=1")
        .startsWith("clean", "clean", "base");
    assertThat(cells.columns())
        .containsExactly(
            "cell",
            "prompt",
            "readout",
            "position",
            "logit[ X]",
            "logit[ Y]",
            "p[ X]",
            "p[ Y]",
            "logit_difference",
            "p_among",
            "mass",
            "kl_nats",
            "top");
    Table xy = cells.where("readout", "xy");
    assertThat(xy.doubles("kl_nats")[0]).isZero();
    for (int i = 0; i < xy.size(); i++) {
      assertThat(xy.doubles("logit[ X]")[i] - xy.doubles("logit[ Y]")[i])
          .isCloseTo(xy.doubles("logit_difference")[i], within(1e-6));
      assertThat(xy.doubles("p[ X]")[i] / xy.doubles("mass")[i])
          .isCloseTo(xy.doubles("p_among")[i], within(1e-6));
    }
    JsonNode top =
        JsonMapper.shared().readTree(cells.where("readout", "next").strings("top").getFirst());
    assertThat(top).hasSize(3);
    assertThat(top.get(0).get("p").asDouble()).isGreaterThan(top.get(1).get("p").asDouble());

    long kept = 0;
    try (var tensors = Safetensors.open(out.resolve("out.safetensors"))) {
      assertThat(tensors.names()).hasSize(2 * TinyModel.LAYERS + sweep);
      assertThat(tensors.get("up/blocks.1.hook_resid_post").shape())
          .containsExactly(1, TinyModel.D_MODEL);
      assertThat(tensors.get("heads/layer=0/head=1/logits").shape()[0]).isEqualTo(1);
      for (String name : tensors.names()) {
        kept += tensors.get(name).data().byteSize();
      }
      float[] base = tensors.get("base/blocks.1.hook_resid_post").toArray().floats();
      float[] up = tensors.get("up/blocks.1.hook_resid_post").toArray().floats();
      assertThat(up[3] - base[3]).isCloseTo(5f, within(1e-4f));
      assertThat(up[2]).isEqualTo(base[2]);
    }
    assertThat(kept).as("bytes told before the run").isEqualTo(bytes);
    JsonNode record = JsonMapper.shared().readTree(Files.readString(out.resolve("run.json")));
    assertThat(record.at("/model/digest").asString()).isEqualTo(model.digest());
    assertThat(record.at("/model/dtype").asString()).isEqualTo("float32");
    assertThat(record.get("cells").asInt()).isEqualTo(3 + sweep);
    assertThat(record.at("/prompts/clean/tokens").get(0).asInt()).isZero();
  }

  @Test
  void aSweepGivesWhatItsCellsWrittenOutGive() {
    String head =
        "prompts: {a: {text: \"X Y X\"}, b: {text: \"Y Y X\"}}\n"
            + "readouts: {xy: {among: [\" X\", \" Y\"]}}\n";
    var swept =
        run(
            head
                + "sweeps: [{id: s, prompt: \"{prompt}\", over: {prompt: all, layer: 1..2, alpha:"
                + " [0.5, 2]}, edits: [{op: scale, hook: \"blocks.{layer}.hook_mlp_out\", factor:"
                + " \"{alpha}\"}]}]\n");
    var written =
        run(
            head
                + "cells: [{id: one, prompt: b, edits: [{op: scale, hook: blocks.2.hook_mlp_out,"
                + " factor: 2}]}]\n");
    assertThat(swept.results().readings()).hasSize(2 * 2 * 2);
    assertThat(swept.results().reading("s/prompt=b/layer=2/alpha=2", "xy").logits())
        .containsExactly(written.results().reading("one", "xy").logits(), within(1e-5));
  }

  @Test
  void tokensNeedNoTokenizerAndLabelsMaySumSeveral() {
    var outcome =
        run(
            """
            prompts: {p: {tokens: [0, 39, 40, 39]}}
            readouts: {both: {among: {X: [" X", "X"], Y: [40]}, positions: [1, -1]}}
            cells: [{id: c, prompt: p}]
            """);
    Table table = outcome.table();
    assertThat(table.strings("position")).containsExactly("1", "3");
    assertThat(table.columns()).contains("logit[X]", "p[Y]");
  }

  @Test
  void resultsOfAnotherModelAreNotWrittenOver() throws IOException {
    Path out = folder.resolve("claimed");
    RunFolder.claim(out, model).writeRecord(java.util.Map.of());
    RunFolder.claim(out, model);
    try (Model other =
        Model.open(ModelSource.resolve(TinyModel.write(folder.resolve("other"), 2).toString()))) {
      assertThatThrownBy(() -> RunFolder.claim(out, other))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("results of another model")
          .hasMessageContaining("--out");
    }
  }
}
