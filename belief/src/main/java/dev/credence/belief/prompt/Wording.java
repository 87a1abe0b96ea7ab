package dev.credence.belief.prompt;

import dev.credence.belief.Generator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentences of a question, so that a claim can be tried in other words. Each begins with the
 * space that parts it from the one before.
 *
 * <table>
 * <caption>Gaps</caption>
 * <tr><th>gap</th><th>in</th><th>is filled with</th></tr>
 * <tr><td>{@code {x}}, {@code {y}}</td><td>scene, generator, next</td><td>the symbols</td></tr>
 * <tr><td>{@code {name}}</td><td>generator</td><td>A or B</td></tr>
 * <tr><td>{@code {p}}</td><td>generator</td><td>its chance of X, {@code 50%}</td></tr>
 * <tr><td>{@code {prior}}</td><td>prior</td><td>the chance of B beforehand</td></tr>
 * <tr><td>{@code {first}}, {@code {second}}</td><td>which</td><td>A and B, in the order in which
 *     they were named</td></tr>
 * </table>
 *
 * @param name in tables and figures
 * @param scene what it is about
 * @param generator a sentence for each generator
 * @param prior said only where the prior is not 1/2
 * @param rules what is said about the draws; may be empty
 * @param lead what stands before the draws; where it ends the evidence begins
 * @param stop what ends the draws
 * @param next asks for the next symbol
 * @param which asks for the generator
 */
public record Wording(
    String name,
    String scene,
    String generator,
    String prior,
    String rules,
    String lead,
    String stop,
    String next,
    String which) {
  private static final Pattern GAP = Pattern.compile("\\{[^{}]*}");

  /**
   * The notebooks' words, with draws independent and order irrelevant: with A named first and even
   * chances it is {@link NotebookPrompts#xy} to the letter.
   */
  public static final Wording GENERATORS =
      new Wording(
          "generators",
          "Two random generators.",
          " Generator {name}: {p} {x}.",
          " Generator B is the one in use with probability {prior}.",
          " Draws are independent. Order does not matter.",
          " Sequence:",
          ".",
          " Predict the next output ({x} or {y}):",
          " Which generator is it ({first} or {second}):");

  /** Machines that print. */
  public static final Wording MACHINES =
      new Wording(
          "machines",
          "A machine prints {x} or {y}, again and again.",
          " Machine {name} prints {x} {p} of the time.",
          " In {prior} of all cases it is machine B.",
          " Every print is independent of those before.",
          " So far it has printed:",
          ".",
          " What does it print next, {x} or {y}? Answer:",
          " Which machine is it, {first} or {second}? Answer:");

  /** Balls drawn from a bag and put back. */
  public static final Wording BAGS =
      new Wording(
          "bags",
          "Someone picks a bag, then draws balls from it and puts each one back.",
          " In bag {name}, {p} of the balls are marked {x}, the others {y}.",
          " The bag is B with a chance of {prior}.",
          "",
          " Drawn so far:",
          ".",
          " The next ball ({x} or {y}) is:",
          " The bag ({first} or {second}) is:");

  /** All wordings, the notebooks' first. */
  public static final List<Wording> ALL = List.of(GENERATORS, MACHINES, BAGS);

  /**
   * Checks that every gap can be filled.
   *
   * @throws IllegalArgumentException if a sentence has a gap that is not known there, or lacks one
   *     that tells a number
   */
  public Wording {
    requireGaps(name, "scene", scene, List.of("{x}", "{y}"), List.of());
    requireGaps(
        name,
        "generator",
        generator,
        List.of("{x}", "{y}", "{name}", "{p}"),
        List.of("{name}", "{p}"));
    requireGaps(name, "prior", prior, List.of("{prior}"), List.of("{prior}"));
    requireGaps(name, "rules", rules, List.of(), List.of());
    requireGaps(name, "lead", lead, List.of(), List.of());
    requireGaps(name, "stop", stop, List.of(), List.of());
    requireGaps(name, "next", next, List.of("{x}", "{y}"), List.of());
    requireGaps(name, "which", which, List.of("{first}", "{second}"), List.of());
  }

  private static void requireGaps(
      String name, String sentence, String text, List<String> known, List<String> needed) {
    Matcher gap = GAP.matcher(text);
    while (gap.find()) {
      if (!known.contains(gap.group())) {
        throw new IllegalArgumentException(
            "wording "
                + name
                + ": "
                + sentence
                + " has the gap "
                + gap.group()
                + "; known there are "
                + known);
      }
    }
    for (String gapName : needed) {
      if (!text.contains(gapName)) {
        throw new IllegalArgumentException(
            "wording " + name + ": " + sentence + " lacks the gap " + gapName);
      }
    }
  }

  void addScene(Prompt.TextBuilder prompt, Words words) {
    add(prompt, Role.INSTRUCTION, scene, Map.of("{x}", words.x(), "{y}", words.y()));
  }

  void addGenerator(Prompt.TextBuilder prompt, Words words, Generator source) {
    add(
        prompt,
        Role.INSTRUCTION,
        generator,
        Map.of(
            "{x}", words.x(),
            "{y}", words.y(),
            "{name}", source.name(),
            "{p}", Template.percentage(source.pX())));
  }

  void addPrior(Prompt.TextBuilder prompt, double pB) {
    add(prompt, Role.INSTRUCTION, prior, Map.of("{prior}", Template.percentage(pB)));
  }

  void addNext(Prompt.TextBuilder prompt, Words words) {
    add(prompt, Role.QUESTION, next, Map.of("{x}", words.x(), "{y}", words.y()));
  }

  void addWhich(Prompt.TextBuilder prompt, String first, String second) {
    add(prompt, Role.QUESTION, which, Map.of("{first}", first, "{second}", second));
  }

  /** Numbers become parts of their own, other gaps melt into the words around them. */
  private static void add(
      Prompt.TextBuilder prompt, Role role, String sentence, Map<String, String> gaps) {
    var words = new StringBuilder();
    Matcher gap = GAP.matcher(sentence);
    int reached = 0;
    while (gap.find()) {
      words.append(sentence, reached, gap.start());
      reached = gap.end();
      String filled = gaps.getOrDefault(gap.group(), "");
      if (gap.group().equals("{p}") || gap.group().equals("{prior}")) {
        prompt.add(role, words.toString()).add(Role.PARAMETER, filled);
        words.setLength(0);
      } else {
        words.append(filled);
      }
    }
    words.append(sentence, reached, sentence.length());
    prompt.add(role, words.toString());
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
