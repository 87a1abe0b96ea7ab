/**
 * Which observer explains a model best: fits, held-out scores, and what may be concluded.
 *
 * <p>{@link dev.credence.belief.observer.tournament.LikelihoodFit} fits one family, {@link
 * dev.credence.belief.observer.tournament.Tournament} all of them, each judged on groups of trials
 * that it was not fitted to. The {@link dev.credence.belief.observer.tournament.TournamentResult}
 * is plain data; {@link dev.credence.belief.observer.tournament.Rule} turns it into a {@link
 * dev.credence.belief.observer.tournament.Decision}. Nothing here knows which task it is about:
 * {@code S} is whatever was shown.
 *
 * {@snippet :
 * var before = Tournament.ofTwoGenerators().judge(observations);
 * var after = Tournament.ofTwoGenerators().judge(observationsOfTheEditedModel);
 * before.decision().outcome(); // BAYES_LIKE
 * after.best().name(); // what the model has become
 * }
 *
 * <p>Not here: the observers themselves, and what is inside a model. That it answers as Bayes would
 * says nothing of how.
 */
@NullMarked
package dev.credence.belief.observer.tournament;

import org.jspecify.annotations.NullMarked;
