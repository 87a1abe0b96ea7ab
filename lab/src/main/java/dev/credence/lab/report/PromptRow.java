package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * One prompt of a run and what the model said to it: a faint point in a figure.
 *
 * @param part which notebook asked: {@code behaviour}, {@code localise} or {@code causal}
 * @param section which question of the part it belongs to: {@code baseline}, {@code coins}, ...
 * @param control what was said about the draws: {@code order_irrelevant}, ...
 * @param nX how many X were drawn
 * @param sequence the draws as letters
 * @param pX P(X | {X, Y})
 * @param mass P(X) + P(Y); NaN where it was not kept
 * @param prompt the whole text
 */
record PromptRow(
    String part,
    String section,
    String control,
    int nX,
    String sequence,
    double pX,
    double mass,
    String prompt) {

  static List<PromptRow> of(Table table) {
    List<String> part = table.strings("part");
    List<String> section = table.strings("section");
    List<String> control = table.strings("control");
    List<String> sequence = table.strings("sequence");
    List<String> prompt = table.strings("prompt");
    double[] nX = table.doubles("n_X");
    double[] pX = table.doubles("p_x");
    double[] mass = table.doubles("mass");
    List<PromptRow> rows = new ArrayList<>();
    for (int i = 0; i < pX.length; i++) {
      rows.add(
          new PromptRow(
              part.get(i),
              section.get(i),
              control.get(i),
              (int) nX[i],
              sequence.get(i),
              pX[i],
              mass[i],
              prompt.get(i)));
    }
    return rows;
  }
}
