package dev.credence.lab.replicate;

import dev.credence.lab.table.Table;
import java.util.List;

/** Every oddity of the notebooks that is kept, and why it matters. */
public final class Quirks {
  /** All of them, in the order of the notebooks. */
  public static final List<Quirk> ALL =
      List.of(
          new Quirk(
              "shared-generator",
              "One random generator runs through all conditions in the order of the cells.",
              "Each condition sees other orders of the draws, so differences between conditions"
                  + " mix the intervention with the orders.",
              "behaviour_sweep.csv, causal_*_sweep.csv"),
          new Quirk(
              "variants",
              "Notebook 01 sums the tokens of \" X\", \"X\" and \"\\nX\"; notebooks 02 and 03 read"
                  + " \" X\" alone.",
              "The same prompt has two answers, which differ in the third decimal and further.",
              "behaviour_sweep.csv, causal_baseline_sweep.csv"),
          new Quirk(
              "half-for-nothing",
              "Where P(X) + P(Y) is 0 the answer is taken as one half.",
              "A model that says neither looks like one that is undecided; see the mass.",
              "prompts.csv"),
          new Quirk(
              "mass-unreported",
              "The answer is a share of P(X) + P(Y), however small that is.",
              "With a mass of a quarter the model mostly says something else.",
              "prompts.csv"),
          new Quirk(
              "few-repeats",
              "The sequence without X and the one without Y have one order, repeated as often as"
                  + " the others.",
              "Their drift and deviation are 0 by construction and lower the means over n_X.",
              "behaviour_sweep.csv, behaviour_summary.csv, causal_*_sweep.csv"),
          new Quirk(
              "fixed-length",
              "Every sequence of the sweeps has the same number of draws.",
              "Count, frequency, posterior and log-odds are then one variable; nothing can tell"
                  + " which of them the model follows.",
              "behaviour_sweep.csv, probes.csv"),
          new Quirk(
              "grid-edge",
              "The fits look for the least error on a fixed grid.",
              "A best value on the grid's edge is the edge's, not the model's.",
              "fits.csv"),
          new Quirk(
              "double-norm",
              "The last hidden state is already normed, and the lens norms it again.",
              "The last layer of the lens is not the model's own answer.",
              "logit_lens.csv, logit_lens_mae.csv"),
          new Quirk(
              "probe-control",
              "Probes are trained on prompts of control base and tested on the chosen one.",
              "The test mixes new sequences with a new wording, so its R2 may fall for either.",
              "probes.csv"),
          new Quirk(
              "probe-cells",
              "Training and test sequences are drawn from the same eleven counts.",
              "No test count is new to the probe: R2 does not show that it generalises.",
              "probes.csv"),
          new Quirk(
              "best-of-test",
              "The best probe is chosen by its test R2.",
              "The R2 of the chosen one is too high by selection.",
              "probes.csv, probe_w_layerL.npy"),
          new Quirk(
              "unmeasured-zero",
              "Heads of the layers that were not patched have recovery 0.",
              "They enter the ranking as if they had been measured; --patch-layers all measures"
                  + " them, head_patching_recovery_nan.npy tells them apart.",
              "head_patching_recovery.npy, selected_heads.txt"),
          new Quirk(
              "one-pair",
              "Heads are ranked by one clean and one corrupt prompt, both ordered in blocks.",
              "The pair differs in counts, order and runs at once, and one pair has no error bar.",
              "head_patching_recovery.npy, selected_heads.txt"),
          new Quirk(
              "no-control-heads",
              "No other sets of heads are ablated for comparison.",
              "Any twenty heads might do the same.",
              "causal_ablate_bayes_sweep.csv, causal_ablate_anti_sweep.csv"),
          new Quirk(
              "zero-everywhere",
              "Ablation sets a head's output to 0 at every position.",
              "Activations are far from any the model knows, also over the instructions.",
              "causal_ablate_bayes_sweep.csv, causal_ablate_anti_sweep.csv"),
          new Quirk(
              "hundred-of-five",
              "Orders of XXXXY are drawn 100 times though only five exist.",
              "The range grows with the number of samples and is not comparable between"
                  + " conditions that drew other orders.",
              "order_drift.csv"),
          new Quirk(
              "probe-by-name",
              "Of several probe files the last by name is taken.",
              "probe_w_layer9.npy sorts after probe_w_layer29.npy, so an older probe may be"
                  + " steered with.",
              "steering.csv"),
          new Quirk(
              "hidden-state",
              "Probes of layer L read what leaves block L - 1; steering adds to what leaves block"
                  + " L.",
              "The direction is used one block above the one it was found at.",
              "probe_w_layerL.npy, steering.csv"),
          new Quirk(
              "normed-direction",
              "The probe reads the normed residual stream; steering adds its direction to the"
                  + " stream itself, by an absolute alpha.",
              "Direction and length do not match what the probe read.",
              "steering.csv"),
          new Quirk(
              "not-ambiguous",
              "The steered sequence, five X and five Y, is called ambiguous.",
              "Its log-odds are -1.44: exact Bayes is four to one for generator A.",
              "steering.csv"),
          new Quirk(
              "one-distractor",
              "One sentence, repeated, after one order of the draws.",
              "Length and meaning are not told apart, and one order has no error bar.",
              "distractors.csv"),
          new Quirk(
              "swap-names",
              "The swapped symbols A and B are also the names of the generators.",
              "The prompt then speaks of Generator A and of the draw A in one word.",
              "symbol_swap.csv"));

  private Quirks() {}

  /**
   * The quirks as a table.
   *
   * @return a row each
   */
  public static Table table() {
    Table.Builder table = Table.builder("quirks", "id", "what", "why_it_matters", "where");
    ALL.forEach(q -> table.row(q.id(), q.what(), q.why(), q.where()));
    return table.build();
  }
}
