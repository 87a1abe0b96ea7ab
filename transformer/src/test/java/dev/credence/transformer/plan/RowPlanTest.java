package dev.credence.transformer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.weights.NdArray;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Counts rows by hand, for plans small enough to do so. */
class RowPlanTest {
  private static final int LAYERS = 4;
  private static final ModelConfig CONFIG =
      ModelConfig.builder()
          .layers(LAYERS)
          .dModel(8)
          .heads(4)
          .kvHeads(2)
          .dHead(2)
          .dMlp(16)
          .vocab(20)
          .context(32)
          .norm(NormKind.RMS, 1e-5)
          .positions(
              new PositionScheme.Rotary(
                  2, 10000, false, new PositionScheme.RotaryScaling.Unscaled()))
          .build();
  private static final HookTable HOOKS = new HookTable(CONFIG);

  /** Six tokens each; they part at position 3. */
  private static final int[] CLEAN = {0, 1, 2, 3, 4, 5};

  private static final int[] CORRUPT = {0, 1, 2, 9, 4, 5};

  private static CellSet.Builder cells() {
    return CellSet.builder()
        .prompt("clean", CLEAN)
        .prompt("corrupt", CORRUPT)
        .prompt("longer", 0, 1, 2, 3, 4, 5, 6, 7)
        .readout("xy", Readout.among(Map.of("X", 1)));
  }

  private static RowPlan plan(CellSet.Builder cells) {
    return RowPlan.of(cells.build(), CONFIG, HOOKS, Map.of());
  }

  private static Cell corrupt(String id, Intervention... edits) {
    return new Cell(id, "corrupt", List.of(edits), List.of("xy"));
  }

  private static Patch patchHead(int layer, int head) {
    return new Patch(Site.heads(HookPoint.of(Hook.Z, layer), head), "clean");
  }

  private static int[] outputs(RowPlan plan) {
    return plan.layers().stream().mapToInt(layer -> layer.output().rows()).toArray();
  }

  @Test
  void aSinglePromptHasARowAPositionAndInTheLastLayerOnlyTheOneThatIsRead() {
    RowPlan plan = plan(cells().cell(corrupt("base")));
    assertThat(outputs(plan)).containsExactly(6, 6, 6, 1);
    assertThat(plan.layers().getLast().keys().rows()).isEqualTo(6);
    assertThat(plan.last().rows()).isEqualTo(1);
  }

  /** Scores and patterns are float32 in any precision; all else is half as wide. */
  @Test
  void bytesAreCountedAsWideAsTheyAre() {
    RowPlan plan = plan(cells().cell(corrupt("base")));
    long scores = 2 * 4 * 6 * 6; // two tensors [head, query, key]
    assertThat(Workload.of(plan, CONFIG, Short.BYTES).peakBytes() - 2 * scores)
        .isEqualTo(Workload.of(plan, CONFIG, Float.BYTES).peakBytes() / 2)
        .isGreaterThan(scores);
  }

  @Test
  void equalCellsAreComputedOnce() {
    RowPlan plan = plan(cells().cell(corrupt("a")).cell(corrupt("b")).cell(corrupt("c")));
    assertThat(outputs(plan)).containsExactly(6, 6, 6, 1);
    assertThat(plan.readRows(2)).isEqualTo(plan.readRows(0));
  }

  @Test
  void promptsShareWhatStandsBeforeTheirFirstDifference() {
    RowPlan plan = plan(cells().cell(corrupt("a")).cell(Cell.unedited("b", "clean", "xy")));
    // In layer 0 keys depend on token and position alone: 5 of 6 tokens are the same.
    assertThat(plan.layers().getFirst().keys().rows()).isEqualTo(7);
    assertThat(outputs(plan)).containsExactly(9, 9, 9, 2);
  }

