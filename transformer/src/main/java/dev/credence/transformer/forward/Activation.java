package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.gelu;
import static dev.credence.torch.Ops.geluTanh;
import static dev.credence.torch.Ops.mul;
import static dev.credence.torch.Ops.relu;
import static dev.credence.torch.Ops.silu;
import static dev.credence.torch.Ops.softmax;
import static dev.credence.torch.Ops.softplus;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ActivationFunction;

/** The MLP's nonlinearities. */
final class Activation {
  private Activation() {}

  /** {@code [row, d_mlp]} to the same shape. */
  static Tensor act(ActivationFunction function, Tensor x) {
    return switch (function) {
      case RELU -> relu(x);
      case GELU -> gelu(x);
      case GELU_TANH -> geluTanh(x);
      case SILU -> silu(x);
      case SOFTPLUS -> softplus(x);
      case SOLU_LN -> mul(x, softmax(x, -1)); // its layer norm has hooks, so the block does it
    };
  }
}
