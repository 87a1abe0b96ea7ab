package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void everyPlainTypeThatPythonWritesIsRead() {
    try (var file = Safetensors.open(Resource.path("dtypes.safetensors"))) {
      var types = Map.of("f8", "F64", "f4", "F32", "f2", "F16", "i8", "I64", "i4", "I32");
      types.forEach((k, v) -> assertThat(file.get("t." + k).type()).hasToString(v));
      for (var name : file.names()) {
        if (name.startsWith("t.")) {
          var expected = name.equals("t.?") ? new double[] {0, 1, 1, 1, 1, 1} : SMALL;
          assertThat(file.get(name).shape()).as(name).containsExactly(2, 3);
          assertThat(file.get(name).toArray().doubles()).as(name).containsExactly(expected);
        }
      }
      assertThat(file.get("scalar").shape()).isEmpty();
      assertThat(file.get("scalar").toFloats()).containsExactly(2.5f);
      assertThat(file.get("empty").shape()).containsExactly(0, 4);
      assertThat(file.get("empty").toFloats()).isEmpty();
      assertThat(file.has("hé")).isTrue();
      assertThat(file.metadata()).containsEntry("ü", "你").containsEntry("format", "np");
      assertThat(file.names()).hasSize(15);
    }
  }

  private static final double[] SMALL = {0, 1, 2, 3, 100, 7};

  @Test
  void whatIsWrittenIsReadBackAndLiesAligned() {
    var path = folder.resolve("a.safetensors");
    Map<String, NdArray> arrays =
        Map.of(
            "weights \"quoted\"\n", NdArray.of(new float[] {1, Float.NaN, -0f, 4, 5, 6}, 2, 3),
            "z", NdArray.of(new double[] {Math.PI}),
            "ids", NdArray.of(new long[] {Long.MIN_VALUE, 7}, 2),
            "none", NdArray.of(new float[0], 3, 0));
    Safetensors.write(path, arrays, Map.of("who", "a test"));
    try (var file = Safetensors.open(path)) {
      assertThat(file.names()).isEqualTo(arrays.keySet());
      arrays.forEach((name, a) -> assertThat(file.get(name).toArray()).isEqualTo(a));
      assertThat(file.names()).allMatch(n -> file.get(n).isAligned());
      assertThat(file.metadata()).isEqualTo(Map.of("who", "a test"));
    }
    assertThat(folder.toFile().list()).containsExactly("a.safetensors");
  }

  @Test
  void equalContentsGiveEqualFilesWhateverTheOrder() throws IOException {
    var a = StoredTensor.of("a", NdArray.of(new float[] {1}));
    var b = StoredTensor.of("b", NdArray.of(new float[] {2}));
    Safetensors.write(folder.resolve("1"), List.of(a, b), Map.of());
    Safetensors.write(folder.resolve("2"), List.of(b, a), Map.of());
    assertThat(Files.mismatch(folder.resolve("1"), folder.resolve("2"))).isEqualTo(-1);
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLineAndLeavesNothing() {
    var nowhere = folder.resolve("missing/a.safetensors");
    assertThatThrownBy(() -> Safetensors.write(nowhere, Map.<String, NdArray>of(), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its folder is not there");
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void aMissingTensorIsNamedWithItsNeighbours() {
    try (var file = Safetensors.open(Resource.path("dtypes.safetensors"))) {
      assertThatThrownBy(() -> file.get("scalars"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("no tensor \"scalars\" among its 15")
          .hasMessageContaining("\"scalar\"")
          .hasMessageContaining("dtypes.safetensors");
    }
  }

  @Test
  void integersAreNotTakenForWeights() {
    try (var file = Safetensors.open(Resource.path("dtypes.safetensors"))) {
      assertThatThrownBy(() -> file.get("t.i8").toFloats())
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("holds I64");
    }
  }

  @Test
  void theDigestIsWhatSha256sumPrints() throws Exception {
    var path = Resource.path("dtypes.safetensors");
    var expected = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
    try (var file = Safetensors.open(path)) {
      assertThat(file.digest()).isEqualTo("sha256:" + HexFormat.of().formatHex(expected));
    }
  }

  @Test
  void afterClosingDataCannotBeTouched() {
    var file = Safetensors.open(Resource.path("dtypes.safetensors"));
    var tensor = file.get("t.f4");
    file.close();
    file.close();
    assertThatThrownBy(tensor::toFloats).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyGoldenModelIsRead() throws IOException {
    int models = 0;
    try (var folders = Files.newDirectoryStream(SharedFolder.resolve("golden/models"))) {
      for (var model : folders) {
        try (var weights = Safetensors.openFolder(model);
            var reference = Safetensors.open(model.resolve("reference.safetensors"))) {
          assertThat(weights.names()).as(model.toString()).isNotEmpty();
          for (var name : weights.names()) {
            assertThat(weights.get(name).toArray().size())
                .isEqualTo((int) weights.get(name).elements());
          }
          assertThat(reference.get("tokens/clean").type()).isEqualTo(ElementType.I64);
          models++;
        }
      }
    }
    assertThat(models).isEqualTo(16);
  }

  @Test
  void theShardedModelEqualsTheSingleOneBitForBit() {
    try (var single = Safetensors.openFolder(SharedFolder.resolve("golden/models/llama_gqa"));
        var sharded =
            Safetensors.openFolder(SharedFolder.resolve("golden/models/llama_gqa_sharded"))) {
      assertThat(sharded.names()).isEqualTo(single.names());
      assertThat(sharded.file()).hasFileName("model.safetensors.index.json");
      for (var name : single.names()) {
        assertThat(sharded.get(name).toArray()).isEqualTo(single.get(name).toArray());
      }
    }
  }

  @Test
  void halfPrecisionModelsAreTheRoundedSinglePrecisionModel() {
    try (var single = Safetensors.openFolder(SharedFolder.resolve("golden/models/llama_gqa"));
        var half = Safetensors.openFolder(SharedFolder.resolve("golden/models/llama_gqa_fp16"));
        var brain = Safetensors.openFolder(SharedFolder.resolve("golden/models/llama_gqa_bf16"))) {
      for (var name : single.names()) {
        var exact = single.get(name).toFloats();
        var halves = half.get(name).toFloats();
        var brains = brain.get(name).toFloats();
        assertThat(half.get(name).type()).isEqualTo(ElementType.F16);
        assertThat(brain.get(name).type()).isEqualTo(ElementType.BF16);
        for (int i = 0; i < exact.length; i++) {
          assertThat(halves[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(exact[i])));
          assertThat(brains[i]).isEqualTo(roundedToBrainFloat(exact[i]));
        }
      }
    }
  }

  /** To nearest, ties to even. */
  private static float roundedToBrainFloat(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
  }
}
