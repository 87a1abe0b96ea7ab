package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Checks that the tensors an intervention names exist and fit its site. */
final class EditShapes {
  private final HookTable hooks;
  private final Map<String, NdArray> tensors;

  EditShapes(HookTable hooks, Map<String, NdArray> tensors) {
    this.hooks = hooks;
    this.tensors = tensors;
  }

  /**
   * Checks one intervention on a prompt of {@code length} tokens.
   *
   * @throws InvalidInputException if a tensor is missing or does not fit
   */
  void check(Intervention intervention, int length) {
    Site site = intervention.site();
    int[] row = selected(site);
    switch (intervention) {
      case Steer steer -> {
        rowsOnly(site, "steer");
        expect(steer.vector(), site, "steer vector", row, lastAxis(row));
      }
      case Interchange swap -> {
        rowsOnly(site, "interchange");
        NdArray basis = tensor(swap.basis(), site, "interchange basis");
        int width = row[row.length - 1];
        if (basis.shape().length != 2 || basis.shape()[0] != width) {
          throw misfit("interchange basis", swap.basis(), basis, site, "[" + width + ", r]");
        }
        orthonormal(swap.basis(), basis);
      }
      case Ablate ablate -> {
        switch (ablate.kind()) {
          case Ablation.Vector vector -> {
            rowsOnly(site, "ablate vector");
            expect(vector.value(), site, "ablate value", row, lastAxis(row));
          }
          case Ablation.PositionVectors vectors -> {
            rowsOnly(site, "ablate position_vectors");
            int[] full = IntStream.concat(IntStream.of(length), Arrays.stream(row)).toArray();
            expect(vectors.value(), site, "ablate value", full, full);
          }
          case Ablation.Mean mean -> rowsOnly(site, "ablate mean");
          case Ablation.PositionMeans means -> rowsOnly(site, "ablate position_means");
          case Ablation.Zero zero -> {}
          case Ablation.Resample resample -> {}
        }
      }
      case Patch patch -> {}
      case Scale scale -> {}
    }
  }

  private void rowsOnly(Site site, String operation) {
    if (site.point().hook().isAttention()) {
      throw new InvalidInputException(
          "%s %s: its rows are as long as the prompt is; ablate zero, scale and patch work there",
          operation, site.point());
    }
  }

  /** Sizes of what the site selects of one row. */
  private int[] selected(Site site) {
    int[] row = hooks.rowShape(site.point()).clone();
    if (!site.heads().isEmpty()) {
      row[0] = site.heads().size();
    }
    if (!site.neurons().isEmpty()) {
      row[row.length - 1] = site.neurons().size();
    }
    return row;
  }

  private static int[] lastAxis(int[] row) {
    return new int[] {row[row.length - 1]};
  }

  private void expect(String name, Site site, String what, int[] shape, int[] orShape) {
    NdArray array = tensor(name, site, what);
    long[] found = array.shape();
    if (!same(found, shape) && !same(found, orShape)) {
      String expected = Arrays.toString(shape);
      throw misfit(
          what,
          name,
          array,
          site,
          Arrays.equals(shape, orShape) ? expected : expected + " or " + Arrays.toString(orShape));
    }
  }

  private static boolean same(long[] found, int[] expected) {
    return Arrays.equals(found, Arrays.stream(expected).asLongStream().toArray());
  }

  private NdArray tensor(String name, Site site, String what) {
    NdArray array = tensors.get(name);
    if (array == null) {
      throw new InvalidInputException(
          "%s \"%s\" at %s: no tensor has this name; there are %s",
          what, name, site.point(), List.copyOf(tensors.keySet()));
    }
    return array;
  }

  private InvalidInputException misfit(
      String what, String name, NdArray array, Site site, String expected) {
    Hook hook = site.point().hook();
    return new InvalidInputException(
        "%s \"%s\" is %s; %s%s takes %s. From another model?",
        what,
        name,
        Arrays.toString(array.shape()),
        site.point(),
        hook.hasHeads() && !site.heads().isEmpty() ? " heads " + site.heads() : "",
        expected);
  }

  private static void orthonormal(String name, NdArray basis) {
    int width = (int) basis.shape()[0];
    int rank = (int) basis.shape()[1];
    float[] u = basis.floats();
    for (int a = 0; a < rank; a++) {
      for (int b = a; b < rank; b++) {
        double product = 0;
        for (int i = 0; i < width; i++) {
          product += (double) u[i * rank + a] * u[i * rank + b];
        }
        if (!(Math.abs(product - (a == b ? 1 : 0)) < 1e-3)) {
          throw new InvalidInputException(
              "interchange basis \"%s\": column %d times column %d is %.4f; columns must be"
                  + " orthonormal, so orthonormalise them (QR) first",
              name, a, b, product);
        }
      }
    }
  }
}
