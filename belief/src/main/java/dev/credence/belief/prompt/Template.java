package dev.credence.belief.prompt;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt with gaps, written as one string, so that a wording is found, compared and tried out in
 * one place.
 *
 * <table>
 * <caption>Gaps</caption>
 * <tr><th>gap</th><th>is filled with</th><th>role</th></tr>
 * <tr><td>{@code {x}}, {@code {y}}</td><td>the words for X and Y</td><td>as around it</td></tr>
 * <tr><td>{@code {p_a}}, {@code {p_b}}</td><td>P(X) as a percentage, {@code 50%}</td>
 *     <td>parameter</td></tr>
 * <tr><td>{@code {control}}</td><td>the control's sentences</td><td>instruction</td></tr>
 * <tr><td>{@code {evidence}}</td><td>a space and a word for each draw; one space where there are
 *     none</td><td>evidence</td></tr>
 * <tr><td>{@code {distractors}}</td><td>{@link NotebookPrompts#DISTRACTOR}, repeated</td>
 *     <td>filler</td></tr>
 * </table>
 *
 * <p>Words before {@code {distractors}} are instruction, words behind it are question; without that
 * gap the question begins behind {@code {evidence}}.
 *
 * @param text words and gaps
 */
public record Template(String text) {
  private static final Pattern GAP = Pattern.compile("\\{[^{}]*}");
  private static final Set<String> GAPS =
      Set.of("{x}", "{y}", "{p_a}", "{p_b}", "{control}", "{evidence}", "{distractors}");

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if a gap is unknown or there is not exactly one for evidence
   */
  public Template {
    int evidence = 0;
    Matcher gap = GAP.matcher(text);
    while (gap.find()) {
      if (!GAPS.contains(gap.group())) {
        throw new IllegalArgumentException(
            "template: gap "
                + gap.group()
                + " is unknown; known are "
                + GAPS.stream().sorted().toList());
      }
      if (gap.group().equals("{evidence}")) {
        evidence++;
      }
    }
    if (evidence != 1) {
      throw new IllegalArgumentException(
          "template: found {evidence} " + evidence + " times, expected it once");
    }
  }

  /**
   * Fills the gaps.
   *
   * @param generators whose chances of X are told
   * @param words how the symbols are written
   * @param control what is said about the draws
   * @param evidence what was drawn
   * @param distractors how often the distractor is repeated, not negative
   * @return the prompt
   * @throws IllegalArgumentException if {@code distractors} is negative
   */
  public Prompt.Text fill(
      TwoGenerators generators, Words words, Control control, Evidence evidence, int distractors) {
    if (distractors < 0) {
      throw new IllegalArgumentException("distractors: asked for " + distractors);
    }
    var prompt = new Prompt.TextBuilder();
    String turningPoint = text.contains("{distractors}") ? "{distractors}" : "{evidence}";
    Role role = Role.INSTRUCTION;
    var literal = new StringBuilder(); // words up to the next gap that is a part of its own
    Matcher gap = GAP.matcher(text);
    int reached = 0;
    while (gap.find()) {
      literal.append(text, reached, gap.start());
      reached = gap.end();
      String name = gap.group();
      switch (name) {
        case "{x}" -> literal.append(words.x());
        case "{y}" -> literal.append(words.y());
        case "{control}" -> literal.append(control.sentences());
        default -> {
          prompt.add(role, literal.toString());
          literal.setLength(0);
          switch (name) {
            case "{p_a}" -> prompt.add(Role.PARAMETER, percentage(generators.a().pX()));
            case "{p_b}" -> prompt.add(Role.PARAMETER, percentage(generators.b().pX()));
            case "{evidence}" -> addEvidence(prompt, words, evidence);
            default -> prompt.add(Role.FILLER, NotebookPrompts.DISTRACTOR.repeat(distractors));
          }
          if (name.equals(turningPoint)) {
            role = Role.QUESTION;
          }
        }
      }
    }
    literal.append(text, reached, text.length());
    return prompt.add(role, literal.toString()).build();
  }

  private static void addEvidence(Prompt.TextBuilder prompt, Words words, Evidence evidence) {
    if (evidence.length() == 0) {
      prompt.add(Role.INSTRUCTION, " ");
    }
    for (Symbol symbol : evidence.symbols()) {
      prompt.add(Role.EVIDENCE, " " + words.of(symbol));
    }
  }

  /** 0.5 as 50%, 0.125 as 12.5%. */
  static String percentage(double p) {
    return BigDecimal.valueOf(p).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }
}
