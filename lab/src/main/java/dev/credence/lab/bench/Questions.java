package dev.credence.lab.bench;

import dev.credence.belief.Evidence;
import dev.credence.belief.prompt.Control;
import dev.credence.lab.replicate.Answers;
import dev.credence.lab.replicate.EnglishBinding;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;

/** The prompts of the jobs, and the two tokens that answer them. */
public sealed interface Questions permits Questions.English, SyntheticQuestions {

  /**
   * The question after some draws.
   *
   * @param evidence what was drawn
   * @return its tokens, the beginning-of-sequence token among them
   */
  int[] prompt(Evidence evidence);

  /**
   * The same with sentences about something else between draws and question.
   *
   * @param evidence what was drawn
   * @param sentences how many
   * @return its tokens
   */
  int[] distracted(Evidence evidence, int sentences);

  /**
   * The question about A and B in the place of X and Y.
   *
   * @param evidence what was drawn, X for A
   * @return its tokens
   */
  int[] swapped(Evidence evidence);

  /**
   * What answers all but {@link #swapped}.
   *
   * @return one token for X, one for Y
   */
  Answers answers();

  /**
   * What answers {@link #swapped}.
   *
   * @return one token for A, one for B
   */
  Answers swappedAnswers();

  /**
   * Where the prompts come from, for the reader of a result.
   *
   * @return a few words
   */
  String description();

  /**
   * How a model is asked: in the notebooks' English where its tokenizer has the symbols as single
   * tokens, else in tokens that mean nothing.
   *
   * @param model to be asked
   * @return its questions; {@link #description} says which
   * @throws InvalidInputException if its vocabulary is too small for either
   */
  static Questions of(Model model) {
    if (model.tokenizer().isEmpty()) {
      return new SyntheticQuestions(model.config().vocab(), "the model has no tokenizer");
    }
    EnglishBinding binding;
    try {
      binding = new EnglishBinding(model);
    } catch (InvalidInputException e) {
      return new SyntheticQuestions(model.config().vocab(), String.valueOf(e.getMessage()));
    }
    return new English(binding);
  }

  /**
   * The notebooks' sentences, saying that order does not matter.
   *
   * @param binding of the model
   */
  record English(EnglishBinding binding) implements Questions {
    private static final String WORDING = Control.ORDER_IRRELEVANT.label();

    @Override
    public int[] prompt(Evidence evidence) {
      return binding.prompt(WORDING, evidence).tokens();
    }

    @Override
    public int[] distracted(Evidence evidence, int sentences) {
      return binding.distracted(WORDING, evidence, sentences).tokens();
    }

    @Override
    public int[] swapped(Evidence evidence) {
      return binding.swapped(WORDING, evidence).tokens();
    }

    @Override
    public Answers answers() {
      return binding.single();
    }

    @Override
    public Answers swappedAnswers() {
      return binding.swappedAnswers();
    }

    @Override
    public String description() {
      return "the notebooks' English";
    }
  }
}
