package dev.credence.torch.library;

import java.lang.foreign.Arena;

/**
 * An operator of libtorch's dispatcher, its names ready in native memory.
 *
 * @param name with its overload, such as {@code aten::add.Tensor}
 * @param nativeName the address of the name without the overload
 * @param nativeOverload the address of the overload, empty if it has none
 */
public record Operator(String name, long nativeName, long nativeOverload) {

  /** The operator of that name, such as {@code aten::add.Tensor}. */
  public static Operator of(String name) {
    int dot = name.indexOf('.');
    String bare = dot < 0 ? name : name.substring(0, dot);
    String overload = dot < 0 ? "" : name.substring(dot + 1);
    // Operators are constants of the program: their names live as long as it does.
    Arena arena = Arena.global();
    return new Operator(
        name, arena.allocateFrom(bare).address(), arena.allocateFrom(overload).address());
  }

  @Override
  public String toString() {
    return name;
  }
}
