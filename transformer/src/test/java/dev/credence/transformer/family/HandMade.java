package dev.credence.transformer.family;

import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.StoredTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** A checkpoint of arrays, to be changed by tests at will. */
final class HandMade implements Checkpoint {
  final Map<String, NdArray> arrays = new LinkedHashMap<>();
  final Map<String, Object> metadata = new LinkedHashMap<>();
  boolean closed;
  private final Random random = new Random(7);

  /** The tensors of a file, copied. */
  static HandMade copyOf(Checkpoint file) {
    HandMade copy = new HandMade();
    file.names().forEach(name -> copy.arrays.put(name, file.get(name).toArray()));
    return copy;
  }

  /** A tensor of random numbers. */
  HandMade random(String name, long... shape) {
    int size = 1;
    for (long axis : shape) {
      size *= (int) axis;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian() / 4;
    }
    arrays.put(name, NdArray.of(values, shape));
    return this;
  }

  @Override
  public Set<String> names() {
    return arrays.keySet();
  }

  @Override
  public StoredTensor get(String name) {
    return StoredTensor.of(name, Objects.requireNonNull(arrays.get(name)));
  }

  @Override
  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  @Override
  public Path file() {
    return Path.of("hand-made.gguf");
  }

  @Override
  public Map<String, Object> metadata() {
    return metadata;
  }

  @Override
  public String digest() {
    return "sha256:none";
  }

  @Override
  public void close() {
    closed = true;
  }
}
