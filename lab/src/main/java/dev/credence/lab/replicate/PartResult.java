package dev.credence.lab.replicate;

import dev.credence.lab.table.Table;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a part found, before it is written.
 *
 * @param tables by name, as they are to be written
 * @param arrays by file name without {@code .npy}
 * @param texts by file name
 * @param answers to every prompt, in the order in which they were asked
 * @param cells how many were run
 */
public record PartResult(
    Map<String, Table> tables,
    Map<String, NdArray> arrays,
    Map<String, String> texts,
    List<Answer> answers,
    int cells) {

  /**
   * One table.
   *
   * @param name without ending
   * @return the table
   * @throws IllegalArgumentException if the part made none of that name
   */
  public Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException("no table " + name + "; there are " + tables.keySet());
    }
    return table;
  }

  static final class Builder {
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, NdArray> arrays = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private int cells;

    Builder table(Table table) {
      tables.put(table.name(), table);
      return this;
    }

    Builder array(String name, NdArray array) {
      arrays.put(name, array);
      return this;
    }

    Builder text(String name, String text) {
      texts.put(name, text);
      return this;
    }

    Builder answers(List<Answer> more) {
      answers.addAll(more);
      return this;
    }

    Builder cells(int number) {
      cells += number;
      return this;
    }

    PartResult build() {
      return new PartResult(
          Map.copyOf(tables), Map.copyOf(arrays), Map.copyOf(texts), List.copyOf(answers), cells);
    }
  }
}
