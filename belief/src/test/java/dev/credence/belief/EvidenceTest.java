package dev.credence.belief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.numpy.NumpyRandom;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  @Test
  void aBlockHasEveryXBeforeEveryY() {
    assertThat(Evidence.block(3, 5)).isEqualTo(Evidence.of("XXXYY"));
    assertThat(Evidence.block(0, 0)).isEqualTo(Evidence.NONE);
  }

  @Test
  void anotherLetterIsRefusedAndNamed() {
    assertThatThrownBy(() -> Evidence.of("XXA"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("evidence \"XXA\": draw 2 is 'A'; expected X or Y");
  }

  @Test
  void moreXThanDrawsAreRefused() {
    assertThatThrownBy(() -> Evidence.block(6, 5))
        .hasMessage("evidence: 6 X among 5 draws; expected between 0 and 5");
    assertThatThrownBy(() -> Evidence.block(-1, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void aPermutationKeepsTheCounts(@ForAll @XyText String draws, @ForAll int seed) {
    Evidence evidence = Evidence.of(draws);
    Evidence permuted = evidence.permuted(NumpyRandom.ofSeed(Integer.toUnsignedLong(seed)));
    assertThat(permuted.length()).isEqualTo(evidence.length());
    assertThat(permuted.countX()).isEqualTo(evidence.countX());
  }

  @Property
  void symbolsPrefixesAndGrowthTellTheSameStory(@ForAll @XyText String draws) {
    Evidence evidence = Evidence.of(draws);
    Evidence grown = Evidence.NONE;
    for (int i = 0; i < evidence.length(); i++) {
      assertThat(evidence.symbols().get(i)).isEqualTo(evidence.get(i));
      grown = grown.then(evidence.get(i));
      assertThat(evidence.prefix(i + 1)).isEqualTo(grown);
    }
    assertThat(grown).isEqualTo(evidence).hasToString(draws);
    assertThat(evidence.relabelled().relabelled()).isEqualTo(evidence);
    assertThat(evidence.relabelled().countX()).isEqualTo(evidence.countY());
  }

  /** A text of X and Y. */
  @StringLength(max = 30)
  @CharRange(from = 'X', to = 'Y')
  @Retention(RetentionPolicy.RUNTIME)
  @interface XyText {}
}
