package dev.credence.transformer.family;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Layers in float32, each made from what is stored when it is asked for. Its tensors belong to the
 * innermost open scope and lie in a buffer that the next layer overwrites: only the layer asked for
 * last may be used.
 *
 * <p>Embedding and unembedding are not layers and can be larger than one. Where they are stored as
 * floats they stay as they are: the forward pass widens the rows that it reads.
 */
final class WidenedLayers extends AbstractList<LayerWeights> {
  private static final long ALIGNMENT = 64;

  private final ModelConfig config;
  private final Fit fit;
  private final Device device;
  private final Arena arena;
  private @Nullable MemorySegment buffer;
  private long used;

  private WidenedLayers(ModelConfig config, Fit fit, Device device, Arena arena) {
    this.config = config;
    this.fit = fit;
    this.device = device;
    this.arena = arena;
  }

  /**
   * Lays them over stored tensors.
   *
   * @param stock belongs to the result from here on; it is closed if this fails
   */
  // The arena goes with the result, or is closed by the run of free.
  @SuppressWarnings("MustBeClosedChecker")
  static LoadedWeights load(String family, Layout layout, Stock stock, Device device) {
    Arena arena = Arena.ofShared();
    Runnable free = stock.closingWith(arena);
    boolean loaded = false;
    try (var _ = Scope.open()) {
      ModelConfig config = layout.config();
      Fit fit = Fit.of(family, layout, stock);
      Map<Layout.Place, Tensor> tensors = new HashMap<>();
      for (Fit.Use use : ofLayer(fit, Layout.NO_LAYER).uses()) {
        Precision precision = precision(use);
        tensors.putAll(
            Blueprint.tensors(
                config,
                Loading.load(new Fit(List.of(use)), precision, arena),
                precision.dtype(),
                device));
      }
      ModelWeights weights =
          new Assembly(config, tensors).weights(new WidenedLayers(config, fit, device, arena));
      List<Tensor> owned = tensors.values().stream().distinct().map(Scope::release).toList();
      loaded = true;
      return new LoadedWeights(weights, DType.FLOAT32, device, owned, stock.digest(), free);
    } finally {
      if (!loaded) {
        free.run();
      }
    }
  }

  /** That of the file for what can be used where it lies and is read row by row, else float32. */
  private static Precision precision(Fit.Use use) {
    boolean byRow =
        use.views().entrySet().stream()
            .allMatch(
                view ->
                    (view.getKey().slot() == Slot.EMBED || view.getKey().slot() == Slot.UNEMBED)
                        && !view.getKey().bias()
                        && view.getValue().isOnePiece()
                        && !view.getValue().isPlusOne());
    return byRow && use.tensor().isAligned()
        ? Precision.ofStored(use.tensor().type()).orElse(Precision.SINGLE)
        : Precision.SINGLE;
  }

  private static Fit ofLayer(Fit fit, int layer) {
    return new Fit(
        fit.uses().stream()
            .map(use -> new Fit.Use(use.tensor(), ofLayer(use.views(), layer)))
            .filter(use -> !use.views().isEmpty())
            .toList());
  }

  private static Map<Layout.Place, Source> ofLayer(Map<Layout.Place, Source> views, int layer) {
    Map<Layout.Place, Source> own = new LinkedHashMap<>(views);
    own.keySet().removeIf(place -> place.layer() != layer);
    return own;
  }

  @Override
  public LayerWeights get(int layer) {
    used = 0;
    Map<Layout.Place, MemorySegment> memory =
        Loading.load(ofLayer(fit, layer), Precision.SINGLE, this::allocate);
    return new Assembly(config, Blueprint.tensors(config, memory, DType.FLOAT32, device))
        .layer(layer);
  }

  @Override
  public int size() {
    return config.layers();
  }

  /** Room in the buffer, which is made when the first layer needs any. */
  private synchronized MemorySegment allocate(long bytes, long alignment) {
    if (buffer == null) {
      long most = 0;
      for (int layer = 0; layer < config.layers(); layer++) {
        most =
            Math.max(
                most,
                ofLayer(fit, layer).uses().stream().mapToLong(WidenedLayers::bytesAtMost).sum());
      }
      buffer = arena.allocate(most, ALIGNMENT);
    }
    MemorySegment room = buffer.asSlice(used, bytes, alignment);
    used = Math.ceilDiv(used + bytes, ALIGNMENT) * ALIGNMENT;
    return room;
  }

  private static long bytesAtMost(Fit.Use use) {
    long viewed = use.views().values().stream().mapToLong(Source::elements).sum();
    return Float.BYTES * Math.max(viewed, use.tensor().elements()) + ALIGNMENT * use.views().size();
  }
}
