package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.NotebookDraws;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Steer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notebook 03: what changes the answer. The sweep as it is, with the heads of lowest recovery
 * zeroed (intervention A) and with those of highest (B); how far the order of five draws moves the
 * answer; sentences that distract; other symbols; and steering along the probe.
 *
 * <p>One random generator runs through all of it in the order of the notebook's cells.
 */
public final class Causal {
  private static final int[] DISTRACTORS = {0, 1, 2, 4, 8};
  private static final int[] DOSES = {-10, -5, -2, -1, 0, 1, 2, 5, 10};
  private static final String DIRECTION = "probe";

  private final Model model;
  private final Binding binding;
  private final ReplicateOptions options;
  private final Progress progress;
  private final TwoGenerators question;
  private final String wording;
  private final HeadRecovery.Selection heads;
  private final @Nullable ProbeDirection direction;

  /**
   * Prepares the part.
   *
   * @param direction to steer along, null if no probe was found
   */
  Causal(
      Model model,
      Binding binding,
      ReplicateOptions options,
      Progress progress,
      HeadRecovery recovery,
      @Nullable ProbeDirection direction) {
    this.model = model;
    this.binding = binding;
    this.options = options;
    this.progress = progress;
    this.question = binding.question();
    this.wording = binding.wording(options.control());
    this.heads = recovery.select(options.topK());
    this.direction = direction;
    if (heads.bayes().size() < options.topK()) {
      progress.note(
          "heads: the recovery names "
              + heads.bayes().size()
              + ", so BAYES and ANTI are as many"
              + " and not "
              + options.topK());
    }
    if (heads.overlaps()) {
      progress.note(
          "heads: some are among BAYES and among ANTI; choose fewer with --top-k to keep them"
              + " apart");
    }
  }

  PartResult run() {
    PromptSheet sheet = new PromptSheet();
    NotebookDraws.Causal drawn =
        NotebookDraws.causal(
            NumpyRandom.ofSeed(options.seed()), options.nTotal(), options.permutations());
    List<Intervention> withoutAnti = HeadRecovery.ablation(heads.anti());
    List<Intervention> withoutBayes = HeadRecovery.ablation(heads.bayes());
    ask(sheet, "baseline", drawn.base(), List.of());
    ask(sheet, "ablate_anti", drawn.anti(), withoutAnti);
    ask(sheet, "ablate_bayes", drawn.bayes(), withoutBayes);
    boolean drift = canShow("order drift", NotebookPrompts.DRIFT);
    if (drift) {
      ask(sheet, "drift", drawn.drift(), List.of());
      ask(sheet, "drift_before_anti", drawn.driftBefore(), List.of());
      ask(sheet, "drift_ablate_anti", drawn.driftAfter(), withoutAnti);
    }
    switch (binding) {
      case EnglishBinding english -> askInOtherWords(sheet, english, drawn.distractor());
      case TokenBinding tokens ->
          progress.note(
              "distractors and symbol swap: skipped, the task's vocabulary has no sentences and"
                  + " one pair of symbols");
    }
    boolean steering = askSteered(sheet);
    Results results = sheet.run(model, progress);

    PartResult.Builder found =
        new PartResult.Builder()
            .cells(sheet.size())
            .answers(sheet.answers(results))
            .text("selected_heads.txt", heads.text());
    Table.Builder summary =
        Table.builder("causal_summary", "condition", "MAE_to_Bayes", "Mean_order_drift");
    for (String section : List.of("baseline", "ablate_anti", "ablate_bayes")) {
      Table sweep =
          Sweeps.causal("causal_" + section + "_sweep", question, sheet.answers(section, results));
      found.table(sweep);
      summary.row(
          section,
          Spread.mean(sweep.doubles("abs_error")),
          Spread.mean(sweep.doubles("order_drift")));
    }
    found.table(summary.build());
    if (drift) {
      found.table(drift(sheet, results));
    }
    if (binding instanceof EnglishBinding) {
      found
          .table(distractors(sheet.answers("distractors", results)))
          .table(swap(sheet.answers("symbol_swap", results)));
    }
    if (steering) {
      found.table(steering(sheet.answers("steering", results)));
    }
    return found.build();
  }

