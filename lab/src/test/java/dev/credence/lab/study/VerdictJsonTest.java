package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a program reads of a study. */
class VerdictJsonTest {
  private static StudyResult result;
  private static StudyPlan plan;

  @BeforeAll
  static void judge() {
    Control control = Controls.named("bigram");
    StudyOptions small =
        new StudyOptions(60, 2, 8, 12, 100, 4, 2, 2, 1, 24, 5, 100, 1, false, true);
    try (Model model = control.open(ModelOptions.standard())) {
      StudyRun study = StudyRun.of(model, control.task(), small, Thresholds.STANDARD);
      plan = study.plan();
      result = study.run((_, cells) -> model.run(cells));
    }
  }

  private static JsonNode json(boolean open) {
    return JsonMapper.shared()
        .readTree(VerdictJson.of(result, plan, true, "140/140", open ? null : "no record"));
  }

  @Test
  void tellsTheVerdictAndWhatItRestsOn() {
    JsonNode json = json(true);
    assertThat(json.path("verdict").asString()).isEqualTo(result.verdict().outcome().toString());
    assertThat(json.path("modifiers").isArray()).isTrue();
    assertThat(json.path("observer").asString()).isEqualTo(result.verdict().observer());
    assertThat(json.path("exploratory").asBoolean()).isTrue();
    assertThat(json.path("calibrated").asString()).isEqualTo("140/140");
    assertThat(json.path("study_hash").asString()).isEqualTo(plan.hash()).hasSize(64);
    assertThat(json.path("site").path("hook").asString()).isEqualTo(result.z().point().name());
    assertThat(json.path("site").path("positions").asString()).isEqualTo("last");
    assertThat(json.path("criteria").propertyNames())
        .containsExactly("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9");
    assertThat(json.path("counts").propertyNames()).containsExactly("C4", "C5");
    for (JsonNode criterion : json.path("criteria")) {
      assertThat(criterion.path("status").asString())
          .isIn("pass", "fail", "not-applicable", "undecided");
      assertThat(criterion.propertyNames())
          .contains("value", "interval", "threshold", "null_low", "null_high", "n", "reason");
    }
  }

  @Test
  void whatIsNotANumberIsNull() {
    JsonNode c9 = json(true).path("criteria").path("C9");
    assertThat(c9.path("status").asString()).isEqualTo("not-applicable");
    assertThat(c9.path("value").isNull()).isTrue();
    assertThat(c9.path("interval").isNull()).isTrue();
    assertThat(json(true).toString()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void behindAClosedGateThereIsNoVerdict() {
    JsonNode json = json(false);
    assertThat(json.path("verdict").isNull()).isTrue();
    assertThat(json.path("modifiers").isEmpty()).isTrue();
    assertThat(json.path("reason").asString()).isEqualTo("instrument not calibrated: no record");
  }
}
