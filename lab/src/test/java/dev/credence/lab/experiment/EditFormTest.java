package dev.credence.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The written form of edits, against the golden files' and against itself. */
class EditFormTest {
  private static Intervention read(String yaml) {
    return EditForm.read(TreeReader.read(yaml, "edit", false));
  }

  @Test
  void everyEditOfTheGoldenFilesIsReadAndWrittenToTheLetter() throws IOException {
    Path golden =
        Path.of(System.getProperty("credence.shared", "../../shared"), "golden", "models");
    assumeTrue(Files.isDirectory(golden), "the golden models are not there: " + golden);
    int edits = 0;
    try (Stream<Path> folders = Files.list(golden)) {
      for (Path file :
          folders.map(f -> f.resolve("reference.json")).filter(Files::exists).toList()) {
        for (JsonNode intervention : JsonMapper.shared().readTree(file).path("interventions")) {
          for (JsonNode edit : intervention.get("edits")) {
            Intervention parsed = read(edit.toString());
            JsonNode written = JsonMapper.shared().valueToTree(EditForm.write(parsed));
            assertThat(written).as(file + " " + intervention.get("id")).isEqualTo(edit);
            edits++;
          }
        }
      }
    }
    assertThat(edits).isGreaterThan(900);
  }

  static Stream<Intervention> everyKind() {
    Site site = new Site(HookPoint.of(Hook.Z, 1), Positions.at(3, -1), List.of(0, 2), List.of(5));
    return Stream.of(
        new Ablate(site, Ablation.ZERO),
        new Ablate(site, Ablation.MEAN),
        new Ablate(site, new Ablation.Vector("v")),
        new Ablate(site, new Ablation.PositionVectors("w")),
        new Ablate(site, new Ablation.PositionMeans(List.of("a", "b"))),
        new Ablate(site, new Ablation.Resample("a")),
        new Patch(site, "a"),
        new Patch(site, "a", Positions.at(1, 2)),
        new Patch(Site.all(HookPoint.of(Hook.EMBED)), "a", Positions.LAST),
        new Steer(site, "v", -1e-3),
        new Scale(site, 1e9),
        new dev.credence.transformer.intervene.Interchange(site, "a", "u"),
        new dev.credence.transformer.intervene.Interchange(site, "a", "u", Positions.ALL));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void whatIsWrittenReadsBackAsTheSame(Intervention edit) {
    Map<String, Object> written = EditForm.write(edit);
    assertThat(read(JsonMapper.shared().writeValueAsString(written))).isEqualTo(edit);
  }

  @Test
  void theCompactFormIsTheSameEdit() {
    assertThat(CompactEdit.read("ablate zero blocks.7.attn.hook_z heads=3,5..6 positions=all", 8))
        .containsExactly(
            read(
                "{op: ablate, kind: zero, hook: blocks.7.attn.hook_z, heads: [3, 5, 6], positions:"
                    + " all}"));
    assertThat(CompactEdit.read("patch blocks.1.hook_resid_post from=\"a b\" positions=-1,0", 8))
        .containsExactly(
            read("{op: patch, hook: blocks.1.hook_resid_post, positions: [-1, 0], from: a b}"));
    assertThat(CompactEdit.read("steer hook_embed vector=w.npy alpha=-2.5 positions=last", 8))
        .containsExactly(
            read("{op: steer, hook: hook_embed, positions: last, vector: w.npy, alpha: -2.5}"));
    assertThat(CompactEdit.read("scale blocks.*.hook_mlp_out factor=0", 4)).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ablate",
        "ablate zero",
        "ablate heads=1",
        "melt blocks.0.hook_resid_pre",
        "ablate zero blocks.0.attn.hook_z heads=a",
        "ablate zero blocks.0.attn.hook_z heads=3..1",
        "ablate zero blocks.0.attn.hook_z head=3",
        "ablate zero blocks.0.attn.hook_z heads=1 heads=2",
        "steer hook_embed vector=w alpha=much",
        "steer hook_embed vector=\"w",
        "scale hook_embed factor=NaN",
        "patch hook_embed",
        "patch hook_what from=a"
      })
  void whatIsNoEditIsToldInOneLineThatQuotesIt(String text) {
    assertThatThrownBy(() -> CompactEdit.read(text, 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("edit \"")
        .message()
        .hasLineCount(1);
  }
}
