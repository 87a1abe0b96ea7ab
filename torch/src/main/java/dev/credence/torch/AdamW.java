package dev.credence.torch;

import static dev.credence.torch.Workbench.call;

import dev.credence.torch.library.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adam with decoupled weight decay. <a href="https://arxiv.org/abs/1711.05101">Loshchilov and
 * Hutter</a>, algorithm 2 without a schedule:
 *
 * <pre>
 * p := p - lr weightDecay p
 * m := beta1 m + (1 - beta1) g          v := beta2 v + (1 - beta2) g²
 * p := p - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 * </pre>
 *
 * Owns its moments, whatever scope is open when it is made; close it.
 */
public final class AdamW implements AutoCloseable {
  private static final Operator FUSED = Operator.of("aten::_fused_adamw_");

  private final List<Tensor> parameters;
  private final List<Tensor> means = new ArrayList<>();
  private final List<Tensor> squares = new ArrayList<>();
  private final List<Tensor> steps = new ArrayList<>();
  private final double beta1;
  private final double beta2;
  private final double eps;
  private final double weightDecay;
  private double learningRate;

  /**
   * An optimiser of those parameters.
   *
   * @param parameters marked by {@link Autograd#requiresGrad}; they stay the caller's
   */
  public AdamW(
      List<Tensor> parameters,
      double learningRate,
      double beta1,
      double beta2,
      double eps,
      double weightDecay) {
    this.parameters = List.copyOf(parameters);
    this.learningRate = learningRate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.eps = eps;
    this.weightDecay = weightDecay;
    for (Tensor parameter : parameters) {
      long[] shape = parameter.shape().sizes();
      means.add(own(Tensor.zeros(parameter.dtype(), parameter.device(), shape)));
      squares.add(own(Tensor.zeros(parameter.dtype(), parameter.device(), shape)));
      steps.add(own(Tensor.zeros(DType.FLOAT32, parameter.device())));
    }
  }

  /** Changes the parameters by one step along their gradients; those without one stay. */
  public void step() {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      List<Tensor> moved = new ArrayList<>();
      List<Tensor> gradients = new ArrayList<>();
      List<Tensor> m = new ArrayList<>();
      List<Tensor> v = new ArrayList<>();
      List<Tensor> t = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        Optional<Tensor> gradient = Autograd.grad(parameters.get(i));
        if (gradient.isPresent()) {
          moved.add(parameters.get(i));
          gradients.add(gradient.get());
          m.add(means.get(i));
          v.add(squares.get(i));
          t.add(steps.get(i));
          // The operator reads the number of this step and leaves counting to its caller.
          Ops.copyInPlace(steps.get(i), Ops.add(steps.get(i), 1));
        }
      }
      if (!moved.isEmpty()) {
        call(FUSED)
            .tensors(moved)
            .tensors(gradients)
            .tensors(m)
            .tensors(v)
            .tensors(List.of())
            .tensors(t)
            .real(learningRate)
            .real(beta1)
            .real(beta2)
            .real(weightDecay)
            .real(eps)
            .bool(false)
            .bool(false)
            .none()
            .none()
            .nothing();
      }
    }
  }

  /**
   * What is remembered of one parameter between steps, to be kept and put back: changed in place,
   * the next step goes on from there.
   *
   * @param mean m, as the parameter
   * @param square v, as the parameter
   * @param steps t, float32, one number
   */
  public record Moments(Tensor mean, Tensor square, Tensor steps) {}

  /** The moments of each parameter, in the order given; they stay the optimiser's. */
  public List<Moments> moments() {
    List<Moments> moments = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      moments.add(new Moments(means.get(i), squares.get(i), steps.get(i)));
    }
    return moments;
  }

  /** Sets all gradients to zero; {@link Autograd#backward} adds to them. */
  public void zeroGrad() {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      for (Tensor parameter : parameters) {
        Autograd.grad(parameter).ifPresent(Ops::zeroInPlace);
      }
    }
  }

  /** Sets the learning rate of the steps to come. */
  public void setLearningRate(double learningRate) {
    this.learningRate = learningRate;
  }

  /** Frees the moments; the parameters stay. */
  @Override
  public void close() {
    for (List<Tensor> list : List.of(means, squares, steps)) {
      list.forEach(Tensor::close);
      list.clear();
    }
  }

  /** Takes a tensor out of the scope it was made in: the optimiser outlives that. */
  private static Tensor own(Tensor tensor) {
    return Scope.release(tensor);
  }
}
