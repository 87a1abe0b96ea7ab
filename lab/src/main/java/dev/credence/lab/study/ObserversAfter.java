package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPair;
import dev.credence.belief.observer.Shown;
import dev.credence.belief.observer.tournament.Standing;
import dev.credence.belief.observer.tournament.TournamentResult;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.study.Exchanges.Cells;
import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the edited model becomes: the same tournament, on answers that were given with the Z of a
 * donor asked the same question. Held against the donor's draws, a belief leaves the observer what
 * it was; held against the base's own draws, which the model still saw, nothing should be left of
 * it. If it is the other way round, Z did nothing.
 */
final class ObserversAfter {
  /** Fewer exchanges than these tell no observers apart. */
  private static final int LEAST_PAIRS = 40;

  private final Setting setting;
  private final List<DonorPair> pairs;

  ObserversAfter(Setting setting) {
    this.setting = setting;
    this.pairs = setting.same().pairs();
  }

  private record Told(String edit, String draws, TournamentResult<? extends Shown> result) {}

  /** A row an observer, for no edit and for the exchange as either draws tell it. */
  Table table(Answers answers, Cells cells) {
    List<String> columns = new ArrayList<>(List.of("edit", "told_by"));
    columns.addAll(StudyTables.SCORES);
    columns.add("parameters");
    Table.Builder table = Table.builder("observers_after", columns.toArray(String[]::new));
    if (pairs.size() >= LEAST_PAIRS) {
      for (Told told :
          List.of(
              told("none", "own draws", answers, cells.before(), DonorPair::base),
              told("donor's Z", "the donor's draws", answers, cells.after(), DonorPair::donor),
              told("donor's Z", "own draws", answers, cells.after(), DonorPair::base))) {
        for (Standing<? extends Shown> standing : told.result().standings()) {
          List<Object> row = new ArrayList<>(List.of(told.edit(), told.draws()));
          row.addAll(StudyTables.scores(standing));
          row.add(StudyTables.parameters(standing));
          table.row(row.toArray());
        }
      }
    }
    return table.build();
  }

  private Told told(
      String edit,
      String draws,
      Answers answers,
      List<String> ids,
      Function<DonorPair, DesignCell> shown) {
    List<DesignCell> cells = new ArrayList<>();
    List<double[]> said = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      DonorPair pair = pairs.get(i);
      cells.add(shown.apply(pair));
      said.add(answers.among(ids.get(i)));
    }
    return new Told(edit, draws, Tournaments.judge(cells, said, setting.options().seed()));
  }
}
