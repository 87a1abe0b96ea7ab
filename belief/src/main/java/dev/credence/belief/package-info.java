/**
 * Exact Bayes for sources of symbols: what an ideal observer would believe after some evidence.
 *
 * <p>{@link dev.credence.belief.Evidence} is what was drawn, {@link dev.credence.belief.Generator}
 * a source with a known chance of X, and {@link dev.credence.belief.TwoGenerators} the question of
 * the notebooks: which of two is at work? {@link dev.credence.belief.Posterior} answers it for any
 * number of generators, {@link dev.credence.belief.BetaBernoulli} where the chance may be anything,
 * {@link dev.credence.belief.HiddenMarkov} where the source has a state. {@link
 * dev.credence.belief.Task} binds a question to the tokens of a model. What a model could carry
 * inside instead of the belief is in {@link dev.credence.belief.question}. Everything is plain
 * arithmetic on plain data, so it can serve as the yardstick for any model.
 *
 * {@snippet :
 * var question = TwoGenerators.NOTEBOOK; // A: 50 % X, B: 75 % X, even chances
 * var evidence = Evidence.of("XXYXX");
 * double eta = question.posteriorB(evidence); // P(B | evidence)
 * double q = question.predictive(evidence); // P(next is X | evidence)
 * }
 *
 * <p>Not here: models and tensors. This floor depends on the Java platform, and for fits on
 * Hipparchus's linear algebra. What observers other than the ideal one would say is in {@link
 * dev.credence.belief.observer}.
 */
@NullMarked
package dev.credence.belief;

import org.jspecify.annotations.NullMarked;
