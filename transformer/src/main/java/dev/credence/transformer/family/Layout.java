package dev.credence.transformer.family;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which stored tensor feeds which slot. A family fills one; what is not said here is not in the
 * model. Where no view is given, a tensor has its slot's own shape.
 */
final class Layout {
  /** The layer of slots that belong to none. */
  static final int NO_LAYER = -1;

  /** No model is near this; a larger number comes from a damaged configuration. */
  private static final int MOST_LAYERS = 10_000;

  /** Nor this; below it no product of two sizes is too large to be counted. */
  private static final long MOST_WIDTH = 1 << 24;

  /** A weight or a bias of one layer. */
  record Place(int layer, Slot slot, boolean bias) {}

  /** What feeds a place, and whether a checkpoint may lack it. */
  record Feed(Source source, boolean optional) {}

  /** A tensor that a checkpoint may hold, but whose numbers must all be zero, and why. */
  record Zero(Source source, String reason) {}

  private final ModelConfig config;
  private final Map<Place, Feed> feeds = new LinkedHashMap<>();
  private final Map<String, Zero> zeros = new LinkedHashMap<>();
  private final Set<String> readElsewhere = new LinkedHashSet<>();
  private final List<Pattern> ignored = new ArrayList<>();
  private @Nullable String prefix;

  Layout(ModelConfig config) {
    if (config.layers() > MOST_LAYERS) {
      throw new InvalidInputException(
          "model configuration: %,d layers; expected at most %,d", config.layers(), MOST_LAYERS);
    }
    for (Slot slot : new Slot[] {Slot.Q, Slot.K, Slot.O, Slot.PRE}) {
      long rows = slot.shape(config)[0];
      if (rows > MOST_WIDTH) {
        throw new InvalidInputException(
            "model configuration: %s would have %,d rows; expected at most %,d",
            slot, rows, MOST_WIDTH);
      }
    }
    this.config = config;
  }

  /** Some checkpoints of the family leave this off the front of every name. */
  Layout optionalPrefix(String text) {
    prefix = text;
    return this;
  }

  /** Tensors whose whole name matches are not weights: buffers that old versions saved. */
  Layout ignore(String regex) {
    ignored.add(Pattern.compile(regex));
    return this;
  }

  /** A tensor that the configuration was read from, and that no slot needs. */
  Layout readElsewhere(String tensor) {
    readElsewhere.add(tensor);
    return this;
  }

  /** A tensor that may be there as long as it changes nothing. */
  Layout zero(String tensor, String reason, long... shape) {
    zeros.put(tensor, new Zero(Source.of(tensor, shape), reason));
    return this;
  }

  /** The slots that belong to no layer. */
  In top() {
    return new In(NO_LAYER, "");
  }

  /** A layer's slots; {@code stem} goes in front of every name given. */
  In layer(int layer, String stem) {
    return new In(layer, stem);
  }

  /** The slots of one layer, or of none, being filled. */
  final class In {
    private final int layer;
    private final String stem;

    private In(int layer, String stem) {
      this.layer = layer;
      this.stem = stem;
    }

    /** A view that begins with a whole stored tensor of the given shape. */
    Source stored(String name, long... shape) {
      return Source.of(stem + name, shape);
    }

    /** A weight stored as its slot has it. */
    In weight(Slot slot, String name) {
      return weight(slot, stored(name, slot.shape(config)));
    }

    /** A weight by a view. */
    In weight(Slot slot, Source source) {
      return put(slot, false, source, false);
    }

    /** A bias stored as its slot has it. */
    In bias(Slot slot, String name) {
      return bias(slot, stored(name, slot.shape(config)[0]));
    }

    /** A bias by a view. */
    In bias(Slot slot, Source source) {
      return put(slot, true, source, false);
    }

    /** A bias that is 0 where the checkpoint lacks it. */
    In optionalBias(Slot slot, String name) {
      return optionalBias(slot, stored(name, slot.shape(config)[0]));
    }

    /** A bias by a view, 0 where the checkpoint lacks it. */
    In optionalBias(Slot slot, Source source) {
      return put(slot, true, source, true);
    }

    /** {@code NAME.weight} and, if there is one, {@code NAME.bias}, as their slot has them. */
    In linear(Slot slot, String name, boolean hasBias) {
      weight(slot, name + ".weight");
      return hasBias ? bias(slot, name + ".bias") : this;
    }

    private In put(Slot slot, boolean bias, Source source, boolean optional) {
      long[] shape = slot.shape(config);
      long expected = bias ? shape[0] : Arrays.stream(shape).reduce(1, Math::multiplyExact);
      if (source.elements() != expected) {
        throw new IllegalStateException(source + " does not fill " + slot);
      }
      feeds.put(new Place(layer, slot, bias), new Feed(source, optional));
      return this;
    }
  }

  /** The model that this fills. */
  ModelConfig config() {
    return config;
  }

  /** What feeds each place, in the order given. */
  Map<Place, Feed> feeds() {
    return feeds;
  }

  /** The tensors that must be zero. */
  Map<String, Zero> zeros() {
    return zeros;
  }

  /** Whether a tensor that no slot asks for may be there. */
  boolean mayIgnore(String tensor) {
    return readElsewhere.contains(tensor)
        || ignored.stream().anyMatch(pattern -> pattern.matcher(tensor).matches());
  }

  /** The name that a checkpoint with these names has for a tensor. */
  String nameIn(Set<String> names, String tensor) {
    return prefix != null
            && tensor.startsWith(prefix)
            && names.stream().noneMatch(name -> name.startsWith(prefix))
        ? tensor.substring(prefix.length())
        : tensor;
  }
}