  @Test
  void aPatchMakesRowsFromItsLayerOnAndFromTheFirstDifferenceOn() {
    RowPlan plan = plan(cells().cell(corrupt("base")).cell(corrupt("patched", patchHead(1, 2))));
    // The base has 6 rows, the patched run 3 more from layer 1 on. The clean run is a donor only:
    // its 3 rows are needed up to layer 1.
    assertThat(outputs(plan)).containsExactly(9, 12, 9, 2);
    assertThat(plan.layers().get(1).queries().rows()).isEqualTo(9);
    assertThat(plan.layers().get(2).output().edits()).isEmpty();
  }

  @Test
  void manyPatchesOfOneLayerShareItsAttention() {
    CellSet.Builder cells = cells().cell(corrupt("base"));
    for (int head = 0; head < 4; head++) {
      cells.cell(corrupt("h" + head, patchHead(2, head)));
    }
    RowPlan plan = plan(cells);
    assertThat(plan.layers().get(2).queries().rows()).isEqualTo(9);
    // base 6; clean 3 for the donors; 4 x 3 patched
    assertThat(plan.layers().get(2).output().rows()).isEqualTo(21);
    assertThat(outputs(plan)[3]).isEqualTo(5);
  }

  @Test
  void aPatchFromTheSameRunIsNoEdit() {
    RowPlan plan =
        plan(
            cells()
                .cell(corrupt("base"))
                .cell(corrupt("self", new Patch(Site.heads(HookPoint.of(Hook.Z, 1), 0), "corrupt")))
                .cell(
                    corrupt(
                        "pre", new Patch(Site.all(HookPoint.of(Hook.RESID_PRE, 2)), "corrupt"))));
    assertThat(outputs(plan)).containsExactly(6, 6, 6, 1);
  }

  @Test
  void aPatchBehindAnEarlierEditAtTheSamePlaceIsAnEdit() {
    Site site = Site.heads(HookPoint.of(Hook.Z, 1), 0);
    RowPlan plan =
        plan(
            cells()
                .cell(corrupt("base"))
                .cell(corrupt("back", new Scale(site, 2), new Patch(site, "corrupt"))));
    assertThat(plan.layers().get(1).output().edits().get(Hook.Z)).hasSize(2);
  }

  @Test
  void steeringTheLastPositionAddsOneRowALayer() {
    Site last = Site.at(HookPoint.of(Hook.RESID_POST, 1), Positions.LAST);
    CellSet.Builder cells =
        cells()
            .tensor("v", NdArray.of(new float[8], 8))
            .cell(corrupt("base"))
            .cell(corrupt("up", new Steer(last, "v", 5)));
    assertThat(outputs(plan(cells))).containsExactly(6, 7, 7, 2);
  }

  @Test
  void nothingAboveTheHighestCaptureIsComputed() {
    RowPlan plan =
        plan(
            cells()
                .cell(Cell.unedited("a", "clean"))
                .capture(Capture.of("blocks.1.hook_resid_post", Positions.LAST)));
    assertThat(outputs(plan)).containsExactly(6, 1, 0, 0);
    assertThat(plan.layers().get(2).isEmpty()).isTrue();
  }

  @Test
  void nothingBelowAnOverwrittenStreamIsComputed() {
    Intervention start =
        new Ablate(
            Site.all(HookPoint.of(Hook.RESID_PRE, 2)), new Ablation.PositionVectors("resid"));
    RowPlan plan =
        plan(cells().tensor("resid", NdArray.of(new float[48], 6, 8)).cell(corrupt("a", start)));
    assertThat(outputs(plan)).containsExactly(0, 0, 6, 1);
    assertThat(plan.embedding().rows()).isZero();
    assertThat(plan.layers().get(2).keys().input()).containsOnly(-1);
  }

  @Test
  void aMeanOverTheRunNeedsTheWholeRun() {
    Site site = new Site(HookPoint.of(Hook.Z, 3), Positions.LAST, List.of(1), List.of());
    RowPlan plan = plan(cells().cell(corrupt("mean", new Ablate(site, Ablation.MEAN))));
    assertThat(outputs(plan)[3]).isEqualTo(6);
    RowEdit edit = plan.layers().get(3).output().edits().getOrDefault(Hook.Z, List.of()).getFirst();
    assertThat(edit.rows()).hasSize(1);
    assertThat(edit.run()).hasSize(6);
  }

