package dev.credence.transformer.learn;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training in a file: safetensors with the weights, their moments as {@code NAME/mean}, {@code
 * NAME/square} and {@code NAME/steps}, and what every step found as {@code loss} {@code [step, 2]}.
 *
 * @param arrays weights and moments
 * @param losses one a step
 */
record TrainingState(Map<String, NdArray> arrays, List<Training.Loss> losses) {
  private static final String LOSS = "loss";
  private static final String IDENTITY = "training";

  void write(Path file, String identity) {
    Map<String, NdArray> all = new LinkedHashMap<>(arrays);
    double[] curve = new double[2 * losses.size()];
    for (int i = 0; i < losses.size(); i++) {
      curve[2 * i] = losses.get(i).crossEntropyNats();
      curve[2 * i + 1] = losses.get(i).divergenceNats();
    }
    all.put(LOSS, NdArray.of(curve, losses.size(), 2));
    Safetensors.write(file, all, Map.of(IDENTITY, identity));
  }

  static TrainingState read(Path file, String identity) {
    try (Checkpoint checkpoint = Safetensors.open(file)) {
      String found = String.valueOf(checkpoint.metadata().get(IDENTITY));
      if (!identity.equals(found)) {
        throw new InvalidInputException(
            "%s: it is of another training (%s), not of this one (%s). Give another folder, or take"
                + " the file away to begin anew",
            file, found, identity);
      }
      Map<String, NdArray> arrays = new LinkedHashMap<>();
      checkpoint.names().forEach(name -> arrays.put(name, checkpoint.get(name).toArray()));
      List<Training.Loss> losses = new ArrayList<>();
      NdArray curve = checkpoint.get(LOSS).toArray();
      double[] values = curve.doubles();
      for (int i = 0; i < values.length / 2; i++) {
        losses.add(new Training.Loss(values[2 * i], values[2 * i + 1]));
      }
      arrays.remove(LOSS);
      return new TrainingState(arrays, losses);
    }
  }

  NdArray array(String name) {
    NdArray array = arrays.get(name);
    if (array == null) {
      throw new InvalidInputException("checkpoint: %s is missing; begin anew", name);
    }
    return array;
  }
}
