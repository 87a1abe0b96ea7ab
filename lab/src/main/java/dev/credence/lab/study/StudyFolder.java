package dev.credence.lab.study;

import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.control.Subject;
import dev.credence.lab.store.Store;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.plan.SweepListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A study in a folder: the plan is written and hashed first, every cell goes into the store, and in
 * the end tables, verdict and versions lie beside it. Stopped at any moment, the same call goes on.
 */
public final class StudyFolder {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path path;
  private final Subject subject;
  private final StudyRun study;
  private final String command;

  /**
   * A folder.
   *
   * @param path made if need be
   * @param subject the model
   * @param study what is asked of it
   * @param command by which a reader makes it again
   */
  public StudyFolder(Path path, Subject subject, StudyRun study, String command) {
    this.path = path;
    this.subject = subject;
    this.study = study;
    this.command = command;
  }

  /**
   * Runs what is not there yet.
   *
   * @param gate the calibration that goes into the record
   * @param closed why no verdict may be given; null if one may
   * @param listeners gives, for the name of a stage and its number of cells, who hears of it
   * @return what was found
   * @throws dev.credence.transformer.config.InvalidInputException if the folder holds another study
   */
  public StudyResult run(
      Gate gate, @Nullable String closed, BiFunction<String, Integer, SweepListener> listeners) {
    StudyPlan plan = study.plan();
    try (Store store = Store.open(path)) {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("study_hash", plan.hash());
      facts.put("model", subject.model().name());
      facts.put("digest", subject.model().digest());
      facts.put("dtype", String.valueOf(subject.model().options().dtype()));
      facts.put("device", String.valueOf(subject.model().options().device()));
      store.bind(facts);
      store.putText("study.yaml", plan.text());
      WholeTextFile.write(path.resolve("study.yaml"), plan.text());
      CellRunner runner =
          (stage, cells) ->
              store.run(
                  stage, subject.model(), cells, listeners.apply(stage, cells.cells().size()));
      StudyResult result = study.run(runner);
      result.tables().forEach(store::put);
      store.putText("heads_finding", result.heads());
      store.put(gate.table());
      store.putText(
          "verdict.json",
          VerdictJson.of(result, plan, study.options().exploratory(), gate.summary(), closed));
      store.putMeta("calibrated", closed == null ? gate.summary() : "not calibrated: " + closed);
      store.putMeta("exploratory", String.valueOf(study.options().exploratory()));
      store.putMeta("command", command);
      store.putMeta("version", version());
      store.putMeta("instrument", Instrument.id(study.thresholds()));
      store.putText("run.json", record(plan));
      store.export(path);
      return result;
    }
  }

  private static String version() {
    return Objects.requireNonNullElse(
        StudyFolder.class.getPackage().getImplementationVersion(), "built from classes");
  }

  private String record(StudyPlan plan) {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("credence", version());
    versions.put("java", Runtime.version().toString());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", subject.model().name());
    model.put("digest", subject.model().digest());
    model.put("dtype", String.valueOf(subject.model().options().dtype()));
    model.put("device", String.valueOf(subject.model().options().device()));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("versions", versions);
    all.put("model", model);
    all.put("seed", study.options().seed());
    all.put("study_hash", plan.hash());
    all.put("instrument", Instrument.id(study.thresholds()));
    all.put("command", command);
    return JSON.writeValueAsString(all).replace("\r\n", "\n") + "\n";
  }
}
