package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.ObserverFamilies;
import dev.credence.belief.observer.Shown;
import dev.credence.belief.observer.SourceFamilies;
import dev.credence.belief.observer.SourceTrial;
import dev.credence.belief.observer.Trial;
import dev.credence.belief.observer.tournament.Rule;
import dev.credence.belief.observer.tournament.Tournament;
import dev.credence.belief.observer.tournament.TournamentResult;
import dev.credence.belief.question.GeneratorQuestion;
import java.util.ArrayList;
import java.util.List;

/** Which observer a model's answers are those of, for either kind of task. */
final class Tournaments {
  private static final int FOLDS = 5;

  private Tournaments() {}

  /**
   * Holds every rival against some answers.
   *
   * @param cells what was shown
   * @param said {@code [cell][symbol]}; cells with a NaN have no answer
   * @param seed of the folds
   * @return how every family did
   * @throws IllegalArgumentException if too little was asked to hold anything out
   */
  static TournamentResult<? extends Shown> judge(
      List<DesignCell> cells, List<double[]> said, long seed) {
    List<Observation<Trial>> trials = new ArrayList<>();
    List<Observation<SourceTrial>> words = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      DesignCell cell = cells.get(i);
      double[] answer = said.get(i);
      if (Double.isNaN(answer[0])) {
        continue;
      }
      if (cell.question() instanceof GeneratorQuestion two) {
        trials.add(Observation.of(two.generators(), cell.evidence().evidence(), answer[0]));
      } else {
        words.add(
            new Observation<>(
                new SourceTrial(cell.question(), cell.evidence(), answer.length), answer));
      }
    }
    return words.isEmpty()
        ? new Tournament<>(ObserverFamilies.ALL, FOLDS, seed, Rule.STARTING).judge(trials)
        : new Tournament<>(SourceFamilies.ALL, FOLDS, seed, Rule.STARTING).judge(words);
  }
}
