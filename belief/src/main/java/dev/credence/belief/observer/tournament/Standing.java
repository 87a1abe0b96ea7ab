package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Shown;

/**
 * How one family did.
 *
 * @param name of the family
 * @param kind Bayes-like or rival
 * @param fitted its observer, fitted to all observations
 * @param heldOutBits mean cross-entropy of what it was not fitted to, in bits an observation; less
 *     is better
 * @param klBits what of that is above the model's own entropy: mean KL from the model to the
 *     observer, in bits
 * @param behindBest by how much the best standing is ahead of it
 * @param behindBayes by how much the best Bayes-like standing is ahead of it; negative if it is
 *     behind
 * @param bic Bayesian information criterion of the fit to all observations: 2 n (mean nats) + (free
 *     numbers) ln n; less is better. Each answer is taken for one draw, and says little then: a
 *     probability is far less noisy than a draw, so that BIC favours what has few numbers
 * @param quasiBic the same in units of the noise that there is: 2 n (mean KL in nats) / dispersion
 *     + (free numbers) ln n, {@link TournamentResult#dispersion}; less is better
 * @param weight its share in the mixture that predicts best, from 0 to 1; all sum to 1
 * @param <S> what was shown
 */
public record Standing<S extends Shown>(
    String name,
    Family.Kind kind,
    Fitted<S> fitted,
    double heldOutBits,
    double klBits,
    Difference behindBest,
    Difference behindBayes,
    double bic,
    double quasiBic,
    double weight) {}
