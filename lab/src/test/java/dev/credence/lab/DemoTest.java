package dev.credence.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.control.Outcome;
import dev.credence.transformer.plan.SweepListener;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees first. */
class DemoTest {
  @TempDir Path folder;

  @Test
  void eachModelOfKnownMechanismGetsTheVerdictThatIsRight() {
    Set<String> asked = new LinkedHashSet<>();
    Demo demo = new Demo(folder);
    List<Demo.Judged> judged =
        demo.run(
            (model, stage) -> {
              asked.add(model);
              return SweepListener.SILENT;
            });
    assertThat(asked)
        .containsExactly(
            "exact-bayes-in-context",
            "trained-segments",
            "count-table-in-context",
            "decorative-belief");
    assertThat(judged)
        .allSatisfy(
            j ->
                assertThat(j.control().rightVerdict().allows(j.result().verdict().outcome()))
                    .as(j.control().name() + ": " + j.result().verdict().words())
                    .isTrue());
    assertThat(judged.getFirst().result().verdict().outcome())
        .isEqualTo(Outcome.INTERNAL_BELIEF_MECHANISM);
    assertThat(judged.getLast().result().verdict().words())
        .isEqualTo("behavioural match only: readable, unused");
    assertThat(Demo.story(judged))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(demo.report()).content().contains("decorative-belief", "trained-segments");
  }
}
