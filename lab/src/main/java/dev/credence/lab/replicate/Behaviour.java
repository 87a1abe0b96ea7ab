package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.Fit;
import dev.credence.belief.observer.FrequencyObserver;
import dev.credence.belief.observer.NotebookFits;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.TemperedBayes;
import dev.credence.belief.observer.Trial;
import dev.credence.belief.prompt.Control;
import dev.credence.belief.prompt.NotebookDraws;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.lab.statistics.Correlation;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import java.util.List;

/**
 * Notebook 01: what the model answers. Sweeps over the number of X under every wording, the same
 * question about coins, and two simple observers fitted to the answers.
 *
 * <pre>
 * P(X | {X, Y}) = sum of P(token) over the tokens that say X / the same over X and Y
 * drift         = max - min over the orders of the same draws
 * MAE           = mean over n_X of |mean answer - true_bayes|
 * </pre>
 */
public final class Behaviour {
  private final Model model;
  private final Binding binding;
  private final ReplicateOptions options;
  private final Progress progress;
  private final TwoGenerators question;

  Behaviour(Model model, Binding binding, ReplicateOptions options, Progress progress) {
    this.model = model;
    this.binding = binding;
    this.options = options;
    this.progress = progress;
    this.question = binding.question();
  }

  PartResult run() {
    PromptSheet sheet = new PromptSheet();
    NumpyRandom random = NumpyRandom.ofSeed(options.seed());
    for (String wording : binding.wordings()) {
      for (Evidence evidence :
          NotebookDraws.sweep(random, options.nTotal(), options.behaviourPermutations())) {
        sheet.ask(
            wording, wording, evidence, binding.prompt(wording, evidence), binding.variants());
      }
    }
    boolean coins = askAboutCoins(sheet);
    Results results = sheet.run(model, progress);

    PartResult.Builder found = new PartResult.Builder().cells(sheet.size());
    List<Answer> answers = sheet.answers(results);
    Table sweep = sweep(sheet, results);
    found
        .answers(answers)
        .table(sweep)
        .table(summary(sweep))
        .table(fits(sheet, results))
        .table(boundViolations(sheet, results));
    if (coins) {
      found.table(semantic(sheet.answers("coins_xy", results), sheet.answers("coins", results)));
    }
    return found.build();
  }

  /** Coins and, for comparison, X and Y in other orders; false if this model cannot be asked. */
  private boolean askAboutCoins(PromptSheet sheet) {
    if (!(binding instanceof EnglishBinding english)) {
      progress.note("coins: skipped, the task's vocabulary has one pair of symbols");
      return false;
    }
    Answers answers = english.coinAnswers();
    if (answers == null) {
      progress.note(
          "coins: skipped, \""
              + NotebookPrompts.COIN_WORDS.x()
              + "\" and \""
              + NotebookPrompts.COIN_WORDS.y()
              + "\" are not one token each in this vocabulary");
      return false;
    }
    NotebookDraws.Semantic drawn =
        NotebookDraws.semantic(
            NumpyRandom.ofSeed(options.seed() + 1), options.nTotal(), options.permutations());
    String wording = Control.ORDER_IRRELEVANT.label();
    for (Evidence evidence : drawn.xy()) {
      sheet.ask(
          "coins_xy", wording, evidence, english.prompt(wording, evidence), english.variants());
    }
    for (Evidence evidence : drawn.coins()) {
      sheet.ask("coins", "coins", evidence, english.coins(evidence), answers);
    }
    return true;
  }

  private Table sweep(PromptSheet sheet, Results results) {
    Table.Builder table =
        Table.builder(
            "behaviour_sweep",
            "control",
            "n_X",
            "true_bayes",
            "llm_mean",
            "llm_std",
            "llm_min",
            "llm_max",
            "drift_max_minus_min");
    for (String wording : binding.wordings()) {
      for (Sweeps.Group group : Sweeps.groups(sheet.answers(wording, results))) {
        double[] shares = Answer.shares(group.answers());
        table.row(
            wording,
            group.nX(),
            group.trueBayes(question),
            group.mean(),
            Spread.standardDeviation(shares),
            Spread.min(shares),
            Spread.max(shares),
            Spread.range(shares));
      }
    }
    return table.build();
  }

