package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Fillers;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What words that have nothing to do with the matter do to the answers: a distractor before, among
 * and after the draws, and neutral words of its length at the same places, for whatever a
 * distractor does beyond these is not done by its length. Of studies in English only; exploratory.
 */
final class FillerGrid {
  private static final int CELLS = 24;

  private final Setting setting;
  private final List<DesignCell> cells;
  private final Map<Fillers, List<String>> asked = new LinkedHashMap<>();

  FillerGrid(Setting setting, Model model) {
    this.setting = setting;
    List<DesignCell> permuted =
        NumpyRandom.ofSeed(setting.options().seed() + 131).permutation(setting.confirm());
    this.cells =
        permuted.getFirst().presentation() instanceof TextPresentation
            ? permuted.subList(0, Math.min(CELLS, permuted.size()))
            : List.of();
    if (!cells.isEmpty()) {
      Fillers.grid(text -> model.requireTokenizer().encode(text).size())
          .forEach(fillers -> asked.put(fillers, new ArrayList<>()));
    }
  }

  boolean applies() {
    return !cells.isEmpty();
  }

  void ask(CellSheet sheet) {
    asked.forEach(
        (fillers, ids) -> {
          if (cells.stream().allMatch(cell -> canAsk(cell, fillers))) {
            cells.forEach(cell -> ids.add(sheet.ask(setting.interview().ask(with(cell, fillers)))));
          }
        });
  }

  private boolean canAsk(DesignCell cell, Fillers fillers) {
    return ((TextPresentation) cell.presentation()).fits(fillers)
        && setting.interview().canAsk(with(cell, fillers));
  }

  private static DesignCell with(DesignCell cell, Fillers fillers) {
    return cell.in(((TextPresentation) cell.presentation()).with(fillers));
  }

  /** A row a filler; answers on the scale of log-odds, against the same prompts without filler. */
  Table table(Answers answers) {
    Table.Builder table =
        Table.builder(
            "fillers",
            "fillers",
            "place",
            "n",
            "median_mass",
            "mean_shift_nats",
            "mean_absolute_shift_nats",
            "slope_on_observer");
    double[] without = scaled(answers, asked.getOrDefault(Fillers.NONE, List.of()));
    double[] foretold = cells.stream().mapToDouble(cell -> setting.foretold(cell)[0]).toArray();
    asked.forEach(
        (fillers, ids) -> {
          if (!ids.isEmpty()) {
            double[] with = scaled(answers, ids);
            double[] shift =
                IntStream.range(0, with.length).mapToDouble(i -> with[i] - without[i]).toArray();
            table.row(
                fillers.name(),
                fillers.place().name().toLowerCase(Locale.ROOT),
                (double) ids.size(),
                Spread.median(ids.stream().mapToDouble(answers::mass).toArray()),
                Spread.mean(shift),
                Spread.mean(
                    IntStream.range(0, shift.length)
                        .mapToDouble(i -> Math.abs(shift[i]))
                        .toArray()),
                Agreement.of(foretold, with).slope());
          }
        });
    return table.build();
  }

  private double[] scaled(Answers answers, List<String> ids) {
    return ids.stream().mapToDouble(id -> setting.task().scale(answers.among(id))[0]).toArray();
  }
}
