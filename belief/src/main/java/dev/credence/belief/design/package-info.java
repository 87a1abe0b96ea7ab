/**
 * Which evidence to show: the choice of cells, made before any model is asked.
 *
 * <p>{@link dev.credence.belief.design.Orders} lists the distinct orders of the same draws, or
 * samples them without favour, where a notebook shuffles and counts repeats as new.
 *
 * <p>Not here: prompts, and what is done to a model's inside.
 */
@NullMarked
package dev.credence.belief.design;

import org.jspecify.annotations.NullMarked;
