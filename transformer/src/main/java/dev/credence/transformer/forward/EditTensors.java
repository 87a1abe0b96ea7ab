package dev.credence.transformer.forward;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.NdArray;
import java.util.Map;

/** The tensors that interventions name, brought to the engine when first used. */
final class EditTensors {
  private final Map<String, NdArray> arrays;

  EditTensors(Map<String, NdArray> arrays) {
    this.arrays = arrays;
  }

  /** The tensor of this name; it belongs to the open scope. */
  Tensor get(String name, DType dtype, Device device) {
    NdArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalStateException("no tensor \"" + name + "\"; the plan should have said so");
    }
    return Ops.to(Ops.to(Tensor.of(array.floats(), array.shape()), dtype), device);
  }
}
