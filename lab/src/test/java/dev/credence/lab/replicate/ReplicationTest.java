package dev.credence.lab.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a small model with random weights and a vocabulary of its own. */
class ReplicationTest {
  private static final int LAYERS = 10;
  private static final int WIDTH = 8;
  private static final int HEADS = 2;
  private static final Task TASK =
      new Task.WhichGenerator(
          List.of(Task.Part.BOS, Task.Part.EVIDENCE),
          0,
          new Task.TokenPair(1, 2),
          new TreeMap<>(),
          new TreeMap<>(),
          TwoGenerators.NOTEBOOK,
          0.5,
          new Task.Lengths(1, 12),
          null,
          null);
  private static final ReplicateOptions OPTIONS =
      ReplicateOptions.NOTEBOOK.withHeads(3, false).withSweep(10, 2);

  @TempDir Path out;
  private final List<String> notes = new ArrayList<>();

  private static Model model(long seed) {
    ModelConfig config =
        ModelConfig.builder()
            .layers(LAYERS)
            .dModel(WIDTH)
            .heads(HEADS)
            .vocab(3)
            .context(16)
            .finalNorm(false)
            .build();
    Random random = new Random(seed);
    Map<String, NdArray> weights = new LinkedHashMap<>();
    int d = WIDTH / HEADS;
    weights.put("embed.W_E", values(random, 3, WIDTH));
    for (int layer = 0; layer < LAYERS; layer++) {
      for (String name : List.of("W_Q", "W_K", "W_V")) {
        weights.put("blocks." + layer + ".attn." + name, values(random, HEADS, WIDTH, d));
      }
      weights.put("blocks." + layer + ".attn.W_O", values(random, HEADS, d, WIDTH));
    }
    weights.put("unembed.W_U", values(random, WIDTH, 3));
    return Model.of("random-" + seed, config, weights);
  }

