package dev.credence.torch;

import static dev.credence.torch.Workbench.call;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.credence.torch.library.Operator;
import dev.credence.torch.library.StableAbi;
import java.util.List;
import java.util.Optional;

/**
 * Gradients, by reverse accumulation. They are not recorded unless a thread asks for it: a forward
 * pass would otherwise keep everything it computes.
 *
 * <pre>{@code
 * try (Autograd.Mode on = Autograd.withGrad()) {
 *   Autograd.backward(Ops.sum(Ops.square(x))); // x from Autograd.requiresGrad
 * }
 * Tensor slope = Autograd.grad(x).orElseThrow();
 * }</pre>
 */
public final class Autograd {
  private static final Operator BACKWARD = Operator.of("aten::_backward");
  private static final Operator RETAIN_GRAD = Operator.of("aten::retain_grad");

  private Autograd() {}

  /** While open, its thread records or does not; closing brings back what was before. */
  public static final class Mode implements AutoCloseable {
    private final Workbench bench;
    private final boolean before;

    private Mode(boolean recording) {
      bench = Workbench.mine();
      before = bench.recording();
      bench.recording(recording);
    }

    /**
     * Brings back what was before.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
      if (!bench.isMine()) {
        throw new IllegalStateException("this mode was opened by another thread");
      }
      bench.recording(before);
    }
  }

  /** Records on this thread until closed. */
  public static Mode withGrad() {
    return new Mode(true);
  }

  /** Does not record on this thread until closed. */
  public static Mode noGrad() {
    return new Mode(false);
  }

  /** Whether this thread records. */
  public static boolean isEnabled() {
    return Workbench.mine().recording();
  }

  /**
   * Marks a floating-point tensor that was not computed as one whose gradient is wanted.
   *
   * @return the tensor
   */
  public static Tensor requiresGrad(Tensor t) {
    Workbench.mine().check(StableAbi.requiresGrad(t.handle(), true), "requiresGrad", t);
    return t;
  }

  /** Whether a gradient will reach this tensor: it is marked, or computed from one that is. */
  public static boolean isRequired(Tensor t) {
    Workbench.mine();
    return StableAbi.requiresGrad(t.handle());
  }

  /**
   * Keeps the gradient of a computed tensor, which {@link #backward} would drop: how the gradient
   * at a hook point is had.
   *
   * @return the tensor
   */
  public static Tensor retainGrad(Tensor t) {
    call(RETAIN_GRAD).tensor(t).nothing();
    return t;
  }

  /**
   * Adds to the gradient of every marked tensor the derivative of {@code loss} with respect to it,
   * and frees the record.
   *
   * @param loss one element, computed from at least one marked tensor while recording
   */
  public static void backward(Tensor loss) {
    backward(loss, false);
  }

  /**
   * As {@link #backward(Tensor)}.
   *
   * @param retainGraph whether to keep the record, so that it may be walked again
   */
  public static void backward(Tensor loss, boolean retainGraph) {
    call(BACKWARD)
        .tensor(loss)
        .tensors(List.of())
        .none()
        .optionalInteger(retainGraph ? 1 : 0)
        .bool(false)
        .nothing();
  }

  /** The gradient collected so far, sharing memory with it; empty if none has come. */
  public static Optional<Tensor> grad(Tensor t) {
    Workbench bench = Workbench.mine();
    long borrowed = StableAbi.grad(t.handle());
    var out = bench.dispatcher().out();
    bench.check(StableAbi.defined(borrowed, out.address()), "grad", t);
    if (out.get(JAVA_BYTE, 0) == 0) {
      return Optional.empty();
    }
    return Optional.of(new Tensor(bench.dispatcher().duplicate(borrowed), null, bench));
  }
}