  private void ask(
      PromptSheet sheet, String section, List<Evidence> drawn, List<Intervention> edits) {
    for (Evidence evidence : drawn) {
      sheet.ask(
          section, wording, evidence, binding.prompt(wording, evidence), binding.single(), edits);
    }
  }

  private boolean canShow(String what, Evidence evidence) {
    String why = binding.whyNot(evidence.length());
    if (why != null) {
      progress.note(what + ": skipped, it needs " + why);
    }
    return why == null;
  }

  private void askInOtherWords(PromptSheet sheet, EnglishBinding english, Evidence evidence) {
    for (int sentences : DISTRACTORS) {
      sheet.ask(
          "distractors",
          wording,
          evidence,
          english.distracted(wording, evidence, sentences),
          english.single());
    }
    sheet.ask(
        "symbol_swap",
        wording,
        NotebookPrompts.SWAP,
        english.swapped(wording, NotebookPrompts.SWAP),
        english.swappedAnswers());
  }

  /** First as it is, then once by the chosen alpha, then dose by dose. */
  private boolean askSteered(PromptSheet sheet) {
    if (direction == null) {
      progress.note(
          "steering: skipped, there is no probe_w_layerL.npy; the localise part writes one");
      return false;
    }
    Evidence evidence = NotebookPrompts.STEERING;
    if (!canShow("steering", evidence)) {
      return false;
    }
    sheet.tensor(DIRECTION, direction.unit());
    BoundPrompt prompt = binding.prompt(wording, evidence);
    sheet.ask("steering", wording, evidence, prompt, binding.single());
    sheet.ask("steering", wording, evidence, prompt, binding.single(), steer(options.steerAlpha()));
    for (int alpha : DOSES) {
      sheet.ask("steering", wording, evidence, prompt, binding.single(), steer(alpha));
    }
    return true;
  }

  private List<Intervention> steer(double alpha) {
    int layer = Objects.requireNonNull(direction).layer();
    Site last = Site.at(HookPoint.of(Hook.RESID_POST, layer), Positions.LAST);
    return List.of(new Steer(last, DIRECTION, alpha));
  }

  private static Table drift(PromptSheet sheet, Results results) {
    Table.Builder table =
        Table.builder(
            "order_drift",
            "condition",
            "sequence",
            "samples",
            "distinct_orders",
            "llm_min",
            "llm_max",
            "order_drift");
    for (String section : List.of("drift", "drift_before_anti", "drift_ablate_anti")) {
      List<Answer> answers = sheet.answers(section, results);
      double[] shares = Answer.shares(answers);
      table.row(
          section,
          NotebookPrompts.DRIFT.draws(),
          answers.size(),
          answers.stream().map(Answer::evidence).distinct().count(),
          Spread.min(shares),
          Spread.max(shares),
          Spread.range(shares));
    }
    return table.build();
  }

  private Table distractors(List<Answer> answers) {
    Table.Builder table =
        Table.builder(
            "distractors", "distractors", "sequence", "true_bayes", "p_x", "abs_error", "mass");
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      double bayes = question.predictive(answer.evidence());
      table.row(
          DISTRACTORS[i],
          answer.evidence().draws(),
          bayes,
          answer.pX(),
          Math.abs(answer.pX() - bayes),
          answer.mass());
    }
    return table.build();
  }

  private Table swap(List<Answer> answers) {
    Table.Builder table =
        Table.builder("symbol_swap", "sequence", "true_bayes", "p_a", "abs_error", "mass");
    for (Answer answer : answers) {
      double bayes = question.predictive(answer.evidence());
      table.row(
          answer.evidence().draws().replace('X', 'A').replace('Y', 'B'),
          bayes,
          answer.pX(),
          Math.abs(answer.pX() - bayes),
          answer.mass());
    }
    return table.build();
  }

  private Table steering(List<Answer> answers) {
    Table.Builder table =
        Table.builder("steering", "condition", "layer", "alpha", "p_x", "logit_difference", "mass");
    int layer = Objects.requireNonNull(direction).layer();
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      String condition = i == 0 ? "baseline" : i == 1 ? "steered" : "dose";
      double alpha = i == 0 ? 0 : i == 1 ? options.steerAlpha() : DOSES[i - 2];
      table.row(condition, layer, alpha, answer.pX(), answer.logitDifferenceNats(), answer.mass());
    }
    return table.build();
  }
}
