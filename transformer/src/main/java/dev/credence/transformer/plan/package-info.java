/**
 * What shall be computed, worked out before anything runs. Cells go in; {@link
 * dev.credence.transformer.plan.RowPlan} finds which token positions of which cells are one and the
 * same row, which rows nothing reads, and what each layer has to be told. Pure Java: it can be
 * tested, printed and costed without a tensor.
 *
 * <p>Not here: arithmetic on activations (see {@code forward}).
 */
@NullMarked
package dev.credence.transformer.plan;

import org.jspecify.annotations.NullMarked;
