package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Predictor;
import dev.credence.belief.observer.Shown;
import java.util.List;
import java.util.Map;

/**
 * The observer of a family that comes nearest to a model.
 *
 * @param predictor the observer
 * @param parameters by name, in the family's order; empty where there are none
 * @param atLimit names of those that ended at an end of their range: the best may lie beyond
 * @param freeNumbers how many numbers were fitted
 * @param meanNats its score on what it was fitted to, in nats an observation
 * @param <S> what it is shown
 */
public record Fitted<S extends Shown>(
    Predictor<S> predictor,
    Map<String, Double> parameters,
    List<String> atLimit,
    int freeNumbers,
    double meanNats) {}
