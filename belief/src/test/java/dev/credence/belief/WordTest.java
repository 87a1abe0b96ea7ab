package dev.credence.belief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class WordTest {

  @Property(tries = 100)
  void evidenceIsAWordOfTwoSymbols(
      @ForAll @CharRange(from = 'X', to = 'Y') @StringLength(max = 12) String draws) {
    Evidence evidence = Evidence.of(draws);
    Word word = Word.of(evidence);
    assertThat(word.evidence()).isEqualTo(evidence);
    assertThat(word.counts(2)).isEqualTo(List.of(evidence.countX(), evidence.countY()));
    assertThat(word.length()).isEqualTo(evidence.length());
  }

  @Test
  void symbolsOutsideTheSourceAreRefused() {
    assertThat(Word.of(2, 0).then(1)).isEqualTo(Word.of(2, 0, 1)).hasToString("2 0 1");
    assertThat(Word.of(2, 0).last()).isZero();
    assertThat(Word.of().last()).isEqualTo(-1);
    assertThatThrownBy(() -> Word.of(2).evidence()).hasMessageContaining("evidence has X (0)");
    assertThatThrownBy(() -> Word.of(2).counts(2)).hasMessageContaining("the source has 0 to 1");
    assertThatThrownBy(() -> Word.of(-1)).hasMessageContaining("symbols count from 0");
  }
}
