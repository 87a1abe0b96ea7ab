package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.WeightProfile;

/**
 * Choices made when a model is opened; all are recorded with results.
 *
 * @param dtype precision of weights and activations
 * @param device where they lie
 * @param profile how weights are processed; raw unless somebody says otherwise
 * @param activationBytes memory that the activations of one wave of cells may take; a run whose
 *     cells need more is cut into waves
 * @param precisionCheck whether experiments in a reduced precision compute some of their cells in
 *     float32 as well, and report the difference; see {@link PrecisionCheck}
 */
public record ModelOptions(
    DType dtype,
    Device device,
    WeightProfile profile,
    long activationBytes,
    boolean precisionCheck) {

  /** Bytes of activations at once where nothing else is said: 512 MiB. */
  public static final long ACTIVATION_BYTES = 512L << 20;

  /** The scientific standard: float32, raw weights, CPU. */
  public static ModelOptions standard() {
    return new ModelOptions(DType.FLOAT32, Device.CPU, WeightProfile.RAW, ACTIVATION_BYTES, true);
  }

  /** The same in another precision. */
  public ModelOptions withDtype(DType other) {
    return new ModelOptions(other, device, profile, activationBytes, precisionCheck);
  }

  /** The same on another device. */
  public ModelOptions withDevice(Device other) {
    return new ModelOptions(dtype, other, profile, activationBytes, precisionCheck);
  }

  /**
   * The same in the precision and on the device that a user names.
   *
   * @param precision {@code f32}, {@code bf16} or {@code f16}
   * @param place {@code cpu}, {@code cuda} or {@code cuda:1}
   * @throws InvalidInputException if there is none of that name
   */
  public ModelOptions named(String precision, String place) {
    DType type =
        switch (precision) {
          case "f32" -> DType.FLOAT32;
          case "bf16" -> DType.BFLOAT16;
          case "f16" -> DType.FLOAT16;
          default ->
              throw new InvalidInputException(
                  "precision \"%s\" is not one of f32, bf16, f16", precision);
        };
    try {
      return withDtype(type).withDevice(Device.parse(place));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("%s", String.valueOf(e.getMessage())).withCause(e);
    }
  }

  /** The same with weights processed in another way. */
  public ModelOptions withProfile(WeightProfile other) {
    return new ModelOptions(dtype, device, other, activationBytes, precisionCheck);
  }

  /** The same with another bound on the activations of one wave. */
  public ModelOptions withActivationBytes(long bytes) {
    return new ModelOptions(dtype, device, profile, bytes, precisionCheck);
  }

  /** The same with or without the comparison to float32. */
  public ModelOptions withPrecisionCheck(boolean wanted) {
    return new ModelOptions(dtype, device, profile, activationBytes, wanted);
  }
}
