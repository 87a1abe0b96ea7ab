package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.TemperedBayes;
import dev.credence.belief.observer.Trial;
import dev.credence.belief.observer.tournament.Fitted;
import dev.credence.belief.observer.tournament.LikelihoodFit;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.GeneratorQuestion;
import java.util.ArrayList;
import java.util.List;

/**
 * The tempered observer that comes nearest to a model on the fit split. What an exchange should
 * change is foretold for this one, so that a model that damps its evidence is not taken for one
 * without a belief.
 *
 * @param lambda weight of the evidence
 * @param startNats leaning beyond the prior, in nats
 */
public record Tempering(double lambda, double startNats) {
  /** Exact Bayes. */
  static final Tempering NONE = new Tempering(1, 0);

  /** Nearer than this to 1, and L0 to 0, a model is not called tempered. */
  private static final double SLIGHT = 0.1;

  /** Fits; exact where the task has no such observer, or there are no answers. */
  static Tempering of(Behaviour behaviour, List<DesignCell> fit) {
    List<Observation<Trial>> observations = new ArrayList<>();
    for (DesignCell cell : fit) {
      int i = behaviour.index(cell);
      if (cell.question() instanceof GeneratorQuestion two && behaviour.answered(i)) {
        observations.add(
            Observation.of(two.generators(), cell.evidence().evidence(), behaviour.said(i)[0]));
      }
    }
    if (observations.isEmpty()) {
      return NONE;
    }
    Fitted<Trial> fitted = LikelihoodFit.of(TemperedBayes.FAMILY, observations);
    TemperedBayes observer = (TemperedBayes) fitted.predictor();
    return new Tempering(observer.lambda(), observer.startNats());
  }

  /** Whether it is worth a word in the verdict. */
  boolean isMarked() {
    return Math.abs(lambda - 1) > SLIGHT;
  }

  /** A cell as this observer sees it. */
  DesignCell see(BeliefTask task, DesignCell cell) {
    return cell.about(task.tempered(cell.question(), lambda, startNats));
  }
}
