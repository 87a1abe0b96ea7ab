/**
 * Observers: rules that turn evidence into a prediction, each a rival explanation of what a model
 * says.
 *
 * <p>An {@link dev.credence.belief.observer.Observer} is a record with its parameters, its formula
 * in its Javadoc, one file each. {@link dev.credence.belief.observer.TemperedBayes} contains exact
 * Bayes (lambda 1); {@link dev.credence.belief.observer.FrequencyObserver} infers nothing at all.
 * {@link dev.credence.belief.observer.NotebookFits} fits both as the notebooks did.
 *
 * {@snippet :
 * var damped = new TemperedBayes(TwoGenerators.NOTEBOOK, 0.5);
 * double p = damped.predictive(Evidence.of("XXYXX"));
 * }
 *
 * <p>Not here: what real models say, and the statistics that compare them with observers.
 */
@NullMarked
package dev.credence.belief.observer;

import org.jspecify.annotations.NullMarked;
