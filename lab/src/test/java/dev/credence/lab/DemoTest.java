package dev.credence.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.replicate.ReplicationListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's story must be the one that the models' mechanisms dictate. */
class DemoTest {
  @Test
  void tenDrawsDoNotTellABeliefFromATableAndOtherNumbersDo(@TempDir Path out) throws Exception {
    Demo demo = new Demo(out);
    List<Demo.Finding> findings = demo.run(ReplicationListener.SILENT);
    Demo.Finding exact = findings.get(0);
    Demo.Finding table = findings.get(1);
    Demo.Finding bigram = findings.get(2);
    assertThat(exact.errorAtTen()).isLessThan(1e-6);
    assertThat(exact.errorAtFive()).isLessThan(1e-6);
    assertThat(exact.errorAtFourteen()).isLessThan(1e-6);
    assertThat(table.errorAtTen()).isLessThan(1e-6);
    assertThat(table.errorAtFive()).isGreaterThan(.05);
    assertThat(table.errorAtFourteen()).isGreaterThan(.03);
    assertThat(bigram.errorAtTen()).isGreaterThan(.05);
    assertThat(exact.orderDrift()).isLessThan(1e-6);
    assertThat(bigram.orderDrift()).isGreaterThan(.05);
    assertThat(List.of(exact.lowest(), table.lowest())).allMatch(p -> p > .499);
    assertThat(List.of(exact.highest(), table.highest())).allMatch(p -> p < .7501);
    assertThat(bigram.lowest()).isLessThan(.4);
    assertThat(Files.readString(demo.report())).contains("builtin:count-table");
    assertThat(Demo.story(findings)).allMatch(line -> line.length() <= 80);
  }
}
