package dev.credence.lab.bench;

import dev.credence.belief.Evidence;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.CellSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A sweep too large for one forward pass: every sequence of some draws, unedited and under 96
 * interventions. Each of these zeroes one head's output at the last position; the heads are spread
 * evenly over all layers. Of ten draws that makes 1,024 x 97 = 99,328 cells.
 *
 * @param draws in each sequence
 */
public record EverySequence(int draws) implements Job {
  private static final int EDITS = 96;
  private static final int MOST_DRAWS = 16;

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if there are fewer than 1 or more than 16 draws
   */
  public EverySequence {
    if (draws < 1 || draws > MOST_DRAWS) {
      throw new IllegalArgumentException("%d draws; expected 1 to 16".formatted(draws));
    }
  }

  @Override
  public String name() {
    return "every-sequence";
  }

  @Override
  public String description() {
    return "every sequence of %d draws under 97 interventions, %,d cells"
        .formatted(draws, (1 << draws) * (EDITS + 1));
  }

  @Override
  public boolean onlyIfNamed() {
    return true;
  }

  @Override
  public int longest(Questions questions) {
    return questions.prompt(sequence(0)).length;
  }

  /**
   * Its cells: sequence by sequence in binary order, X for 0; of each the unedited run first.
   *
   * @param config of the model
   * @param questions how it is asked
   * @return 2^draws x 97 cells
   */
  public CellSet cells(ModelConfig config, Questions questions) {
    JobCells cells = new JobCells();
    for (int bits = 0; bits < 1 << draws; bits++) {
      int[] prompt = questions.prompt(sequence(bits));
      for (List<Intervention> edits : interventions(config)) {
        cells.ask(prompt, questions.answers(), edits);
      }
    }
    return cells.build();
  }

  private Evidence sequence(int bits) {
    StringBuilder symbols = new StringBuilder();
    for (int i = draws - 1; i >= 0; i--) {
      symbols.append((bits >> i & 1) == 0 ? 'X' : 'Y');
    }
    return Evidence.of(symbols.toString());
  }

  private static List<List<Intervention>> interventions(ModelConfig config) {
    List<List<Intervention>> interventions = new ArrayList<>(List.of(List.of()));
    int heads = config.layers() * config.heads();
    for (int i = 0; i < EDITS; i++) {
      int head = (int) ((long) i * heads / EDITS);
      HookPoint z = HookPoint.of(Hook.Z, head / config.heads());
      Site site = new Site(z, Positions.LAST, List.of(head % config.heads()), List.of());
      interventions.add(List.of(new Ablate(site, Ablation.ZERO)));
    }
    return interventions;
  }

  @Override
  public JobResult run(Model model, Questions questions) {
    CellSet cells = cells(model.config(), questions);
    return JobResult.of(cells, JobCells.logits(cells, model.run(cells)));
  }
}
