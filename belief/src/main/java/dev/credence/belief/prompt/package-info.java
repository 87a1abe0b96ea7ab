/**
 * What a model is asked: prompts whose parts know their role.
 *
 * <p>{@link dev.credence.belief.prompt.Prompt} is a text or a list of tokens with the place of each
 * part, so that an intervention can be confined to the evidence, say. {@link
 * dev.credence.belief.prompt.NotebookPrompts} holds the prompts of the first notebooks to the
 * letter, {@link dev.credence.belief.prompt.NotebookDraws} the sequences they drew, in their order,
 * {@link dev.credence.belief.prompt.TaskPrompts} makes prompts for models with a vocabulary of
 * their own.
 *
 * <p>{@link dev.credence.belief.prompt.Presentation} is everything about a prompt that leaves the
 * exact answer as it is: {@link dev.credence.belief.prompt.Wording}, {@link
 * dev.credence.belief.prompt.Words symbols}, naming order, {@link
 * dev.credence.belief.prompt.Fillers}, {@link dev.credence.belief.prompt.Frame}. {@link
 * dev.credence.belief.prompt.TokenRoles} says what each token is for, once a tokenizer has told
 * which characters it covers.
 *
 * {@snippet :
 * Prompt.Text prompt = NotebookPrompts.xy(Evidence.of("XXYXX"), Control.ORDER_IRRELEVANT);
 * prompt.text(); // Two random generators. Generator A: 50% X. ...
 * prompt.spans(Role.EVIDENCE); // five, one a draw
 * }
 *
 * <p>Not here: tokenizers, and with them BOS for texts. Positions here are characters of a text, or
 * tokens where the prompt is one of tokens.
 */
@NullMarked
package dev.credence.belief.prompt;

import org.jspecify.annotations.NullMarked;
