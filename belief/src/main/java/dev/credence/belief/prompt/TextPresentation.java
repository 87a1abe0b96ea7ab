package dev.credence.belief.prompt;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.Word;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.Question;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions about two generators, in English.
 *
 * @param wording the sentences
 * @param words how the symbols are written
 * @param order which generator is named first
 * @param fillers words that have nothing to do with the matter
 * @param frame where the answer is asked for
 * @param ask what is asked
 */
public record TextPresentation(
    Wording wording, Words words, NamingOrder order, Fillers fillers, Frame frame, Ask ask)
    implements Presentation {

  /** The notebooks' words about X and Y, A named first. */
  public static final TextPresentation NOTEBOOK =
      new TextPresentation(
          Wording.GENERATORS,
          Words.XY,
          NamingOrder.A_FIRST,
          Fillers.NONE,
          Frame.QUESTION,
          Ask.NEXT_SYMBOL);

  /** Which generator is named first. */
  public enum NamingOrder {
    /** A, then B. */
    A_FIRST,
    /** B, then A. */
    B_FIRST
  }

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if the prompt is to end with the draws, yet something is to
   *     stand behind them
   */
  public TextPresentation {
    if (!fit(frame, fillers, ask)) {
      throw new IllegalArgumentException(
          "continuation: the prompt ends with the draws, so "
              + (ask == Ask.NEXT_SYMBOL ? "no filler can stand after them" : "nothing is asked"));
    }
  }

  private static boolean fit(Frame frame, Fillers fillers, Ask ask) {
    return !(frame instanceof Frame.Continuation)
        || (fillers.place() != Fillers.Place.AFTER && ask == Ask.NEXT_SYMBOL);
  }

  /**
   * Whether this presentation can be put in another frame.
   *
   * @param other where the answer would be asked for
   * @return false if the frame ends with the draws, yet something is to stand behind them
   */
  public boolean fits(Frame other) {
    return fit(other, fillers, ask);
  }

  /**
   * Whether this presentation can have other fillers.
   *
   * @param other words and their place
   * @return false if the frame ends with the draws, yet they are to stand behind them
   */
  public boolean fits(Fillers other) {
    return fit(frame, other, ask);
  }

  /**
   * Two wordings, two pairs of symbols in both roles and both naming orders, crossed: sixteen
   * presentations without fillers.
   *
   * @return the notebooks' first
   */
  public static List<TextPresentation> crossed() {
    List<TextPresentation> crossed = new ArrayList<>();
    for (Wording wording : Wording.ALL.subList(0, 2)) {
      for (Words pair : Words.PAIRS.subList(0, 2)) {
        for (Words words : List.of(pair, pair.swapped())) {
          for (NamingOrder order : NamingOrder.values()) {
            crossed.add(NOTEBOOK.with(wording).with(words).with(order));
          }
        }
      }
    }
    return List.copyOf(crossed);
  }

  /**
   * This presentation in other words.
   *
   * @param other the sentences
   * @return a changed copy
   */
  public TextPresentation with(Wording other) {
    return new TextPresentation(other, words, order, fillers, frame, ask);
  }

  /**
   * This presentation with other symbols.
   *
   * @param other how they are written
   * @return a changed copy
   */
  public TextPresentation with(Words other) {
    return new TextPresentation(wording, other, order, fillers, frame, ask);
  }

  /**
   * This presentation in another order.
   *
   * @param other which generator is named first
   * @return a changed copy
   */
  public TextPresentation with(NamingOrder other) {
    return new TextPresentation(wording, words, other, fillers, frame, ask);
  }

  /**
   * This presentation with other fillers.
   *
   * @param other words and their place
   * @return a changed copy
   * @throws IllegalArgumentException if they do not fit the frame
   */
  public TextPresentation with(Fillers other) {
    return new TextPresentation(wording, words, order, other, frame, ask);
  }

  /**
   * This presentation in another frame.
   *
   * @param other where the answer is asked for
   * @return a changed copy
   * @throws IllegalArgumentException if the fillers do not fit it
   */
  public TextPresentation with(Frame other) {
    return new TextPresentation(wording, words, order, fillers, other, ask);
  }

  @Override
  public String name() {
    return String.join(
        ", ",
        wording.name(),
        words.x() + "/" + words.y(),
        order == NamingOrder.A_FIRST ? "A first" : "B first",
        fillers.toString(),
        frame.label(),
        ask == Ask.NEXT_SYMBOL ? "next" : "which");
  }

  /**
   * Puts a question about two generators.
   *
   * @throws IllegalArgumentException if it is about something else
   */
  @Override
  public Prompt.Text prompt(Question question, Word evidence) {
    if (!(question instanceof GeneratorQuestion two)) {
      throw new IllegalArgumentException(
          "question \""
              + question.name()
              + "\": there are English words only for two generators; give a task file");
    }
    return prompt(two.generators(), evidence.evidence());
  }

  /**
   * Puts a question.
   *
   * @param generators whose chances and prior are told
   * @param evidence what was drawn
   * @return the prompt
   */
  public Prompt.Text prompt(TwoGenerators generators, Evidence evidence) {
    var prompt = new Prompt.TextBuilder();
    switch (frame) {
      case Frame.Question _, Frame.Continuation _, Frame.BareSymbol _ -> {}
      case Frame.Chat chat -> prompt.add(Role.TEMPLATE, chat.before());
      case Frame.FewShot shots ->
          shots.examples().forEach(e -> prompt.add(Role.EXAMPLE, solved(e)));
    }
    tell(prompt, generators, evidence);
    switch (frame) {
      case Frame.Continuation _ -> {}
      case Frame.Question _, Frame.FewShot _ -> ask(prompt);
      case Frame.BareSymbol _ -> {
        ask(prompt);
        prompt.add(Role.QUESTION, " ");
      }
      case Frame.Chat chat -> {
        ask(prompt);
        prompt.add(Role.TEMPLATE, chat.after());
      }
    }
    return prompt.build();
  }

  private String solved(Frame.Solved example) {
    var plain =
        new TextPresentation(wording, words, order, Fillers.NONE, Frame.QUESTION, Ask.NEXT_SYMBOL);
    return plain.prompt(example.generators(), example.evidence()).text()
        + frame.answer(words.of(example.answer()))
        + "\n\n";
  }

  private void tell(Prompt.TextBuilder prompt, TwoGenerators generators, Evidence evidence) {
    wording.addScene(prompt, words);
    boolean aFirst = order == NamingOrder.A_FIRST;
    wording.addGenerator(prompt, words, aFirst ? generators.a() : generators.b());
    wording.addGenerator(prompt, words, aFirst ? generators.b() : generators.a());
    if (generators.prior() != 0.5) {
      wording.addPrior(prompt, generators.prior());
    }
    prompt.add(Role.INSTRUCTION, wording.rules());
    fillers.add(prompt, Fillers.Place.BEFORE);
    prompt.add(Role.INSTRUCTION, wording.lead());
    for (int i = 0; i < evidence.length(); i++) {
      if (i == evidence.length() / 2) {
        fillers.add(prompt, Fillers.Place.INSIDE);
      }
      prompt.add(Role.EVIDENCE, " " + words.of(evidence.get(i)));
    }
  }

  private void ask(Prompt.TextBuilder prompt) {
    prompt.add(Role.INSTRUCTION, wording.stop());
    fillers.add(prompt, Fillers.Place.AFTER);
    if (ask == Ask.NEXT_SYMBOL) {
      wording.addNext(prompt, words);
    } else if (order == NamingOrder.A_FIRST) {
      wording.addWhich(prompt, "A", "B");
    } else {
      wording.addWhich(prompt, "B", "A");
    }
  }

  @Override
  public Choices.Texts choices() {
    List<String> answers =
        ask == Ask.NEXT_SYMBOL ? List.of(words.x(), words.y()) : List.of("A", "B");
    return new Choices.Texts(answers.stream().map(frame::answer).toList());
  }

  /**
   * Asks for the generator. A prompt that ends with its draws gets the question behind them. Solved
   * examples stay as they are, about the next symbol.
   */
  @Override
  public TextPresentation whichGenerator() {
    Frame asking = frame instanceof Frame.Continuation ? Frame.QUESTION : frame;
    return new TextPresentation(wording, words, order, fillers, asking, Ask.WHICH_GENERATOR);
  }

  /** The name. */
  @Override
  public String toString() {
    return name();
  }
}
