package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code query --generate} on a tiny model. */
class GenerateTest {
  private static final String EDIT = "scale blocks.*.attn.hook_z factor=-8";

  @TempDir static Path folder;
  private static String model;
  private static String wordless;

  @BeforeAll
  static void write() throws IOException {
    model = Tiny.withTokenizer(folder.resolve("tiny")).toString();
    wordless = Tiny.withoutTokenizer(folder.resolve("wordless"), 1).toString();
  }

  private static Outcome query(String model, String prompt, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("query", "--model", model, prompt));
    words.addAll(List.of(more));
    return Outcome.of(words.toArray(String[]::new));
  }

  private static JsonNode json(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return JsonMapper.shared().readTree(outcome.out());
  }

  @Test
  void uneditedAndEditedStandSideBySide() {
    Outcome outcome = query(model, "abc: X Y", "--generate", "6", "--edit", EDIT);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("tokens, then 6 at most, the likeliest each time.")
        .contains("End of sequence: none")
        .containsPattern("(?m)^unedited {30,}edited$")
        .containsPattern("(?m)^\\[stopped after 6 tokens\\] +\\[stopped after 6 tokens\\]$");
    assertThat(outcome.err()).contains("unedited: 6 tokens in ", " a second");
    assertThat(outcome.out().lines().skip(3))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void forAScriptItIsJsonAndTheFirstTokenIsTheLikeliest() {
    JsonNode tree =
        json(query(wordless, "0 4 4 2", "--generate", "5", "--top", "1", "--edit", EDIT, "--json"));
    JsonNode written = tree.get("generated");
    assertThat(written).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(written.get(i).get("tokens")).hasSize(5);
      assertThat(written.get(i).has("text")).isFalse();
      assertThat(written.get(i).get("ended").asBoolean()).isFalse();
      assertThat(written.get(i).at("/tokens/0")).isEqualTo(tree.at("/cells/" + i + "/top/0/id"));
    }
    assertThat(written.get(1).get("tokens")).isNotEqualTo(written.get(0).get("tokens"));
    assertThat(written.get(1).get("edits")).hasSize(2);
    assertThat(tree.at("/generate/decoding").asString()).isEqualTo("greedy");
  }

  @Test
  void aSeedSaysWhatIsDrawn() {
    String[] draw = {"--generate", "8", "--temperature", "2", "--top-k", "15", "--json"};
    String first = query(model, "ab X", draw).out();
    assertThat(query(model, "ab X", draw).out()).isEqualTo(first);
    List<String> other = new java.util.ArrayList<>(List.of(draw));
    other.addAll(List.of("--seed", "1"));
    JsonNode drawn = json(query(model, "ab X", other.toArray(String[]::new)));
    assertThat(drawn.at("/generate/seed").asInt()).isEqualTo(1);
    assertThat(drawn.at("/generated/0/tokens"))
        .isNotEqualTo(JsonMapper.shared().readTree(first).at("/generated/0/tokens"));
  }

  @Test
  void itStopsAtTheEndOfSequenceAndSaysSo() throws IOException {
    Path ending = Tiny.withoutTokenizer(folder.resolve("ending"), 1);
    int third =
        json(query(wordless, "0 4", "--generate", "3", "--json"))
            .at("/generated/0/tokens/0")
            .asInt();
    Files.writeString(
        ending.resolve("generation_config.json"), "{\"eos_token_id\": %d}".formatted(third));
    Outcome outcome = query(ending.toString(), "0 4", "--generate", "3");
    assertThat(outcome.out())
        .contains("End of sequence: token " + third + ", eos_token_id of generation_config.json")
        .contains("[ended with its token 1]");
  }

  @Test
  void anEditThatActsOnThePromptAloneIsNamed() {
    Outcome outcome =
        query(wordless, "0 4 4", "--generate", "2", "--edit", EDIT + " positions=last");
    assertThat(outcome.out())
        .contains(
            "The edit at blocks.1.attn.hook_z positions last acts on the prompt's tokens only");
  }

  @Test
  void whatAModelWritesCannotMoveTheCursor() {
    var column = new Columns.Column("unedited", "a\u001b[2Jb\tc\nd e", "[end]");
    assertThat(new Columns(List.of(column)).lines())
        .containsExactly("unedited", "--------", "a\uFFFD[2Jb    c", "d e", "[end]");
  }

  @Test
  void columnsLoseNothingButTheSpaceTheyBreakAt() {
    String text =
        "one two three four five six seven eight nine ten eleven twelve " + "x".repeat(90);
    var column = new Columns.Column("h", text, "f");
    List<String> lines = new Columns(List.of(column, column)).lines();
    String left =
        String.join("", lines.stream().map(l -> l.substring(0, 38).stripTrailing()).toList());
    assertThat(left).isEqualTo("h-" + text.replace(" eight", "eight").replace(" xxx", "xxx") + "f");
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }
}
