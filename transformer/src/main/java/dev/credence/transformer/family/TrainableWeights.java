package dev.credence.transformer.family;

import dev.credence.torch.Autograd;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Weights that change: float32 tensors under TransformerLens's names and in its layouts, each one
 * whose gradient is wanted. The forward pass reads views of them, through which gradients come
 * back, so that what is trained is what is saved.
 *
 * <p>The tensors lie outside the Java heap, whatever scope was open when they were made; close it.
 */
public final class TrainableWeights implements AutoCloseable {
  private final ModelConfig config;
  private final Layout layout;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /**
   * One tensor.
   *
   * @param name TransformerLens's, such as {@code blocks.0.attn.W_Q}
   * @param tensor in its layout
   * @param decays whether weight decay pulls at it: at matrices that rows are multiplied by, not at
   *     embeddings, norms and biases
   */
  public record Parameter(String name, Tensor tensor, boolean decays) {}

  private TrainableWeights(ModelConfig config) {
    this.config = config;
    this.layout = TransformerLensLayout.of(config, true);
  }

  /**
   * Drawn weights, to begin with. Equal seeds give equal weights on every machine: {@link Random}'s
   * algorithm is specified.
   *
   * <pre>
   * matrices     normal, variance 1 / in; those that write into the stream 1 / (2 layers in)
   * embeddings   normal, variance 1 / d_model
   * norms        1        biases   0
   * </pre>
   */
  public static TrainableWeights drawn(ModelConfig config, long seed) {
    TrainableWeights weights = new TrainableWeights(config);
    Random random = new Random(seed);
    weights.layout.feeds().forEach((place, feed) -> weights.draw(place, feed.source(), random));
    return weights;
  }

  /**
   * Weights to go on from.
   *
   * @param arrays all that {@link #arrays} would give
   * @throws InvalidInputException if one is missing or of another shape
   */
  public static TrainableWeights of(ModelConfig config, Map<String, NdArray> arrays) {
    TrainableWeights weights = new TrainableWeights(config);
    weights
        .layout
        .feeds()
        .forEach(
            (place, feed) -> {
              Source source = feed.source();
              NdArray array = arrays.get(source.tensor());
              if (array == null || !Arrays.equals(array.shape(), source.stored())) {
                weights.close();
                throw new InvalidInputException(
                    "tensor %s: expected %s, found %s",
                    source.tensor(),
                    Arrays.toString(source.stored()),
                    array == null ? "none" : Arrays.toString(array.shape()));
              }
              weights.put(place, source, array.floats());
            });
    return weights;
  }

  private void draw(Layout.Place place, Source source, Random random) {
    long[] shape = place.slot().shape(config);
    float[] values = new float[Math.toIntExact(source.elements())];
    if (place.bias()) {
      put(place, source, values);
      return;
    }
    double layers = Math.max(1, 2.0 * config.layers());
    double deviation =
        switch (place.slot()) {
          case EMBED, POSITION_EMBED, Q, K, V, PRE, PRE_LINEAR, UNEMBED -> 1 / Math.sqrt(shape[1]);
          case O, OUT -> 1 / Math.sqrt(layers * shape[1]);
          case LN1, LN2, LN1_POST, LN2_POST, Q_NORM, K_NORM, MLP_NORM, FINAL_NORM -> 0;
        };
    for (int i = 0; i < values.length; i++) {
      values[i] = deviation == 0 ? 1 : (float) (deviation * random.nextGaussian());
    }
    put(place, source, values);
  }

  private void put(Layout.Place place, Source source, float[] values) {
    boolean decays =
        !place.bias()
            && switch (place.slot()) {
              case Q, K, V, O, PRE, PRE_LINEAR, OUT, UNEMBED -> true;
              default -> false;
            };
    Tensor tensor = Scope.release(Tensor.of(values, source.stored()));
    parameters.put(
        source.tensor(), new Parameter(source.tensor(), Autograd.requiresGrad(tensor), decays));
  }

  /** All of them, always in the same order. */
  public List<Parameter> parameters() {
    return new ArrayList<>(parameters.values());
  }

  /**
   * The weights as the forward pass reads them, computed from the tensors as they are now; they
   * belong to the open scope.
   */
  public ModelWeights weights() {
    Map<Layout.Place, Tensor> tensors = new HashMap<>();
    layout
        .feeds()
        .forEach(
            (place, feed) -> {
              long[] shape = place.slot().shape(config);
              Parameter own = parameters.get(feed.source().tensor());
              if (own == null) {
                throw new IllegalStateException(feed.source() + " was not made");
              }
              long[] axes = Arrays.stream(feed.source().axes()).asLongStream().toArray();
              tensors.put(
                  place,
                  // As files hold them: products with a transposed view are far slower here.
                  Ops.contiguous(
                      Ops.reshape(
                          Ops.permute(own.tensor(), axes),
                          place.bias() ? new long[] {shape[0]} : shape)));
            });
    return new Assembly(config, tensors).weights();
  }

  /** A copy of the tensors as they are now, by name. */
  public Map<String, NdArray> arrays() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    parameters.forEach(
        (name, own) ->
            arrays.put(name, NdArray.of(own.tensor().toFloats(), own.tensor().shape().sizes())));
    return arrays;
  }

  /** Frees the tensors. */
  @Override
  public void close() {
    parameters.values().forEach(own -> own.tensor().close());
    parameters.clear();
  }
}
