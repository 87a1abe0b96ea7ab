package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study's page is made again from its store, whatever else lies in the folder. */
class ReportCommandTest {
  @TempDir Path folder;

  private Path study(String name) {
    Path study = folder.resolve(name);
    try (Store store = Store.open(study)) {
      store.putText("verdict.json", "{\"verdict\": \"not Bayesian\", \"observer\": \"leaky\"}");
      store.putMeta("model", name);
    }
    return study;
  }

  @Test
  void aStudysPageIsMadeFromItsStoreAlone() throws Exception {
    Path study = study("one");
    Outcome outcome = Outcome.of("report", study.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().strip()).isEqualTo(study.resolve("report.html").toString());
    assertThat(Files.readString(study.resolve("report.html")))
        .contains(">one: not Bayesian.</h1>")
        .contains("The study left no table behaviour");
  }

  @Test
  void severalStudiesShareAPage() throws Exception {
    Path page = folder.resolve("both.html");
    Outcome outcome =
        Outcome.of(
            "report", study("one").toString(), study("two").toString(), "--out", page.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(Files.readString(page)).contains("2 models, one instrument", "two: not Bayesian");
  }

  @Test
  void studiesAndReplicationsAreNotMixed() throws Exception {
    Path replication = Files.createDirectories(folder.resolve("replication"));
    Outcome outcome = Outcome.of("report", study("one").toString(), replication.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.err()).contains("1 hold a study", "Give them apart");
  }

  @Test
  void aStoreWithoutVerdictSaysHowToGoOn() {
    Path study = folder.resolve("begun");
    Store.open(study).close();
    Outcome outcome = Outcome.of("report", study.toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("has no verdict yet", "goes on where it stopped");
  }
}
