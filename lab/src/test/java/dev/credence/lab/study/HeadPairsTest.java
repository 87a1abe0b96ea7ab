package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.Splits.Split;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeadPairsTest {
  @Test
  void membersOfAPairDifferInTheirCountsAlone() {
    Control control = Controls.named("exact-bayes-in-context@7");
    try (Model model = control.open(ModelOptions.standard())) {
      Setting setting = HeadFixture.setting(model, control.task(), 7);
      List<HeadPair> select = HeadPairs.of(setting, Split.SELECT, HeadOptions.STANDARD, 1);
      List<HeadPair> confirm = HeadPairs.of(setting, Split.CONFIRM, HeadOptions.STANDARD, 2);
      assertThat(select).hasSize(12);
      assertThat(confirm).hasSize(12);
      for (HeadPair pair : select) {
        assertThat(pair.clean().evidence().length()).isBetween(2, 12);
        assertThat(pair.clean().question()).isEqualTo(pair.corrupt().question());
        assertThat(pair.clean().presentation()).isEqualTo(pair.corrupt().presentation());
        assertThat(pair.clean().multiset()).isNotEqualTo(pair.corrupt().multiset());
        assertThat(
                Stream.of(pair.clean(), pair.corrupt(), pair.other())
                    .map(c -> List.of(c.evidence().length(), c.evidence().last()))
                    .distinct())
            .hasSize(1);
        assertThat(pair.strong().tokens()).hasSameSizeAs(pair.weak().tokens());
        assertThat(pair.weak().tokens().subList(0, pair.from()))
            .isEqualTo(pair.strong().tokens().subList(0, pair.from()))
            .isEqualTo(pair.third().tokens().subList(0, pair.from()));
        assertThat(Math.abs(belief(pair.clean())))
            .isGreaterThanOrEqualTo(Math.abs(belief(pair.corrupt())));
        assertThat(Math.abs(pair.exact().getFirst())).isGreaterThan(.05);
      }
      assertThat(sources(select)).as("sources take turns").hasSize(12);
      Set<DesignCell.Multiset> both = new HashSet<>(multisets(select));
      both.retainAll(multisets(confirm));
      assertThat(both).isEmpty();
      assertThat(multisets(confirm))
          .noneMatch(m -> setting.select().stream().anyMatch(c -> c.multiset().equals(m)))
          .noneMatch(m -> setting.fit().stream().anyMatch(c -> c.multiset().equals(m)));
    }
  }

  private static double belief(DesignCell cell) {
    return cell.question().value(TwoGeneratorsTask.LOG_ODDS, cell.evidence())[0];
  }

  private static Set<String> sources(List<HeadPair> pairs) {
    return pairs.stream().map(p -> p.corrupt().multiset().pair()).collect(Collectors.toSet());
  }

  private static Set<DesignCell.Multiset> multisets(List<HeadPair> pairs) {
    return pairs.stream()
        .flatMap(p -> Stream.of(p.clean(), p.corrupt(), p.other()))
        .map(DesignCell::multiset)
        .collect(Collectors.toSet());
  }
}
