/**
 * What may be inside a model that answers: named variables of the evidence, and what exact Bayes
 * would say if one of them were another's.
 *
 * <p>A {@link dev.credence.belief.question.BeliefTask} has one or more {@link
 * dev.credence.belief.question.Question}s, each with an exact answer to any evidence, and {@link
 * dev.credence.belief.question.Variable}s: beliefs, rivals that could do the same work, nuisances
 * that go along with both. {@link dev.credence.belief.question.TwoGeneratorsTask} and {@link
 * dev.credence.belief.question.HiddenMarkovTask} are the two kinds; whoever uses them need not know
 * which it has.
 *
 * {@snippet :
 * BeliefTask task = TwoGeneratorsTask.standard();
 * Question base = task.questions().getFirst();
 * Question donor = task.questions().getLast();
 * Variable belief = task.variables().getFirst();
 * double[] held = donor.value(belief, Word.of(0, 0, 1));
 * base.predictiveWith(Word.of(1, 0), belief, held); // the donor's belief, the base's parameters
 * }
 *
 * <p>Not here: how a question is worded ({@link dev.credence.belief.prompt}), which evidence to
 * show ({@link dev.credence.belief.design}), and what real models say.
 */
@NullMarked
package dev.credence.belief.question;

import org.jspecify.annotations.NullMarked;