  private Table summary(Table sweep) {
    Table.Builder table =
        Table.builder(
            "behaviour_summary",
            "control",
            "MAE_to_Bayes",
            "Pearson_r",
            "Mean_order_drift",
            "Max_order_drift");
    for (String wording : binding.wordings()) {
      Table rows = sweep.where("control", wording);
      double[] bayes = rows.doubles("true_bayes");
      double[] mean = rows.doubles("llm_mean");
      double[] drift = rows.doubles("drift_max_minus_min");
      double[] error = new double[mean.length];
      for (int i = 0; i < error.length; i++) {
        error[i] = Math.abs(mean[i] - bayes[i]);
      }
      table.row(
          wording,
          Spread.mean(error),
          Correlation.pearson(bayes, mean),
          Spread.mean(drift),
          Spread.max(drift));
    }
    return table.build().sortedBy("MAE_to_Bayes");
  }

  /** Fitted to the mean answer for each number of X under the chosen wording. */
  private Table fits(PromptSheet sheet, Results results) {
    String wording = binding.wording(options.control());
    List<Observation<Trial>> observations =
        Sweeps.groups(sheet.answers(wording, results)).stream()
            .map(g -> Observation.of(question, Evidence.block(g.nX(), g.nTotal()), g.mean()))
            .toList();
    Fit<TemperedBayes> tempered = NotebookFits.temperedBayes(observations);
    Fit<FrequencyObserver> frequency = NotebookFits.frequency(observations);
    double none = Double.NaN;
    return Table.builder("fits", "observer", "control", "lambda", "a", "b", "mse")
        .row(
            "tempered_bayes",
            wording,
            tempered.observer().lambda(),
            none,
            none,
            tempered.meanSquaredError())
        .row(
            "frequency",
            wording,
            none,
            frequency.observer().a(),
            frequency.observer().b(),
            frequency.meanSquaredError())
        .build();
  }

  /** Exact Bayes never leaves the span between the generators' own chances. */
  private Table boundViolations(PromptSheet sheet, Results results) {
    double low = Math.min(question.a().pX(), question.b().pX());
    double high = Math.max(question.a().pX(), question.b().pX());
    Table.Builder table =
        Table.builder(
            "bound_violations",
            "control",
            "n_X",
            "prompts",
            "below_lower",
            "above_upper",
            "violation_rate");
    for (String wording : binding.wordings()) {
      for (Sweeps.Group group : Sweeps.groups(sheet.answers(wording, results))) {
        long below = group.answers().stream().filter(a -> a.pX() < low).count();
        long above = group.answers().stream().filter(a -> a.pX() > high).count();
        int prompts = group.answers().size();
        table.row(wording, group.nX(), prompts, below, above, (double) (below + above) / prompts);
      }
    }
    return table.build();
  }

  private Table semantic(List<Answer> xy, List<Answer> coins) {
    Table.Builder table =
        Table.builder(
            "semantic_sweep",
            "n_success",
            "true_bayes",
            "llm_xy_mean",
            "llm_ht_mean",
            "xy_minus_bayes",
            "ht_minus_bayes");
    List<Sweeps.Group> xyGroups = Sweeps.groups(xy);
    List<Sweeps.Group> coinGroups = Sweeps.groups(coins);
    for (int i = 0; i < xyGroups.size(); i++) {
      double bayes = xyGroups.get(i).trueBayes(question);
      double mean = xyGroups.get(i).mean();
      double coinMean = coinGroups.get(i).mean();
      table.row(xyGroups.get(i).nX(), bayes, mean, coinMean, mean - bayes, coinMean - bayes);
    }
    return table.build();
  }
}
