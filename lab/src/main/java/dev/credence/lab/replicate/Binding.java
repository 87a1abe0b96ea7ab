package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.prompt.Control;
import dev.credence.transformer.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is asked and how its answer is read: evidence to tokens, answers to token ids.
 * English sentences through a tokenizer, or the tokens of a task's own vocabulary.
 */
public sealed interface Binding permits EnglishBinding, TokenBinding {

  /**
   * The question whose exact answer the model's is compared with.
   *
   * @return two generators and a prior
   */
  TwoGenerators question();

  /**
   * The wordings of the question that can be compared, by name, in the notebooks' order.
   *
   * @return at least one
   */
  List<String> wordings();

  /**
   * The wording for a control.
   *
   * @param control what is to be said about the draws
   * @return one of {@link #wordings}: the only one where there are not several
   */
  String wording(Control control);

  /**
   * Asks.
   *
   * @param wording one of {@link #wordings}
   * @param evidence what was drawn
   * @return the prompt; the answer is read at its last position
   */
  BoundPrompt prompt(String wording, Evidence evidence);

  /**
   * The one token a side that notebooks 02 and 03 read.
   *
   * @return X and Y
   */
  Answers single();

  /**
   * All single tokens that say X or Y, which notebook 01 sums.
   *
   * @return X and Y
   */
  Answers variants();

  /**
   * Why some evidence cannot be shown.
   *
   * @param length how many draws
   * @return one line, or null if it can
   */
  @Nullable String whyNot(int length);

  /**
   * What a reader of the results should know about how the model was asked.
   *
   * @return one line each; may be empty
   */
  List<String> notes();

  /**
   * The binding of a model: by its task if it has one, else by the notebooks' sentences.
   *
   * @param model to be asked
   * @param task what its tokens mean, null for English
   * @return how to ask it
   * @throws dev.credence.transformer.config.InvalidInputException if it has neither task nor
   *     tokenizer, a symbol is not one token, or the task is another question
   */
  static Binding of(Model model, @Nullable Task task) {
    return task == null ? new EnglishBinding(model) : TokenBinding.of(task);
  }
}