  @Test
  void everyQuerySeesItsOwnPastAndNothingElse() {
    CellSet.Builder cells = cells().cell(Cell.unedited("long", "longer", "xy"));
    cells.cell(corrupt("base")).cell(corrupt("z", patchHead(0, 1)));
    assertThatEveryQuerySeesItsOwnPast(plan(cells));
    assertThatEveryQuerySeesItsOwnPast(plan(lastPositionSweep()));
  }

  private static void assertThatEveryQuerySeesItsOwnPast(RowPlan plan) {
    for (LayerPlan layer : plan.layers()) {
      int queries = 0;
      for (Branch branch : layer.branches()) {
        assertThat(branch.firstRow()).isEqualTo(queries);
        for (int place : branch.places()) {
          int row = branch.queries()[place];
          assertThat(row).isEqualTo(queries++);
          int[] seen = keysSeen(branch, place);
          assertThat(seen).hasSize(layer.queries().positions()[row] + 1);
          for (int position = 0; position < seen.length; position++) {
            assertThat(layer.keys().positions()[seen[position]]).isEqualTo(position);
          }
          assertThat(seen[seen.length - 1]).isEqualTo(layer.queries().input()[row]);
        }
      }
      assertThat(queries).isEqualTo(layer.queries().rows());
    }
  }

  private static int[] keysSeen(Branch branch, int place) {
    int first = place / branch.queriesEach() * branch.keysEach();
    IntStream past = IntStream.range(0, branch.visible()[place]);
    IntStream tail = IntStream.range(branch.tailFrom()[place], branch.tailTo()[place]);
    return IntStream.concat(past, tail).map(key -> branch.keys()[first + key]).toArray();
  }

  /** Forty cells that part at the last position only. */
  private static CellSet.Builder lastPositionSweep() {
    CellSet.Builder cells = cells().cell(corrupt("base"));
    for (int i = 0; i < 40; i++) {
      Site last = new Site(HookPoint.of(Hook.RESID_PRE, 1), Positions.LAST, List.of(), List.of());
      cells.cell(corrupt("c" + i, new Scale(last, i + 2)));
    }
    return cells;
  }

  @Test
  void cellsThatPartAtTheirLastPositionGatherTheirCommonPastOnce() {
    LayerPlan layer = plan(lastPositionSweep()).layers().get(2);
    assertThat(layer.keys().rows()).isEqualTo(6 + 40);
    int gathered = layer.branches().stream().mapToInt(b -> b.count() * b.keysEach()).sum();
    assertThat(gathered).isLessThan(2 * layer.keys().rows()).isLessThan(41 * 6);
  }

  @Test
  void theSameCellsGiveTheSamePlan() {
    CellSet.Builder cells = cells().cell(corrupt("base")).cell(corrupt("z", patchHead(1, 1)));
    assertThat(plan(cells)).usingRecursiveComparison().isEqualTo(plan(cells));
  }

  @Test
  void anEditAboveEverythingThatIsReadNeverFires() {
    CellSet.Builder cells =
        cells()
            .cell(new Cell("up", "clean", List.of(patchHeadFrom("corrupt", 3)), List.of()))
            .capture(Capture.of("blocks.1.hook_resid_post"));
    assertThatThrownBy(() -> plan(cells))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("cell up", "blocks.3.attn.hook_z", "never fires");
  }

  private static Patch patchHeadFrom(String donor, int layer) {
    return new Patch(Site.heads(HookPoint.of(Hook.Z, layer), 0), donor);
  }

  @Test
  void donorsThatLeadBackToTheCellAreRefused() {
    CellSet.Builder cells =
        cells().cell(corrupt("a", patchHeadFrom("b", 1))).cell(corrupt("b", patchHeadFrom("a", 2)));
    assertThatThrownBy(() -> plan(cells))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a -> b -> a");
  }

