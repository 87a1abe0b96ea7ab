package dev.credence.transformer.family;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.WeightProfile;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model's weights and all that keeps them alive: the tensors, memory outside the heap, and the
 * mapped files in which some of them lie. Closing frees the three together; the tensors must not be
 * used after that. Tensors that lie in a file are read-only memory: an operation in place on one of
 * them ends the process.
 */
public final class LoadedWeights implements AutoCloseable {
  private final ModelWeights weights;
  private final DType dtype;
  private final Device device;
  private final List<Tensor> tensors;
  private final Supplier<String> digest;
  private final Runnable memory;

  /**
   * Takes over what it is given.
   *
   * @param tensors all that {@code weights} are made of
   * @param memory frees what the tensors lie in
   */
  LoadedWeights(
      ModelWeights weights,
      DType dtype,
      Device device,
      List<Tensor> tensors,
      Supplier<String> digest,
      Runnable memory) {
    this.weights = weights;
    this.dtype = dtype;
    this.device = device;
    this.tensors = List.copyOf(tensors);
    this.digest = digest;
    this.memory = memory;
  }

  /** The weights, valid until {@link #close}. */
  public ModelWeights weights() {
    return weights;
  }

  /** Whether every layer stays as it is as long as this is open, rather than until the next. */
  public boolean areHeld() {
    return !(weights.layers() instanceof WidenedLayers);
  }

  /** The type in which they are to be used; {@link Blueprint#widened} may store others. */
  public DType dtype() {
    return dtype;
  }

  /** Where every weight lies. */
  public Device device() {
    return device;
  }

  /**
   * A fingerprint of what was loaded, before any conversion; worked out at the first call, which
   * reads the files once more.
   *
   * @return {@code sha256:} and 64 hex digits: as of {@link
   *     dev.credence.transformer.weights.Checkpoint#digest}, or for arrays over name, shape and
   *     single-precision values of each, in the order of names
   */
  public String digest() {
    return digest.get();
  }

  /**
   * Processes float32 weights, then brings them to their type and place. What was loaded belongs to
   * the result, and is freed at once where the result needs none of it.
   */
  LoadedWeights processed(ModelConfig config, WeightProfile profile, DType wanted, Device place) {
    boolean stays = wanted == dtype && place.equals(device);
    boolean done = false;
    try (var _ = Scope.open()) {
      IdentityHashMap<Tensor, Tensor> moved = new IdentityHashMap<>();
      ModelWeights result =
          profile
              .apply(config, weights)
              .map(
                  tensor ->
                      moved.computeIfAbsent(
                          tensor, t -> stays ? t : Ops.to(Ops.to(t, wanted), place)));
      List<Tensor> owned = new ArrayList<>();
      moved.values().forEach(tensor -> owned.add(Scope.release(tensor)));
      if (!stays) {
        close();
      }
      done = true;
      return new LoadedWeights(result, wanted, place, owned, digest, this::close);
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Frees tensors, memory and files. Closing again does nothing. */
  @Override
  public void close() {
    tensors.forEach(Tensor::close);
    memory.run();
  }
}
