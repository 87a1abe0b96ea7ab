package dev.credence.torch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the tensors made while it is the innermost open scope of its thread, and frees them all when
 * it closes. Tensors lie outside the Java heap, where no garbage collector sees them: without
 * scopes a loop fills the memory in seconds.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor hidden = Ops.silu(Ops.linear(x, w, null)); // freed with the intermediate one
 *   return scope.keep(Ops.sum(hidden, -1, false)); // handed to the enclosing scope
 * }
 * }</pre>
 *
 * A scope belongs to the thread that opened it; scopes close in the opposite order of opening.
 */
public final class Scope implements AutoCloseable {
  private final Workbench bench;
  private final @Nullable Scope enclosing;
  private final int depth;
  private final List<@Nullable Tensor> owned = new ArrayList<>();
  private boolean closed;

  private Scope(Workbench bench) {
    this.bench = bench;
    this.enclosing = bench.scope;
    this.depth = enclosing == null ? 0 : enclosing.depth + 1;
  }

  /** Opens a scope inside the innermost one of this thread. */
  public static Scope open() {
    Workbench bench = Workbench.mine();
    Scope scope = new Scope(bench);
    bench.scope = scope;
    return scope;
  }

  /**
   * Hands a tensor over to the scope around this one, or, if there is none, to the caller, who then
   * closes it. A tensor that outlives this scope anyway stays where it is.
   *
   * @return the tensor
   */
  public Tensor keep(Tensor tensor) {
    checkOpen();
    Scope owner = tensor.owner;
    if (owner != null && owner.bench == bench && owner.depth >= depth) {
      release(tensor);
      if (enclosing != null) {
        enclosing.adopt(tensor);
      }
    }
    return tensor;
  }

  /**
   * Takes a tensor out of whatever scope of this thread owns it: it lives until it is closed. For
   * tensors that belong to an object with a life of its own, such as a model's weights.
   *
   * @return the tensor
   */
  public static Tensor release(Tensor tensor) {
    Scope owner = tensor.owner;
    if (owner != null) {
      owner.checkThread();
      owner.owned.set(tensor.slot, null);
      tensor.owner = null;
    }
    return tensor;
  }

  /** How many tensors this scope would free if it closed now. */
  public int size() {
    int count = 0;
    for (Tensor tensor : owned) {
      if (tensor != null && !tensor.isClosed()) {
        count++;
      }
    }
    return count;
  }

  /**
   * Frees every tensor still owned, and closes scopes opened inside this one that are still open.
   * Closing again does nothing.
   *
   * @throws IllegalStateException on another thread than the one that opened it
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    checkThread();
    Scope innermost = bench.scope;
    while (innermost != null && innermost != this) {
      innermost.free();
      innermost = innermost.enclosing;
    }
    free();
    bench.scope = enclosing;
  }

  void adopt(Tensor tensor) {
    tensor.owner = this;
    tensor.slot = owned.size();
    owned.add(tensor);
  }

  private void free() {
    closed = true;
    for (int i = owned.size() - 1; i >= 0; i--) {
      Tensor tensor = owned.get(i);
      if (tensor != null) {
        tensor.close();
      }
    }
    owned.clear();
  }

  private void checkOpen() {
    checkThread();
    if (closed) {
      throw new IllegalStateException("this scope is closed, and its tensors with it");
    }
  }

  private void checkThread() {
    if (!bench.isMine()) {
      throw new IllegalStateException(
          "this scope was opened by another thread than " + Thread.currentThread().getName());
    }
  }
}
