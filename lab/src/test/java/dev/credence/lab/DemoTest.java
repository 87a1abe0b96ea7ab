package dev.credence.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.replicate.ReplicationListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first notebooks' analysis finds out about models whose inside is known. */
class DemoTest {
  @TempDir Path folder;

  @Test
  void atTenDrawsACountPassesForABeliefAndTheLastDrawDoesNot() {
    List<String> asked = new ArrayList<>();
    Demo demo = new Demo(folder);
    List<Demo.Finding> findings =
        demo.run(
            model -> {
              asked.add(model);
              return ReplicationListener.SILENT;
            });
    assertThat(asked).containsExactly("exact-bayes", "count-table", "bigram");
    assertThat(demo.report()).content().contains("builtin:exact-bayes", "builtin:count-table");

    Demo.Finding bayes = findings.get(0);
    assertThat(List.of(bayes.errorAtTen(), bayes.errorAtFive(), bayes.errorAtFourteen()))
        .allSatisfy(error -> assertThat(error).isLessThan(1e-6));
    assertThat(bayes.orderDrift()).isLessThan(1e-6);
    assertThat(bayes.stopsAtTheGenerators()).isTrue();

    Demo.Finding table = findings.get(1);
    assertThat(table.errorAtTen()).isLessThan(1e-6);
    assertThat(table.errorAtFive()).isGreaterThan(.05);
    assertThat(table.errorAtFourteen()).isGreaterThan(.03);
    assertThat(table.stopsAtTheGenerators()).isTrue();

    // Bayes after one draw: .65 after X, .5833 after Y.
    Demo.Finding bigram = findings.get(2);
    assertThat(bigram.errorAtTen()).isGreaterThan(.05);
    assertThat(bigram.orderDrift()).isCloseTo(.65 - .58333333, within(1e-5));
    assertThat(bigram.stopsAtTheGenerators()).isFalse();
    assertThat(bigram.lowest()).isLessThan(.4);

    assertThat(Demo.story(findings))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
        .anySatisfy(line -> assertThat(line).contains("exact-bayes and count-table"));
  }
}
