package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.prompt.Control;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.belief.prompt.Prompt;
import dev.credence.belief.prompt.Words;
import dev.credence.transformer.Model;
import dev.credence.transformer.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The notebooks' English prompts, through the model's own tokenizer. */
public final class EnglishBinding implements Binding {
  private final Model model;
  private final Answers single;
  private final Answers variants;
  private final Answers swapped;
  private final @Nullable Answers coins;

  /**
   * Finds the symbols in the model's vocabulary.
   *
   * @param model with a tokenizer
   * @throws dev.credence.transformer.config.InvalidInputException if it has none, or one of " X", "
   *     Y", " A", " B" is not one token
   */
  public EnglishBinding(Model model) {
    this.model = model;
    Tokenizer tokenizer = model.requireTokenizer();
    this.single = single(tokenizer, Words.XY);
    this.variants = variants(tokenizer, Words.XY);
    this.swapped = single(tokenizer, Words.AB);
    Words words = NotebookPrompts.COIN_WORDS;
    boolean coinsAreTokens =
        tokenizer.singleTokens(List.of(" " + words.x(), " " + words.y())).size() == 2;
    this.coins = coinsAreTokens ? variants(tokenizer, words) : null;
  }

  private static Answers single(Tokenizer tokenizer, Words words) {
    return new Answers(
        List.of(tokenizer.singleToken(" " + words.x())),
        List.of(tokenizer.singleToken(" " + words.y())));
  }

  private static Answers variants(Tokenizer tokenizer, Words words) {
    return new Answers(variants(tokenizer, words.x()), variants(tokenizer, words.y()));
  }

  private static List<Integer> variants(Tokenizer tokenizer, String word) {
    return tokenizer.singleTokens(List.of(" " + word, word, "\n" + word)).stream()
        .map(tokenizer::singleToken)
        .toList();
  }

  @Override
  public TwoGenerators question() {
    return TwoGenerators.NOTEBOOK;
  }

  @Override
  public List<String> wordings() {
    return Arrays.stream(Control.values()).map(Control::label).toList();
  }

  @Override
  public String wording(Control control) {
    return control.label();
  }

  @Override
  public BoundPrompt prompt(String wording, Evidence evidence) {
    return bind(NotebookPrompts.xy(evidence, Control.ofLabel(wording)));
  }

  /**
   * The question with sentences about something else before it.
   *
   * @param wording one of {@link #wordings}
   * @param evidence what was drawn
   * @param sentences how many
   * @return the prompt
   */
  public BoundPrompt distracted(String wording, Evidence evidence, int sentences) {
    return bind(NotebookPrompts.xy(evidence, Control.ofLabel(wording), sentences));
  }

  /**
   * The question about A and B in the place of X and Y.
   *
   * @param wording one of {@link #wordings}
   * @param evidence what was drawn, X for A
   * @return the prompt
   */
  public BoundPrompt swapped(String wording, Evidence evidence) {
    return bind(NotebookPrompts.swapped(evidence, Control.ofLabel(wording), Words.AB));
  }

  /**
   * The question about coins.
   *
   * @param evidence what was drawn, X for heads
   * @return the prompt
   */
  public BoundPrompt coins(Evidence evidence) {
    return bind(NotebookPrompts.coins(evidence, Control.BASE));
  }

  /**
   * The tokens of A and B.
   *
   * @return one a side
   */
  public Answers swappedAnswers() {
    return swapped;
  }

  /**
   * The tokens of heads and tails.
   *
   * @return all single ones; null if one of them has none in this vocabulary
   */
  public @Nullable Answers coinAnswers() {
    return coins;
  }

  @Override
  public Answers single() {
    return single;
  }

  @Override
  public Answers variants() {
    return variants;
  }

  @Override
  public @Nullable String whyNot(int length) {
    return null;
  }

  @Override
  public List<String> notes() {
    Tokenizer tokenizer = model.requireTokenizer();
    return Stream.of(variants.x(), variants.y())
        .map(
            ids ->
                "summed as one answer where variants are: "
                    + ids.stream().map(id -> id + " \"" + tokenizer.text(id) + "\"").toList())
        .toList();
  }

  private BoundPrompt bind(Prompt.Text prompt) {
    return new BoundPrompt(prompt.text(), model.tokens(prompt.text()));
  }
}
