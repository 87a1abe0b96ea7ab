/**
 * The first notebooks' analysis on any model, number for number: what it answers ({@link
 * dev.credence.lab.replicate.Behaviour}), where the answer comes about ({@link
 * dev.credence.lab.replicate.Localisation}), what changes it ({@link
 * dev.credence.lab.replicate.Causal}).
 *
 * <p>{@link dev.credence.lab.replicate.Replication} runs the parts into a folder of files named as
 * the notebooks name theirs. Each part is one set of cells, so that its prompts share what they
 * have in common. {@link dev.credence.lab.replicate.Binding} is how a model is asked: in English
 * through its tokenizer, or in the tokens of a task. Oddities are kept and listed in {@link
 * dev.credence.lab.replicate.Quirks}; nothing here is evidence of a belief.
 *
 * <p>Not here: the analysis that avoids the quirks, the report and the command line.
 */
@NullMarked
package dev.credence.lab.replicate;

import org.jspecify.annotations.NullMarked;
