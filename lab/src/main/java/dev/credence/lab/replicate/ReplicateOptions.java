package dev.credence.lab.replicate;

import dev.credence.belief.prompt.Control;
import dev.credence.transformer.config.InvalidInputException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen about the notebooks' analysis; {@link #NOTEBOOK} is what they chose.
 *
 * @param parts which notebooks to run, in their order
 * @param seed of NumPy's {@code default_rng}; the coins take the next
 * @param nTotal draws in each sequence of a sweep
 * @param permutations orders of each number of X in the sweeps of notebooks 02 and 03
 * @param behaviourPermutations the same in notebook 01
 * @param control what the prompts of notebooks 02 and 03 say about the draws
 * @param topK how many heads of highest and of lowest recovery to ablate
 * @param patchEveryLayer whether heads of every layer are patched, not only of the last eight
 * @param steerLayer at which layer's {@code resid_post} to steer; null for the one in the name of
 *     the probe's file
 * @param steerAlpha how far to steer before the dose response, in lengths of the unit direction
 */
public record ReplicateOptions(
    Set<Part> parts,
    long seed,
    int nTotal,
    int permutations,
    int behaviourPermutations,
    Control control,
    int topK,
    boolean patchEveryLayer,
    @Nullable Integer steerLayer,
    double steerAlpha) {

  /** Layers the notebook patches, counted from the last. */
  public static final int LAST_LAYERS = 8;

  /** As the notebooks have it. */
  public static final ReplicateOptions NOTEBOOK =
      new ReplicateOptions(
          EnumSet.allOf(Part.class), 0, 10, 5, 10, Control.ORDER_IRRELEVANT, 20, false, null, 5);

  /**
   * Checks what can be checked without a model.
   *
   * @throws InvalidInputException if a number is out of range
   */
  public ReplicateOptions {
    parts = Set.copyOf(parts);
    if (parts.isEmpty()) {
      throw new InvalidInputException(
          "replicate: no part is chosen; there are behaviour, localise, causal");
    }
    atLeast("--seed", seed, 0);
    atLeast("--n-total", nTotal, 1);
    atLeast("--permutations", permutations, 1);
    atLeast("permutations of the behaviour part", behaviourPermutations, 1);
    atLeast("--top-k", topK, 1);
    if (steerLayer != null) {
      atLeast("--steer-layer", steerLayer, 0);
    }
    if (!Double.isFinite(steerAlpha)) {
      throw new InvalidInputException("--steer-alpha is %s; give a finite number", steerAlpha);
    }
  }

  /**
   * The chosen parts in the order in which they run.
   *
   * @return at least one
   */
  public List<Part> partsInOrder() {
    return parts.stream().sorted().toList();
  }

  /**
   * The same for some parts only.
   *
   * @param others at least one
   * @return other options
   */
  public ReplicateOptions withParts(Set<Part> others) {
    return new ReplicateOptions(
        others,
        seed,
        nTotal,
        permutations,
        behaviourPermutations,
        control,
        topK,
        patchEveryLayer,
        steerLayer,
        steerAlpha);
  }

  /**
   * The same with other sweeps.
   *
   * @param draws in each sequence
   * @param orders of each number of X in notebooks 02 and 03
   * @return other options
   */
  public ReplicateOptions withSweep(int draws, int orders) {
    return new ReplicateOptions(
        parts,
        seed,
        draws,
        orders,
        behaviourPermutations,
        control,
        topK,
        patchEveryLayer,
        steerLayer,
        steerAlpha);
  }

  /**
   * The same with another seed.
   *
   * @param other seed, not negative
   * @return other options
   */
  public ReplicateOptions withSeed(long other) {
    return new ReplicateOptions(
        parts,
        other,
        nTotal,
        permutations,
        behaviourPermutations,
        control,
        topK,
        patchEveryLayer,
        steerLayer,
        steerAlpha);
  }

  /**
   * The same with another wording in notebooks 02 and 03.
   *
   * @param other what is said about the draws
   * @return other options
   */
  public ReplicateOptions withControl(Control other) {
    return new ReplicateOptions(
        parts,
        seed,
        nTotal,
        permutations,
        behaviourPermutations,
        other,
        topK,
        patchEveryLayer,
        steerLayer,
        steerAlpha);
  }

  /**
   * The same with another choice of heads.
   *
   * @param k heads in each group
   * @param everyLayer whether to patch every layer
   * @return other options
   */
  public ReplicateOptions withHeads(int k, boolean everyLayer) {
    return new ReplicateOptions(
        parts,
        seed,
        nTotal,
        permutations,
        behaviourPermutations,
        control,
        k,
        everyLayer,
        steerLayer,
        steerAlpha);
  }

  /**
   * The same with other steering.
   *
   * @param layer at whose {@code resid_post} to steer, null as the probe's file says
   * @param alpha how far
   * @return other options
   */
  public ReplicateOptions withSteering(@Nullable Integer layer, double alpha) {
    return new ReplicateOptions(
        parts,
        seed,
        nTotal,
        permutations,
        behaviourPermutations,
        control,
        topK,
        patchEveryLayer,
        layer,
        alpha);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new InvalidInputException("%s is %d; expected %d or more", name, value, least);
    }
  }
}
