/**
 * Observers: rules that turn evidence into a prediction, each a rival explanation of what a model
 * says.
 *
 * <p>An {@link dev.credence.belief.observer.Observer} is a record with its parameters, its formula
 * in its Javadoc, one file each, and a {@link dev.credence.belief.observer.Family} that tells a fit
 * what to try; {@link dev.credence.belief.observer.ObserverFamilies} lists them all. {@link
 * dev.credence.belief.observer.TemperedBayes} contains exact Bayes (lambda 1); {@link
 * dev.credence.belief.observer.FrequencyObserver} infers nothing at all. {@link
 * dev.credence.belief.observer.NotebookFits} fits both as the notebooks did.
 *
 * {@snippet :
 * var damped = new TemperedBayes(0.5);
 * double p = damped.predictive(TwoGenerators.NOTEBOOK, Evidence.of("XXYXX"));
 * }
 *
 * <p>Another task, say a source with a hidden state, needs a class that implements {@link
 * dev.credence.belief.observer.Shown} and families of {@link
 * dev.credence.belief.observer.Predictor}s of it; fits and tournaments take them as they are.
 *
 * <p>Not here: what real models say; fits and comparisons, which are in {@link
 * dev.credence.belief.observer.tournament}.
 */
@NullMarked
package dev.credence.belief.observer;

import org.jspecify.annotations.NullMarked;
