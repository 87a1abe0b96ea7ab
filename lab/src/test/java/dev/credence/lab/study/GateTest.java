package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.lab.control.Controls;
import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an instrument may speak. */
class GateTest {
  private static final String HERE = Instrument.id(Thresholds.STANDARD);
  private static final List<String> CONTROLS = Controls.calibration();

  private static Gate.Trial trial(String control, long seed, boolean right, boolean falseAlarm) {
    return new Gate.Trial(
        control, "N1", seed, "said", "wanted", right, falseAlarm, falseAlarm, 1, 1, 1, 1);
  }

  /** Every control right at every seed, but so many of the first. */
  private static List<Gate.Trial> record(int seeds, int wrong) {
    List<Gate.Trial> trials = new ArrayList<>();
    for (String control : CONTROLS) {
      for (int seed = 0; seed < seeds; seed++) {
        boolean first = control.equals(CONTROLS.getFirst());
        trials.add(trial(control, seed, !(first && seed < wrong), false));
      }
    }
    return trials;
  }

  @Test
  void theRecordThatShipsOpensItWithTwentySeedsOfEveryControl() {
    Gate shipped = Gate.shipped();
    assertThat(shipped.closed(Thresholds.STANDARD)).isEmpty();
    for (String control : CONTROLS) {
      assertThat(shipped.trials().stream().filter(t -> t.control().equals(control)))
          .as(control)
          .hasSizeGreaterThanOrEqualTo(20);
    }
  }

  @Test
  void nineteenOfTwentyOpenIt() {
    assertThat(new Gate(HERE, record(20, 1)).closed(Thresholds.STANDARD)).isEmpty();
    assertThat(new Gate(HERE, record(5, 0)).closed(Thresholds.STANDARD)).isEmpty();
  }

  @Test
  void eighteenOfTwentyKeepItClosedAndTheControlIsNamed() {
    assertThat(new Gate(HERE, record(20, 2)).closed(Thresholds.STANDARD))
        .hasValueSatisfying(why -> assertThat(why).contains(CONTROLS.getFirst() + " 18/20"));
    assertThat(new Gate(HERE, record(5, 1)).closed(Thresholds.STANDARD))
        .hasValueSatisfying(why -> assertThat(why).contains(CONTROLS.getFirst() + " 4/5"));
  }

  @Test
  void oneFalseMechanismClosesItHoweverManyAreRight() {
    List<Gate.Trial> trials = record(20, 0);
    trials.set(0, trial(CONTROLS.getFirst(), 0, false, true));
    assertThat(new Gate(HERE, trials).closed(Thresholds.STANDARD))
        .hasValueSatisfying(why -> assertThat(why).contains("a false mechanism"));
  }

  @Test
  void fewerThanFiveSeedsShowNothing() {
    assertThat(new Gate(HERE, record(4, 0)).closed(Thresholds.STANDARD))
        .hasValueSatisfying(why -> assertThat(why).contains(CONTROLS.getFirst() + " 4/4"));
  }

  @Test
  void aControlThatWasLeftOutIsMissed() {
    List<Gate.Trial> trials = record(20, 0);
    trials.removeIf(t -> t.control().equals("decorative-belief"));
    assertThat(new Gate(HERE, trials).closed(Thresholds.STANDARD))
        .hasValueSatisfying(why -> assertThat(why).contains("decorative-belief 0/0"));
  }

  @Test
  void noRecordIsNoCalibration() {
    Gate empty = new Gate(HERE, List.of());
    assertThat(empty.closed(Thresholds.STANDARD)).contains("there is no calibration record");
    assertThat(empty.summary()).isEqualTo("not calibrated");
  }

  @Test
  void anotherInstrumentsRecordSaysNothing() {
    Map<String, Double> moved = Thresholds.STANDARD.byName();
    moved.put("agreement", .7);
    Thresholds other = Thresholds.of(moved);
    assertThat(new Gate(HERE, record(20, 0)).closed(other))
        .hasValueSatisfying(
            why ->
                assertThat(why).contains(HERE, Instrument.id(other), "credence study --calibrate"));
  }

  @Test
  void readsWhatACalibrationWrites(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("calibration.json");
    Files.writeString(
        file,
        """
        {"instrument": "1-abc", "trials": [{"control": "markov", "group": "N2", "seed": 3,
          "verdict": "not Bayesian (Markov)", "expected": "not Bayesian", "right": true,
          "mechanism": false, "negative": true, "c4": null, "slope": 0.25, "c5": 1.0,
          "seconds": 2.5}]}
        """);
    Gate gate = Gate.read(file);
    assertThat(gate.instrument()).isEqualTo("1-abc");
    assertThat(gate.summary()).isEqualTo("1/1");
    Gate.Trial trial = gate.trials().getFirst();
    assertThat(trial.control()).isEqualTo("markov");
    assertThat(trial.seed()).isEqualTo(3);
    assertThat(trial.negative()).isTrue();
    assertThat(trial.c4()).isNaN();
    assertThat(trial.slope()).isEqualTo(.25);
    assertThat(gate.table().size()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNoRecordIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("broken.json"), "{\"instrument\": ");
    assertThatThrownBy(() -> Gate.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("broken.json: no JSON");
    assertThatThrownBy(() -> Gate.read(folder.resolve("gone.json")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("gone.json");
  }
}
