package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.PlainModel;
import dev.credence.transformer.weights.ModelWeights.NormWeights;
import dev.credence.transformer.weights.WeightProfile;
import dev.credence.transformer.weights.WeightProfile.Step;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightProfileTest {
  private static final long[] TOKENS = {3, 0, 17, 5, 5, 41, 2};

  @ParameterizedTest
  @CsvSource({
    "gpt2, FOLD_LAYER_NORM",
    "gpt2, CENTRE_WRITING_WEIGHTS",
    "gpt2, CENTRE_UNEMBED",
    "gpt2, FOLD_VALUE_BIASES",
    "llama_gqa, FOLD_LAYER_NORM",
    "llama_gqa, CENTRE_WRITING_WEIGHTS",
    "llama_gqa, CENTRE_UNEMBED",
    "tl_relu_1head, FOLD_LAYER_NORM",
    "tl_relu_1head, CENTRE_WRITING_WEIGHTS",
    "tl_relu_1head, FOLD_VALUE_BIASES",
    "tl_attn_only, FOLD_LAYER_NORM",
    "tl_attn_only, FOLD_VALUE_BIASES",
    "gemma2, FOLD_LAYER_NORM",
    "pythia, FOLD_LAYER_NORM",
    "qwen3, FOLD_LAYER_NORM",
    "pythia, CENTRE_WRITING_WEIGHTS",
    "qwen2, FOLD_VALUE_BIASES"
  })
  void aStepChangesNoLogitButByAConstantOfItsRow(String name, Step step) {
    assertSamePredictions(Golden.tiny(name), new WeightProfile(Set.of(step)), step);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2",
    "llama_gqa",
    "llama_tied",
    "tl_relu_1head",
    "tl_attn_only",
    "pythia",
    "qwen2"
  })
  void allStepsTogetherChangeNoLogitButByAConstantOfItsRow(String name) {
    assertSamePredictions(Golden.tiny(name), WeightProfile.TRANSFORMER_LENS, Step.CENTRE_UNEMBED);
  }

  private static void assertSamePredictions(Golden golden, WeightProfile profile, Step step) {
    double[][] raw = logits(golden, WeightProfile.RAW);
    double[][] processed = logits(golden, profile);
    for (int p = 0; p < raw.length; p++) {
      double shift = 0;
      if (step == Step.CENTRE_UNEMBED) {
        for (int i = 0; i < raw[p].length; i++) {
          shift += (raw[p][i] - processed[p][i]) / raw[p].length;
        }
        assertThat(Math.abs(shift)).isGreaterThan(1e-4);
      }
      for (int i = 0; i < raw[p].length; i++) {
        assertThat(processed[p][i] + shift).isCloseTo(raw[p][i], within(Golden.TOLERANCE));
      }
    }
  }

  private static double[][] logits(Golden golden, WeightProfile profile) {
    Blueprint blueprint = golden.blueprint();
    try (LoadedWeights loaded =
        blueprint.load(golden.checkpoint(), DType.FLOAT32, Device.CPU, profile)) {
      return new PlainModel(blueprint.config(), loaded.weights()).logits(TOKENS);
    }
  }

  @Test
  void groupedValueBiasesAreFoldedToTheHeadsThatShareThem() {
    double[][][] logits = new double[2][][];
    WeightProfile[] profiles = {
      WeightProfile.RAW, new WeightProfile(Set.of(Step.FOLD_VALUE_BIASES))
    };
    for (int i = 0; i < 2; i++) {
      try (LoadedWeights loaded =
          GatedLens.blueprint()
              .load(GatedLens.checkpoint(), DType.FLOAT32, Device.CPU, profiles[i])) {
        logits[i] =
            new PlainModel(GatedLens.blueprint().config(), loaded.weights())
                .logits(new long[] {4, 0, 1, 1});
        assertThat(loaded.weights().layers().getFirst().v().bias() == null).isEqualTo(i == 1);
      }
    }
    for (int p = 0; p < 4; p++) {
      assertThat(logits[1][p]).containsExactly(logits[0][p], within(1e-6));
    }
  }

  @Test
  void afterFoldingNormsHaveNoWeightsAndWhatReadsThemIsCentred() {
    Golden golden = Golden.tiny("gpt2");
    try (LoadedWeights loaded =
        golden
            .blueprint()
            .load(golden.checkpoint(), DType.FLOAT32, Device.CPU, WeightProfile.TRANSFORMER_LENS)) {
      var weights = loaded.weights();
      assertThat(weights.finalNorm()).isEqualTo(NormWeights.NONE);
      for (var layer : weights.layers()) {
        assertThat(layer.ln1()).isEqualTo(NormWeights.NONE);
        assertThat(layer.ln2()).isEqualTo(NormWeights.NONE);
        assertThat(layer.v().bias()).isNull();
        assertMeanZero(layer.q().weight(), 1);
        assertMeanZero(layer.o().weight(), 0);
      }
      assertMeanZero(weights.embed(), 1);
      assertMeanZero(weights.unembed().weight(), 0);
      assertMeanZero(weights.unembed().weight(), 1);
    }
  }

  private static void assertMeanZero(Tensor matrix, int dim) {
    try (Tensor means = Ops.mean(matrix, dim, false)) {
      for (float mean : means.toFloats()) {
        assertThat(mean).isCloseTo(0, within(1e-6f));
      }
    }
  }

  @Test
  void processedWeightsAreFreedAndAloneInTheirPrecision() {
    long before = Tensor.live();
    Golden golden = Golden.tiny("gpt2");
    for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
      try (LoadedWeights loaded =
          golden
              .blueprint()
              .load(golden.checkpoint(), dtype, Device.CPU, WeightProfile.TRANSFORMER_LENS)) {
        loaded
            .weights()
            .map(
                tensor -> {
                  assertThat(tensor.dtype()).isEqualTo(dtype);
                  return tensor;
                });
      }
      assertThat(Tensor.live()).isEqualTo(before);
    }
  }

  @Test
  void onlyStepsThatDoSomethingAreRecorded() {
    assertThat(
            WeightProfile.TRANSFORMER_LENS.stepsFor(Golden.tiny("llama_gqa").blueprint().config()))
        .containsExactly(Step.FOLD_LAYER_NORM, Step.CENTRE_UNEMBED, Step.FOLD_VALUE_BIASES);
    assertThat(WeightProfile.TRANSFORMER_LENS.stepsFor(Golden.tiny("gpt2").blueprint().config()))
        .containsExactlyElementsOf(EnumSet.allOf(Step.class));
  }

  @Test
  void profilesAreReadFromTheirNames() {
    assertThat(WeightProfile.parse("raw")).isEqualTo(WeightProfile.RAW);
    assertThat(WeightProfile.parse("transformer_lens")).isEqualTo(WeightProfile.TRANSFORMER_LENS);
    WeightProfile two = WeightProfile.parse("centre_unembed, fold_layer_norm");
    assertThat(two).hasToString("fold_layer_norm,centre_unembed");
    assertThat(WeightProfile.parse(two.toString())).isEqualTo(two);
    assertThatThrownBy(() -> WeightProfile.parse("fold_ln"))
        .hasMessageContaining("weight processing \"fold_ln\" is not known; known are raw, ");
  }
}
