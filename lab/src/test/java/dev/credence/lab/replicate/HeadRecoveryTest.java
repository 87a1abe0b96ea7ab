package dev.credence.lab.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.lab.replicate.HeadRecovery.Head;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadRecoveryTest {
  private static Path resource(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(HeadRecoveryTest.class.getResource("/replica/" + name)).toURI());
  }

  /** Unmeasured heads are 0 in this file, and the choice depends on it. */
  @Test
  void thePythonNotebooksRecoveryGivesItsOwnChoiceOfHeads() throws IOException, URISyntaxException {
    NdArray array = Npy.read(resource("head_patching_recovery.npy"));
    HeadRecovery recovery = HeadRecovery.of(array, 30, 9, "recovery");
    assertThat(recovery.select(20).text())
        .isEqualTo(Files.readString(resource("selected_heads.txt")));
    assertThat(recovery.select(20).overlaps()).isFalse();
  }

  @Test
  void equalHeadsKeepTheirOrderAndUnmeasuredOnesAreLeftOut() {
    HeadRecovery recovery = HeadRecovery.unmeasured(2, 2);
    recovery.set(1, 1, 0.5);
    recovery.set(1, 0, 0.5);
    recovery.set(0, 1, -0.0);
    assertThat(recovery.select(2).bayes()).containsExactly(new Head(1, 0), new Head(1, 1));
    assertThat(recovery.select(1).anti()).containsExactly(new Head(0, 1));
    assertThat(recovery.unmeasured()).isEqualTo(1);
    assertThat(recovery.array().floats()[0]).isNaN();
    assertThat(recovery.arrayWithZeros().floats()[0]).isZero();
  }

  @Test
  void moreHeadsThanThereAreMeansAllOfThem() {
    HeadRecovery recovery = HeadRecovery.of(NdArray.of(new float[] {1, 2}, 1, 2), 1, 2, "r");
    assertThat(recovery.select(20).bayes()).hasSize(2);
    assertThat(recovery.select(20).overlaps()).isTrue();
  }

  @Test
  void anotherModelsShapeIsRefused() {
    assertThatThrownBy(() -> HeadRecovery.of(NdArray.of(new float[6], 2, 3), 30, 9, "r.npy"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("r.npy: its shape is [2, 3]")
        .hasMessageContaining("[30, 9] was expected");
  }

  @Test
  void aPairWithoutADifferenceRestoresNothing() {
    assertThat(HeadRecovery.recovery(1, 1, 3)).isZero();
    assertThat(HeadRecovery.recovery(2, 1, 1.25)).isEqualTo(0.25);
  }

  @Test
  void layer9SortsAfterLayer29UnlessALayerIsAskedFor(@TempDir Path folder) {
    Npy.write(folder.resolve("probe_w_layer29.npy"), NdArray.of(new float[] {3, 4}));
    Npy.write(folder.resolve("probe_w_layer9.npy"), NdArray.of(new float[] {0, 2}));
    ProbeDirection byName = Objects.requireNonNull(ProbeDirection.find(folder, null, 2, 30));
    assertThat(byName.layer()).isEqualTo(9);
    assertThat(byName.others()).isEqualTo(1);
    assertThat(byName.unit().floats()).containsExactly(0, 1);
    ProbeDirection asked = Objects.requireNonNull(ProbeDirection.find(folder, 29, 2, 30));
    assertThat(asked.unit().floats()).containsExactly(0.6f, 0.8f);
    ProbeDirection elsewhere = Objects.requireNonNull(ProbeDirection.find(folder, 8, 2, 30));
    assertThat(elsewhere.layer()).isEqualTo(8);
    assertThat(elsewhere.unit().floats()).containsExactly(0, 1);
    assertThatThrownBy(() -> ProbeDirection.find(folder, null, 3, 30))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the residual stream here is [3]");
    assertThatThrownBy(() -> ProbeDirection.find(folder, 30, 2, 30))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("this model has layers 0 to 29");
  }
}
