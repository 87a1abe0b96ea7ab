package dev.credence.transformer.hook;

import dev.credence.transformer.config.InvalidInputException;

/**
 * A hook of one layer: {@code blocks.7.attn.hook_z}.
 *
 * @param hook which
 * @param layer counted from 0; -1 for hooks that no layer has
 */
public record HookPoint(Hook hook, int layer) implements Comparable<HookPoint> {

  /** Checks that a layer is given exactly where the hook has one. */
  public HookPoint {
    if (hook.layered() != (layer >= 0)) {
      throw new InvalidInputException(
          hook.layered()
              ? "hook %s: it has a layer; write blocks.0.%1$s"
              : "hook %s: it has no layer; write it as it stands",
          hook.suffix());
    }
  }

  /** The hook point of a hook that every layer has. */
  public static HookPoint of(Hook hook, int layer) {
    return new HookPoint(hook, layer);
  }

  /** The hook point of a hook outside the blocks. */
  public static HookPoint of(Hook hook) {
    return new HookPoint(hook, -1);
  }

  /**
   * Reads TransformerLens's name.
   *
   * @throws InvalidInputException for a name that is none
   */
  public static HookPoint parse(String name) {
    String suffix = name;
    int layer = -1;
    if (name.startsWith("blocks.")) {
      int dot = name.indexOf('.', 7);
      try {
        layer = Integer.parseInt(dot < 0 ? "" : name.substring(7, dot));
      } catch (NumberFormatException e) {
        throw new InvalidInputException(
            "%s: expected a layer after \"blocks.\", as in blocks.0.hook_resid_post", name);
      }
      suffix = name.substring(dot + 1);
    }
    for (Hook hook : Hook.values()) {
      if (hook.suffix().equals(suffix) && hook.layered() == (layer >= 0)) {
        return new HookPoint(hook, layer);
      }
    }
    throw new InvalidInputException(
        "%s: no hook has this name. All hooks of a model: credence inspect MODEL", name);
  }

  /** TransformerLens's name. */
  public String name() {
    return hook.layered() ? "blocks." + layer + "." + hook.suffix() : hook.suffix();
  }

  /** In the order in which a forward pass reaches them. */
  @Override
  public int compareTo(HookPoint other) {
    int byPlace = Integer.compare(place(), other.place());
    return byPlace != 0 ? byPlace : hook.compareTo(other.hook);
  }

  private int place() {
    return switch (hook.stage()) {
      case EMBEDDING -> -1;
      case KEYS, QUERIES, OUTPUT -> layer;
      case FINAL -> Integer.MAX_VALUE;
    };
  }

  @Override
  public String toString() {
    return name();
  }
}