  private static NdArray values(Random random, long... shape) {
    int size = 1;
    for (long axis : shape) {
      size *= (int) axis;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextGaussian() * 0.3);
    }
    return NdArray.of(values, shape);
  }

  private Map<Part, PartResult> run(Model model, ReplicateOptions options) {
    ReplicationListener listener =
        new ReplicationListener() {
          @Override
          public void note(Part part, String line) {
            notes.add(line);
          }
        };
    return new Replication(model, TASK, options, out).run(listener);
  }

  private static ReplicateOptions only(Part part) {
    return OPTIONS.withParts(EnumSet.of(part));
  }

  @Test
  void allPartsRunAndWhatMakesNoSenseIsSaidToBeSkipped() throws IOException {
    try (Model model = model(1)) {
      run(model, OPTIONS);
    }
    assertThat(notes)
        .anyMatch(n -> n.contains("coins: skipped"))
        .anyMatch(n -> n.contains("distractors and symbol swap: skipped"))
        .anyMatch(n -> n.contains("4 heads below layer 2 were not patched"));
    assertThat(out.resolve("semantic_sweep.csv")).doesNotExist();
    Table sweep = Csv.read(out.resolve("behaviour_sweep.csv"));
    assertThat(sweep.size()).isEqualTo(11);
    assertThat(sweep.strings("control")).containsOnly("task");
    assertThat(Csv.read(out.resolve("order_drift.csv")).doubles("samples")).containsOnly(100);
    assertThat(Csv.read(out.resolve("steering.csv")).size()).isEqualTo(11);
    float[] zeros = Npy.read(out.resolve("head_patching_recovery.npy")).floats();
    float[] honest = Npy.read(out.resolve("head_patching_recovery_nan.npy")).floats();
    for (int i = 0; i < 4; i++) {
      assertThat(zeros[i]).isZero();
      assertThat(honest[i]).isNaN();
    }
    assertThat(honest[4]).isEqualTo(zeros[4]).isNotZero();
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .contains("run.json", "quirks.csv", "prompts.csv", "selected_heads.txt")
          .noneMatch(f -> f.endsWith(".partial"));
    }
  }

  @Test
  void aPartRunAloneFromEarlierFilesGivesWhatItGaveInOneGo(@TempDir Path other) throws IOException {
    try (Model model = model(1)) {
      run(model, OPTIONS);
      for (Part part : Part.values()) {
        new Replication(model, TASK, only(part), other).run(ReplicationListener.SILENT);
      }
    }
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(f -> !f.endsWith("run.json")).toList()) {
        assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void everyPromptIsListedOnceHoweverOftenAPartRuns() {
    try (Model model = model(1)) {
      Map<Part, PartResult> found = run(model, OPTIONS);
      run(model, only(Part.BEHAVIOUR));
      int prompts = found.values().stream().mapToInt(r -> r.answers().size()).sum();
      Table listed = Csv.read(out.resolve("prompts.csv"));
      assertThat(listed.size()).isEqualTo(prompts);
      assertThat(listed.where("part", "behaviour").size())
          .isEqualTo(Objects.requireNonNull(found.get(Part.BEHAVIOUR)).answers().size());
      assertThat(DoubleStream.of(listed.doubles("mass"))).allMatch(m -> m > 0 && m < 1);
    }
  }

  @Test
  void aSteeringDoseOfNothingChangesNothing() {
    try (Model model = model(1)) {
      Table steering =
          Objects.requireNonNull(run(model, OPTIONS).get(Part.CAUSAL)).table("steering");
      double[] alpha = steering.doubles("alpha");
      double[] pX = steering.doubles("p_x");
      assertThat(alpha[6]).isZero();
      assertThat(pX[6]).isCloseTo(pX[0], org.assertj.core.api.Assertions.within(1e-7));
      assertThat(pX[10]).isNotEqualTo(pX[0]);
    }
  }

  @Test
  void resultsOfAnotherModelAreNotMixedWithThese() {
    try (Model model = model(1)) {
      run(model, only(Part.BEHAVIOUR));
    }
    try (Model other = model(2)) {
      assertThatThrownBy(() -> run(other, only(Part.LOCALISE)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("it holds results of random-1")
          .hasMessageContaining("this model is random-2");
    }
  }

  @Test
  void filesThatAPythonUserPutThereAreTakenWithANote() {
    float[] recovery = new float[LAYERS * HEADS];
    recovery[7] = 1;
    Npy.write(out.resolve("head_patching_recovery.npy"), NdArray.of(recovery, LAYERS, HEADS));
    float[] direction = {1, 0, 0, 0, 0, 0, 0, 0};
    Npy.write(out.resolve("probe_w_layer3.npy"), NdArray.of(direction));
    try (Model model = model(1)) {
      Map<Part, PartResult> found = run(model, only(Part.CAUSAL));
      assertThat(Objects.requireNonNull(found.get(Part.CAUSAL)).texts().get("selected_heads.txt"))
          .startsWith("BAYES_HEADS\n3,1\n0,0\n");
      assertThat(Objects.requireNonNull(found.get(Part.CAUSAL)).table("steering").doubles("layer"))
          .containsOnly(3);
    }
    assertThat(notes).anyMatch(n -> n.contains("no run.json says of which model"));
  }

  @Test
  void theCausalPartSaysWhatItNeeds() {
    try (Model model = model(1)) {
      assertThatThrownBy(() -> run(model, only(Part.CAUSAL)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("head_patching_recovery.npy")
          .hasMessageContaining("Run --part localise first");
    }
  }

  @Test
  void sequencesLongerThanTheTaskAreRefused() {
    try (Model model = model(1)) {
      assertThatThrownBy(() -> run(model, OPTIONS.withSweep(13, 2)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("--n-total 13")
          .hasMessageContaining("the task is about 1 to 12");
    }
  }

  @Test
  void aModelWithoutTokenizerAndTaskCannotBeAsked() {
    try (Model model = model(1)) {
      assertThatThrownBy(() -> new Replication(model, null, OPTIONS, out))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("it has no tokenizer");
    }
  }

  @Test
  void everyQuirkHasAnIdOfItsOwnAndSaysWhy() {
    assertThat(Quirks.ALL).extracting(Quirk::id).doesNotHaveDuplicates();
    assertThat(Quirks.ALL)
        .allSatisfy(
            q -> {
              assertThat(q.id()).matches("[a-z]+(-[a-z]+)*");
              assertThat(q.why()).endsWith(".").doesNotContain("\n");
              assertThat(q.where()).isNotBlank();
            });
  }
}
