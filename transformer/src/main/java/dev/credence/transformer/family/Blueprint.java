package dev.credence.transformer.family;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Shape;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.WeightProfile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a configuration says: the model's sizes and choices, and where its weights are stored. */
public final class Blueprint {
  private final String family;
  private final Layout layout;

  /**
   * A blueprint.
   *
   * @param family what it was read from, for messages
   */
  Blueprint(String family, Layout layout) {
    this.family = family;
    this.layout = layout;
  }

  /** Sizes and choices. */
  public ModelConfig config() {
    return layout.config();
  }

  /** Where this was read from: {@code model_type llama}, {@code GGUF architecture gpt2}, ... */
  public String family() {
    return family;
  }

  /**
   * Loads a checkpoint. Tensors that have the asked type and the right layout are used where they
   * lie in the file; quantised ones become float32 and are rounded from there if need be.
   *
   * @param checkpoint belongs to the result from here on; it is closed if this fails
   * @param dtype float32, float16 or bfloat16
   * @param device where the weights shall lie
   * @return to be closed by the caller
   * @throws InvalidInputException if tensors are missing, left over, of another shape or not of
   *     real numbers; the message lists them
   * @throws IllegalArgumentException for another type
   * @throws dev.credence.torch.TorchException if there is no such device
   */
  public LoadedWeights load(Checkpoint checkpoint, DType dtype, Device device) {
    return load(checkpoint, dtype, device, WeightProfile.RAW);
  }

  /**
   * Loads a checkpoint and processes its weights. That is done in float32, whatever is asked for.
   *
   * @param checkpoint as above
   * @param dtype as above
   * @param device as above
   * @param profile the steps to do
   * @return to be closed by the caller
   * @throws InvalidInputException as above
   */
  public LoadedWeights load(
      Checkpoint checkpoint, DType dtype, Device device, WeightProfile profile) {
    return load(Stock.of(checkpoint), dtype, device, profile);
  }

  /**
   * Lays float32 weights over a checkpoint without holding them: each layer is widened when the
   * forward pass comes to it and given up when it leaves, so that memory holds one layer of a model
   * whose float32 weights might not fit. Every pass pays for it. Weights to be processed are held
   * as a whole all the same.
   *
   * @param checkpoint as above
   * @param device as above
   * @param profile as above
   * @return to be closed by the caller. An embedding and unembedding that are stored as floats stay
   *     in the type in which they are stored
   * @throws InvalidInputException as above
   */
  public LoadedWeights widened(Checkpoint checkpoint, Device device, WeightProfile profile) {
    return widened(Stock.of(checkpoint), device, profile);
  }

  /**
   * The same with raw weights over a checkpoint that somebody else has open: mapped a second time,
   * its pages would count twice.
   *
   * @param checkpoint stays the caller's, and must stay open as long as the result is used
   * @param device as above
   * @return to be closed by the caller
   * @throws InvalidInputException as above
   */
  public LoadedWeights widenedBeside(Checkpoint checkpoint, Device device) {
    return widened(Stock.of(checkpoint).borrowed(), device, WeightProfile.RAW);
  }

  LoadedWeights widened(Stock stock, Device device, WeightProfile profile) {
    return profile.stepsFor(config()).isEmpty()
        ? WidenedLayers.load(family, layout, stock, device)
        : load(stock, DType.FLOAT32, device, profile);
  }

  LoadedWeights load(Stock stock, DType dtype, Device device, WeightProfile profile) {
    return profile.stepsFor(config()).isEmpty()
        ? load(stock, dtype, device)
        : load(stock, DType.FLOAT32, Device.CPU).processed(config(), profile, dtype, device);
  }

  // The arena goes with the result, or is closed by the run of free.
  @SuppressWarnings("MustBeClosedChecker")
  private LoadedWeights load(Stock stock, DType dtype, Device device) {
    Arena arena = Arena.ofShared();
    Runnable free = stock.closingWith(arena);
    boolean loaded = false;
    try (var _ = Scope.open()) {
      Fit fit = Fit.of(family, layout, stock);
      Map<Layout.Place, MemorySegment> memory = Loading.load(fit, Precision.of(dtype), arena);
      Map<Layout.Place, Tensor> tensors = tensors(config(), memory, dtype, device);
      ModelWeights weights = new Assembly(config(), tensors).weights();
      List<Tensor> owned = tensors.values().stream().distinct().map(Scope::release).toList();
      if (!device.equals(Device.CPU)) {
        free.run();
      }
      loaded = true;
      return new LoadedWeights(weights, dtype, device, owned, stock.digest(), free);
    } finally {
      if (!loaded) {
        free.run();
      }
    }
  }

  /** One tensor for each piece of memory: a tied unembedding is the embedding itself. */
  static Map<Layout.Place, Tensor> tensors(
      ModelConfig config, Map<Layout.Place, MemorySegment> memory, DType dtype, Device device) {
    record Piece(MemorySegment memory, Shape shape) {}
    Map<Piece, Tensor> made = new HashMap<>();
    Map<Layout.Place, Tensor> tensors = new HashMap<>();
    memory.forEach(
        (place, numbers) -> {
          long[] shape = place.slot().shape(config);
          Piece piece = new Piece(numbers, place.bias() ? Shape.of(shape[0]) : Shape.of(shape));
          tensors.put(
              place,
              made.computeIfAbsent(piece, p -> tensor(p.memory(), dtype, p.shape(), device)));
        });
    return tensors;
  }

  private static Tensor tensor(MemorySegment memory, DType dtype, Shape shape, Device device) {
    Tensor here = Tensor.wrap(memory, dtype, shape);
    return device.equals(Device.CPU) ? here : Ops.to(here, device);
  }
}
