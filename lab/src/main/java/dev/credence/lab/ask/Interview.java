package dev.credence.lab.ask;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.prompt.Choices;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.Prompt;
import dev.credence.belief.prompt.TokenRoles;
import dev.credence.transformer.Model;
import dev.credence.transformer.tokenizer.BosPolicy;
import dev.credence.transformer.tokenizer.Token;
import dev.credence.transformer.tokenizer.TokenizedText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts designed questions into one model's tokens. */
public final class Interview {
  private final Model model;
  private final Map<Presentation, List<Integer>> answers = new HashMap<>();

  /**
   * An interview.
   *
   * @param model to be asked
   */
  public Interview(Model model) {
    this.model = model;
  }

  /**
   * Puts a question.
   *
   * @param cell what is asked, and how
   * @return the prompt in tokens
   * @throws dev.credence.transformer.config.InvalidInputException if the model has no tokenizer for
   *     a text, or a symbol is not one token
   */
  public Asked ask(DesignCell cell) {
    List<Integer> answers = answers(cell.presentation());
    return switch (cell.prompt()) {
      case Prompt.Tokens tokens ->
          new Asked(tokens.ids().toString(), tokens.ids(), TokenRoles.of(tokens), answers);
      case Prompt.Text text -> {
        TokenizedText read = model.requireTokenizer().prompt(text.text(), BosPolicy.AUTO);
        yield new Asked(
            text.text(),
            read.tokens().stream().map(Token::id).toList(),
            TokenRoles.of(
                text,
                read.tokens().stream().mapToInt(Token::start).toArray(),
                read.tokens().stream().mapToInt(Token::end).toArray()),
            answers);
      }
    };
  }

  /**
   * The tokens of a presentation's answers.
   *
   * @param presentation how it is asked
   * @return one a symbol (or generator), in the order of the task
   * @throws dev.credence.transformer.config.InvalidInputException as in {@link #ask}
   */
  public List<Integer> answers(Presentation presentation) {
    return answers.computeIfAbsent(
        presentation,
        p ->
            switch (p.choices()) {
              case Choices.Ids ids -> ids.ids();
              case Choices.Texts texts ->
                  texts.texts().stream().map(model.requireTokenizer()::singleToken).toList();
            });
  }

  /**
   * Whether every answer of a presentation is a token of the model.
   *
   * @param presentation how it would be asked
   * @return true if it can be asked so
   */
  public boolean canAnswer(Presentation presentation) {
    return switch (presentation.choices()) {
      case Choices.Ids _ -> true;
      case Choices.Texts texts ->
          model.requireTokenizer().singleTokens(texts.texts()).size() == texts.texts().size();
    };
  }

  /**
   * Whether a question can be put as it stands.
   *
   * @param cell what would be asked, and how
   * @return false if an answer is no token of the model, or the prompt is longer than its context
   */
  public boolean canAsk(DesignCell cell) {
    return canAnswer(cell.presentation()) && ask(cell).tokens().size() <= context();
  }

  /**
   * The model's context.
   *
   * @return the most tokens that a prompt may have
   */
  public int context() {
    return model.config().context();
  }
}