  @Test
  void aCellThatIsItsOwnDonorIsRefused() {
    assertThatThrownBy(() -> plan(cells().cell(corrupt("a", patchHeadFrom("a", 1)))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a -> a")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aCircleOfThreeDonorsIsRefusedWithItsWay() {
    CellSet.Builder cells =
        cells()
            .cell(corrupt("a", patchHeadFrom("b", 1)))
            .cell(corrupt("b", patchHeadFrom("c", 2)))
            .cell(corrupt("c", patchHeadFrom("a", 3)));
    assertThatThrownBy(() -> plan(cells))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a -> b -> c -> a");
  }

  @Test
  void copiesOfTheStreamThatWouldNotSeeEachOtherAreRefused() {
    ModelConfig ungrouped =
        ModelConfig.builder()
            .layers(1)
            .dModel(8)
            .heads(2)
            .kvHeads(2)
            .dHead(4)
            .dMlp(16)
            .vocab(20)
            .context(32)
            .norm(NormKind.RMS, 1e-5)
            .build();
    CellSet set =
        cells()
            .cell(
                corrupt(
                    "up",
                    new Scale(Site.all(HookPoint.of(Hook.K_INPUT, 0)), 2),
                    new Scale(Site.all(HookPoint.of(Hook.ATTN_IN, 0)), 2)))
            .build();
    assertThatThrownBy(() -> RowPlan.of(set, ungrouped, new HookTable(ungrouped), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("cell up", "hook_k_input", "hook_attn_in");
  }

  @Test
  void aDonorThatSomeCellsTakeLittleFromIsPlannedWithThem() {
    Cell donor = corrupt("donor", patchHead(3, 0));
    CellSet set = cells().cell(corrupt("taker", patchHeadFrom("donor", 0))).cell(donor).build();
    RowPlan one = RowPlan.of(set, new int[] {0}, CONFIG, HOOKS, Map.of());
    assertThat(one.cells()).isEqualTo(2 + 1); // the taker, its donor, and the donor's own
  }

  @Test
  void whatIsOutOfRangeIsNamedWithWhatThereIs() {
    assertRefused(patchHead(7, 0), "blocks.7.attn.hook_z", "layers 0 to 3");
    assertRefused(patchHead(1, 4), "head 4", "heads 0 to 3");
    assertRefused(
        new Patch(Site.heads(HookPoint.of(Hook.K, 1), 2), "clean"),
        "head 2",
        "key/value heads 0 to 1");
    assertRefused(
        new Ablate(Site.at(HookPoint.of(Hook.Z, 1), Positions.at(6)), Ablation.ZERO),
        "position 6",
        "0 to 5");
    assertRefused(patchHeadFrom("nobody", 1), "nobody", "clean");
    assertRefused(patchHeadFrom("longer", 1), "6 positions here, 8 in longer", "from_positions");
    assertRefused(
        new Steer(Site.all(HookPoint.of(Hook.RESID_POST, 1)), "v", 1), "\"v\"", "no tensor");
  }

  @Test
  void aRowOfAttentionFromALaterPositionIsRefused() {
    Site row = Site.at(HookPoint.of(Hook.PATTERN, 1), Positions.at(2));
    assertRefused(
        new Patch(row, "clean", Positions.at(4)),
        "row of position 4 in clean",
        "up to 4",
        "position 2");
  }

  private static void assertRefused(Intervention edit, String... parts) {
    assertThatThrownBy(() -> plan(cells().cell(corrupt("up", edit))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cell up, edit 1")
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aTensorThatDoesNotFitIsNamedWithBothShapes() {
    CellSet.Builder cells =
        cells()
            .tensor("belief", NdArray.of(new float[12], 12))
            .cell(
                corrupt("up", new Steer(Site.all(HookPoint.of(Hook.RESID_POST, 1)), "belief", 1)));
    assertThatThrownBy(() -> plan(cells))
        .hasMessageContainingAll("\"belief\" is [12]", "blocks.1.hook_resid_post takes [8]");
  }

  @Test
  void aCaptureThatMatchesNothingIsRefused() {
    assertThatThrownBy(
            () -> plan(cells().cell(corrupt("a")).capture(Capture.of("blocks.*.hook_mid"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("blocks.*.hook_mid");
  }
}
