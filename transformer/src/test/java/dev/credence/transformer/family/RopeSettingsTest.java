package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.transformer.config.PositionScheme.Rotary;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RopeSettingsTest {
  private static final Map<String, Object> LLAMA_3_1 =
      Map.of(
          "factor", 8.0,
          "low_freq_factor", 1.0,
          "high_freq_factor", 4.0,
          "original_max_position_embeddings", 8192);

  private static Rotary read(Map<String, Object> config, int dims) {
    return RopeSettings.read(new Settings("config.json", "", config), dims, 10_000);
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(strings = {"type", "rope_type"})
  void llama3FrequenciesAreThoseOfTransformersFormula(String key) {
    double[] found =
        read(Map.of("rope_theta", 5e5, "rope_scaling", with(LLAMA_3_1, key, "llama3")), 128)
            .frequencies();
    // From transformers' formula, written out in Python: kept, blended, and divided by 8.
    Map<Integer, Double> expected =
        Map.ofEntries(
            Map.entry(0, 1.0),
            Map.entry(1, 0.8146172338565447),
            Map.entry(20, 0.016560440080994446),
            Map.entry(28, 0.0032114459947525913),
            Map.entry(29, 0.002166570763503359),
            Map.entry(30, 0.0013718935677611381),
            Map.entry(31, 0.0008567514129196321),
            Map.entry(32, 0.0005248461609929547),
            Map.entry(33, 0.00031269375038406517),
            Map.entry(34, 0.00017850781276799638),
            Map.entry(35, 9.556212353964683e-05),
            Map.entry(36, 7.78465527393245e-05),
            Map.entry(40, 3.428102195952591e-05),
            Map.entry(63, 3.068925988914511e-07));
    assertThat(found).hasSize(64);
    expected.forEach((i, value) -> assertThat(found[i]).isCloseTo(value, within(1e-12 * value)));
  }

  @Test
  void theNewerSectionHoldsBaseAndScalingTogether() {
    Map<String, Object> section = with(with(LLAMA_3_1, "rope_type", "llama3"), "rope_theta", 5e5);
    assertThat(read(Map.of("rope_parameters", section), 128))
        .isEqualTo(new Rotary(128, 5e5, false, new RotaryScaling.Llama3(8, 1, 4, 8192)));
    assertThat(read(Map.of("rope_parameters", Map.of("rope_type", "default")), 8))
        .isEqualTo(new Rotary(8, 10_000, false, new RotaryScaling.Unscaled()));
  }

  @Test
  void linearScalingDividesEveryFrequency() {
    Rotary rotary = read(Map.of("rope_scaling", Map.of("type", "linear", "factor", 2.0)), 4);
    assertThat(rotary.frequencies()).containsExactly(.5, .005);
  }

  @Test
  void otherScalingsAreRefusedByName() {
    assertThatThrownBy(() -> read(Map.of("rope_scaling", Map.of("rope_type", "yarn")), 4))
        .hasMessage(
            "config.json: \"rope_scaling.rope_type\" is \"yarn\"; known are default, linear and"
                + " llama3");
  }
}
