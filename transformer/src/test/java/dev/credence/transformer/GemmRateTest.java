package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.credence.torch.DType;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class GemmRateTest {
  private static final double NO_REPEATS = 1;

  private static ModelConfig.Builder sizes() {
    return ModelConfig.builder().layers(2).dModel(12).heads(3).kvHeads(1).dHead(5).vocab(7);
  }

  @Test
  void everyShapeOfTheModelsWeightsIsMeasuredOnce() {
    GemmRate rate = GemmRate.measure(sizes().dMlp(20).build(), ModelOptions.standard(), NO_REPEATS);
    assertThat(rate.products())
        .extracting(GemmRate.Product::weight, GemmRate.Product::in, GemmRate.Product::out)
        .containsExactly(
            tuple("query", 12, 15),
            tuple("key", 12, 5),
            tuple("attention output", 15, 12),
            tuple("MLP input", 12, 20),
            tuple("MLP output", 20, 12),
            tuple("unembedding", 12, 7));
    assertThat(rate.products())
        .allSatisfy(
            product -> {
              assertThat(product.rows()).isEqualTo(512);
              assertThat(product.flopPerSecond()).isPositive().isFinite();
              assertThat(product.flopPerSecond()).isLessThanOrEqualTo(rate.best());
            });
  }

  @Test
  void equalShapesAreOne() {
    ModelConfig square = sizes().dHead(4).build();
    assertThat(GemmRate.measure(square, ModelOptions.standard(), NO_REPEATS).products())
        .extracting(GemmRate.Product::weight)
        .containsExactly("query", "key", "unembedding");
  }

  @Test
  void nothingIsLeftBehindInAnyPrecision() {
    long before = Tensor.live();
    for (DType type : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16}) {
      GemmRate.measure(sizes().build(), ModelOptions.standard().withDtype(type), NO_REPEATS);
    }
    assertThat(Tensor.live()).isEqualTo(before);
  }

  @Test
  void theEngineSaysWhatItIs() {
    Engine engine = Engine.here();
    assertThat(engine.version()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(engine.folder()).matches(Files::isDirectory);
    assertThat(engine.threads()).isPositive();
    assertThat(engine.installed()).isEqualTo(System.getenv("CREDENCE_LIBTORCH") != null);
  }
}
