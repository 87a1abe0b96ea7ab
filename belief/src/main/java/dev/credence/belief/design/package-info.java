/**
 * Which evidence to show: the choice of cells, made before any model is asked.
 *
 * <p>{@link dev.credence.belief.design.Design} chooses questions, counts and orders such that
 * causes that usually go together part, and reports the correlations it reached. {@link
 * dev.credence.belief.design.Splits} deals the cells out for fitting, choosing and judging; {@link
 * dev.credence.belief.design.DonorPairs} finds pairs for interchanges in which hypotheses foretell
 * different things, with the exact numbers. {@link dev.credence.belief.design.Orders} lists the
 * distinct orders of the same draws, or samples them without favour, where a notebook shuffles and
 * counts repeats as new; {@link dev.credence.belief.design.WeightedOrders} adds how many orders
 * each one shown stands for.
 *
 * {@snippet :
 * var task = TwoGeneratorsTask.standard();
 * var options = DesignOptions.standard(TextPresentation.crossed(), 1);
 * Design design = Design.of(task, options);
 * design.causes().largest(); // the correlation that could not be made smaller
 * Splits splits = Splits.of(design, Splits.Shares.EQUAL, 1);
 * List<DesignCell> confirm = splits.cells(Splits.Split.CONFIRM);
 * DonorPairs.of(task, confirm, DonorPairs.Kind.OTHER_PAIR, 500, 1);
 * }
 *
 * <p>Not here: how a question is put ({@link dev.credence.belief.prompt}), and what is done to a
 * model's inside.
 */
@NullMarked
package dev.credence.belief.design;

import org.jspecify.annotations.NullMarked;
