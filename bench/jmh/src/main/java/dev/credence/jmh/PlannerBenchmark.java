package dev.credence.jmh;

import dev.credence.belief.Evidence;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.NotebookDraws;
import dev.credence.lab.bench.DrawnModel;
import dev.credence.lab.bench.PatchGrid;
import dev.credence.lab.bench.Questions;
import dev.credence.lab.bench.SyntheticQuestions;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.RowPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Which rows are one: the plans of sweeps over a model of SmolLM2's shape. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlannerBenchmark {
  private static final ModelConfig CONFIG = DrawnModel.SMOLLM2_135M;
  private static final Questions QUESTIONS = new SyntheticQuestions(CONFIG.vocab(), "a benchmark");
  private static final int PROMPTS = 20;

  private final HookTable hooks = new HookTable(CONFIG);
  private final CellSet patchGrid = PatchGrid.cells(CONFIG, QUESTIONS);
  private final CellSet ablations = ablations();

  /** Each head of each layer zeroed, under each of 20 prompts: 5,400 cells. */
  private static CellSet ablations() {
    CellSet.Builder cells = CellSet.builder().readout("xy", QUESTIONS.answers().readout());
    List<Evidence> drawn = NotebookDraws.ofRandomCounts(NumpyRandom.ofSeed(0), 10, PROMPTS);
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      cells.prompt("p" + prompt, QUESTIONS.prompt(drawn.get(prompt)));
      for (int layer = 0; layer < CONFIG.layers(); layer++) {
        for (int head = 0; head < CONFIG.heads(); head++) {
          Site z = Site.heads(HookPoint.of(Hook.Z, layer), head);
          cells.cell(
              new Cell(
                  "p" + prompt + "." + layer + "." + head,
                  "p" + prompt,
                  List.of(new Ablate(z, Ablation.ZERO)),
                  List.of("xy")));
        }
      }
    }
    return cells.build();
  }

  /** 270 cells, clean patched into corrupt. */
  @Benchmark
  public RowPlan patchGrid() {
    return RowPlan.of(patchGrid, CONFIG, hooks, Map.of());
  }

  /** 5,400 cells of 20 prompts. */
  @Benchmark
  public RowPlan bigSweep() {
    return RowPlan.of(ablations, CONFIG, hooks, Map.of());
  }
}
