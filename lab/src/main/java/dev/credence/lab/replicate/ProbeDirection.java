package dev.credence.lab.replicate;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A probe's direction, of length 1, and the layer at which to steer along it.
 *
 * @param unit {@code [d_model]}, w / (|w| + 1e-8)
 * @param layer steering adds to {@code resid_post} of this layer
 * @param file where it is from
 * @param others how many more files there were to choose from
 */
record ProbeDirection(NdArray unit, int layer, Path file, int others) {
  private static final Pattern NAME = Pattern.compile("probe_w_layer(\\d+)\\.npy");

  /**
   * Chooses a file as the notebook does, the last by name; or that of the layer asked for, if there
   * is one.
   *
   * @param steerLayer at which to steer, null for the layer in the file's name
   * @return null if there is no such file
   * @throws InvalidInputException if the probe or the layer is not of this model
   */
  static @Nullable ProbeDirection find(
      Path folder, @Nullable Integer steerLayer, int width, int layers) {
    List<Path> files = list(folder);
    if (files.isEmpty()) {
      return null;
    }
    Path chosen = files.getLast(); // quirk probe-by-name: layer9 comes after layer29
    Path asked = folder.resolve("probe_w_layer" + steerLayer + ".npy");
    if (steerLayer != null && files.contains(asked)) {
      chosen = asked;
    }
    int layer = steerLayer != null ? steerLayer : layerOf(chosen);
    if (layer >= layers) {
      throw new InvalidInputException(
          "%s: steering at resid_post of layer %d; this model has layers 0 to %d. Choose one with"
              + " --steer-layer",
          chosen, layer, layers - 1);
    }
    NdArray w = Npy.read(chosen);
    if (w.size() != width) {
      throw new InvalidInputException(
          "%s: it is %s; the residual stream here is [%d]. From another model?",
          chosen, Arrays.toString(w.shape()), width);
    }
    return new ProbeDirection(unit(w.floats()), layer, chosen, files.size() - 1);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> NAME.matcher(String.valueOf(f.getFileName())).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: this folder cannot be read (%s)", folder, e.getClass().getSimpleName())
          .withCause(e);
    }
  }

  private static int layerOf(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      throw new IllegalStateException(file.toString());
    }
    return Integer.parseInt(name.group(1));
  }

  private static NdArray unit(float[] w) {
    double squares = 0;
    for (float each : w) {
      squares += (double) each * each;
    }
    float length = (float) Math.sqrt(squares) + 1e-8f;
    float[] unit = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      unit[i] = w[i] / length;
    }
    return NdArray.of(unit);
  }
}
