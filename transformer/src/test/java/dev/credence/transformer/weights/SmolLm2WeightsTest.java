package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real file: SmolLM2-135M-Instruct in Q4_1. */
@Tag("realModel")
class SmolLm2WeightsTest {
  private static final String FOLDER = "models/smollm2-135m-instruct-q4_1/";

  private static Checkpoint open() {
    return Gguf.open(SharedFolder.resolve(FOLDER + "SmolLM2-135M-Instruct.Q4_1.gguf"));
  }

  @Test
  void tensorsAndMetadataAreThoseOfItsDescription() {
    try (var model = open()) {
      var byType =
          model.names().stream()
              .map(n -> model.get(n).type())
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(byType)
          .isEqualTo(Map.of(ElementType.Q4_1, 210L, ElementType.F32, 61L, ElementType.Q8_0, 1L));
      assertThat(model.get("token_embd.weight").shape()).containsExactly(49152, 576);
      assertThat(model.get("blk.29.attn_k.weight").shape()).containsExactly(192, 576);
      assertThat(model.get("blk.0.ffn_down.weight").shape()).containsExactly(576, 1536);
      assertThat(model.metadata())
          .containsEntry("general.architecture", "llama")
          .containsEntry("llama.block_count", 30L)
          .containsEntry("llama.attention.layer_norm_rms_epsilon", 1e-5f)
          .containsEntry("tokenizer.ggml.pre", "smollm");
      assertThat((List<?>) model.metadata().get("tokenizer.ggml.tokens")).hasSize(49152);
    }
  }

  @Test
  void theDigestIsTheOneItWasPublishedWith() {
    try (var model = open()) {
      assertThat(model.digest())
          .isEqualTo("sha256:b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
    }
  }

  /** The reference holds the embedding of the last token of each prompt. */
  @Test
  void embeddingsEqualTheReferenceExactly() {
    try (var model = open();
        var reference = Safetensors.open(SharedFolder.resolve(FOLDER + "reference.safetensors"))) {
      var table = model.get("token_embd.weight").toFloats();
      List<Integer> rows = new ArrayList<>();
      for (var prompt : List.of("evidence", "evidence_bos", "facts_bos")) {
        var expected = reference.get(prompt + ".hook_embed").toFloats();
        for (int row = 0; row < 49152; row++) {
          if (Arrays.equals(table, row * 576, row * 576 + 576, expected, 0, 576)) {
            rows.add(row);
          }
        }
      }
      assertThat(rows).hasSize(3);
    }
  }

  @Test
  void everyTensorEqualsTheDefinitionOfItsFormat() {
    try (var model = open()) {
      for (var name : model.names()) {
        var tensor = model.get(name);
        if (!tensor.type().isQuantised()) {
          continue;
        }
        var floats = tensor.toFloats();
        int size = tensor.type().blockSize();
        int width = tensor.type().blockBytes();
        // Every 97th block: all tensors, a hundredth of the work.
        for (int block = 0; block < floats.length / size; block += 97) {
          var bytes =
              tensor.data().asSlice((long) block * width, width).toArray(ValueLayout.JAVA_BYTE);
          for (int i = 0; i < size; i++) {
            assertThat(floats[block * size + i])
                .isEqualTo(SlowDequantiser.weight(tensor.type(), bytes, i));
          }
        }
      }
    }
  }

  /** A generous bound that only a loss of all speed breaks; the usual time is a tenth of it. */
  @Test
  void allWeightsAreDequantisedInTime() {
    try (var model = open();
        var arena = Arena.ofShared()) {
      long elements = model.names().stream().mapToLong(n -> model.get(n).elements()).sum();
      var target = arena.allocate(4 * elements, 64);
      long start = System.nanoTime();
      long at = 0;
      for (var name : model.names()) {
        var tensor = model.get(name);
        tensor.dequantise(target.asSlice(4 * at, 4 * tensor.elements()));
        at += tensor.elements();
      }
      assertThat(elements).isEqualTo(134_515_008);
      assertThat((System.nanoTime() - start) / 1e9).as("seconds").isLessThan(5);
    }
  }
}
