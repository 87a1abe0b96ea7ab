package dev.credence.transformer.forward;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.NdArray;
import java.util.Map;

/**
 * The tensors that interventions name, brought to the engine when first used. Those that are being
 * learnt are there already and stand before arrays of the same name.
 */
final class EditTensors {
  private final Map<String, NdArray> arrays;
  private final Map<String, Tensor> learnt;

  EditTensors(Map<String, NdArray> arrays, Map<String, Tensor> learnt) {
    this.arrays = arrays;
    this.learnt = learnt;
  }

  /** The tensor of this name; it belongs to the open scope. */
  Tensor get(String name, DType dtype, Device device) {
    Tensor own = learnt.get(name);
    if (own != null) {
      return Ops.to(Ops.to(own, dtype), device);
    }
    NdArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalStateException("no tensor \"" + name + "\"; the plan should have said so");
    }
    return Ops.to(Ops.to(Tensor.of(array.floats(), array.shape()), dtype), device);
  }
}
