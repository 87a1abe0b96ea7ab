package dev.credence.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CellHashesTest {
  private static final Model MODEL = model("exact-bayes", ModelOptions.standard());
  private static final Site SITE = Site.at(HookPoint.of(Hook.RESID_POST, 1), Positions.LAST);

  private static Model model(String name, ModelOptions options) {
    return Controls.named(name).open(options);
  }

  @AfterAll
  static void close() {
    MODEL.close();
  }

  /** A cell of one edit that names everything it can, under names that all begin with a prefix. */
  private static CellSet.Builder named(String prefix, Intervention... edits) {
    return CellSet.builder()
        .prompt(prefix + "prompt", 0, 1, 2, 1)
        .prompt(prefix + "donor", 0, 2, 2, 2)
        .tensor(prefix + "t", NdArray.of(new float[] {1, 2, 3}))
        .readout(prefix + "xy", Readout.among(new LinkedHashMap<>(Map.of("X", 1))))
        .cell(Cell.unedited(prefix + "plain", prefix + "donor"))
        .cell(
            new Cell(
                prefix + "scaled",
                prefix + "donor",
                List.of(new Scale(SITE, 3)),
                List.of(prefix + "xy")))
        .cell(new Cell(prefix + "cell", prefix + "prompt", List.of(edits), List.of(prefix + "xy")));
  }

  private static String hash(CellSet set) {
    return new CellHashes(set, MODEL).of(set.cells().getLast());
  }

  private static Intervention[] everyKind(String prefix) {
    return new Intervention[] {
      new Ablate(SITE, Ablation.ZERO),
      new Ablate(SITE, Ablation.MEAN),
      new Ablate(SITE, new Ablation.Vector(prefix + "t")),
      new Ablate(SITE, new Ablation.PositionVectors(prefix + "t")),
      new Ablate(SITE, new Ablation.PositionMeans(List.of(prefix + "donor", prefix + "prompt"))),
      new Ablate(SITE, new Ablation.Resample(prefix + "donor")),
      new Patch(SITE, prefix + "donor"),
      new Patch(SITE, prefix + "scaled", Positions.at(0)),
      new Steer(SITE, prefix + "t", 2),
      new Scale(SITE, 2),
      new Interchange(SITE, prefix + "donor", prefix + "t")
    };
  }

  @Test
  void namesDoNotCountWhateverTheEdit() {
    assertThat(hash(named("a.", everyKind("a.")).build()))
        .isEqualTo(hash(named("b.", everyKind("b.")).build()))
        .matches("[0-9a-f]{64}");
  }

  @Test
  void everyKindOfEditHasItsOwnHash() {
    List<String> hashes =
        java.util.Arrays.stream(everyKind("")).map(edit -> hash(named("", edit).build())).toList();
    assertThat(hashes).doesNotHaveDuplicates().doesNotContain(hash(named("").build()));
  }

  @Test
  void anUneditedCellIsAsGoodADonorAsItsPrompt() {
    assertThat(hash(named("", new Patch(SITE, "plain")).build()))
        .isEqualTo(hash(named("", new Patch(SITE, "donor")).build()));
  }

  /** Each changes one content under an unchanged name. */
  @Test
  void contentsCountUnderWhateverName() {
    Intervention[] edits = everyKind("");
    String before = hash(named("", edits).build());
    List<Consumer<CellSet.Builder>> changes =
        List.of(
            set -> set.prompt("prompt", 0, 1, 2, 2),
            set -> set.prompt("donor", 0, 2, 2, 1),
            set -> set.tensor("t", NdArray.of(new float[] {1, 2, 4})),
            set -> set.tensor("t", NdArray.of(new float[] {1, 2, 3}, 1, 3)),
            set -> set.readout("xy", Readout.among(new LinkedHashMap<>(Map.of("X", 2)))),
            set ->
                set.readout("xy", new Readout(Map.of("X", List.of(1)), Positions.LAST, 1, false)),
            set -> set.readout("xy", new Readout(Map.of("X", List.of(1)), Positions.LAST, 0, true)),
            set ->
                set.readout("xy", new Readout(Map.of("X", List.of(1)), Positions.ALL, 0, false)));
    for (Consumer<CellSet.Builder> change : changes) {
      CellSet.Builder changed = named("", edits);
      change.accept(changed);
      assertThat(hash(changed.build())).isNotEqualTo(before);
    }
  }

  @Test
  void whatIsDoneToADonorCellCounts() {
    String patched = hash(named("", new Patch(SITE, "scaled")).build());
    CellSet.Builder other = named("", new Patch(SITE, "other"));
    CellSet set =
        other.cell(new Cell("other", "donor", List.of(new Scale(SITE, 4)), List.of())).build();
    assertThat(new CellHashes(set, MODEL).of(set.cells().get(2))).isNotEqualTo(patched);
  }

  @Test
  void modelAndPrecisionCount() {
    CellSet set = named("").build();
    ModelOptions options = ModelOptions.standard();
    try (Model other = model("exact-bayes@1", options);
        Model same = model("exact-bayes", options.withActivationBytes(1));
        Model half = model("exact-bayes", options.named("bf16", "cpu"))) {
      assertThat(new CellHashes(set, other).of(set.cells().getLast())).isNotEqualTo(hash(set));
      assertThat(new CellHashes(set, half).of(set.cells().getLast())).isNotEqualTo(hash(set));
      assertThat(new CellHashes(set, same).of(set.cells().getLast())).isEqualTo(hash(set));
    }
  }

  @Test
  void donorsThatLeadBackAreAnError() {
    CellSet set =
        CellSet.builder()
            .prompt("p", 0, 1)
            .cell(new Cell("a", "p", List.of(new Patch(SITE, "b")), List.of()))
            .cell(new Cell("b", "p", List.of(new Patch(SITE, "a")), List.of()))
            .build();
    assertThatThrownBy(() -> hash(set))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its donors lead back to itself (b -> a -> b)");
  }
}
