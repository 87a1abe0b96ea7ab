package dev.credence.transformer;

import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.weights.NdArray;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Interventions by their definition: entry by entry, on the activation of one run, with donors that
 * are whole runs of their own.
 *
 * @param tensors that interventions name
 * @param donors what a run holds at a hook point, by the run's name; the flag asks for the unedited
 *     run of a prompt
 */
record PlainEdits(Map<String, NdArray> tensors, Donors donors) {
  /** Finds what another run holds. */
  interface Donors {
    PlainActivation at(String name, HookPoint point, boolean prompt);
  }

  void apply(Intervention edit, PlainActivation h) {
    Site site = edit.site();
    int[] positions = site.positions().resolve(h.length(), "");
    switch (edit) {
      case Scale scale -> each(site, positions, h, (i, e) -> scale.factor() * e.of(h));
      case Steer steer -> {
        double[] v = tensor(steer.vector());
        each(site, positions, h, (i, e) -> e.of(h) + steer.alpha() * e.of(v));
      }
      case Patch patch -> patch(site, positions, patch.from(), false, patch.fromPositions(), h);
      case Interchange swap -> interchange(swap, positions, h);
      case Ablate ablate -> ablate(ablate.kind(), site, positions, h);
    }
  }

  private void ablate(Ablation kind, Site site, int[] positions, PlainActivation h) {
    switch (kind) {
      case Ablation.Zero zero -> each(site, positions, h, (i, e) -> 0.0);
      case Ablation.Mean mean -> {
        PlainActivation old = h.copy();
        each(
            site,
            positions,
            h,
            (i, e) ->
                IntStream.range(0, h.length()).mapToDouble(p -> e.at(p).of(old)).sum()
                    / h.length());
      }
      case Ablation.Vector vector -> {
        double[] v = tensor(vector.value());
        each(site, positions, h, (i, e) -> e.of(v));
      }
      case Ablation.PositionVectors vectors -> {
        double[] v = tensor(vectors.value());
        int each = v.length / h.length();
        each(
            site,
            positions,
            h,
            (i, e) -> v[e.position() * each + e.headPlace() * e.entries() + e.entryPlace()]);
      }
      case Ablation.PositionMeans means ->
          each(
              site,
              positions,
              h,
              (i, e) ->
                  means.over().stream()
                      .mapToDouble(name -> e.of(donors.at(name, site.point(), true)))
                      .average()
                      .orElseThrow());
      case Ablation.Resample resample -> patch(site, positions, resample.from(), true, null, h);
    }
  }

  private void patch(
      Site site,
      int[] positions,
      String from,
      boolean prompt,
      @Nullable Positions fromPositions,
      PlainActivation h) {
    PlainActivation donor = donors.at(from, site.point(), prompt);
    int[] theirs = theirs(site, fromPositions, donor);
    // A donor's row of attention ends at its own last position: it looks at nothing behind that.
    double beyond = site.point().hook() == Hook.ATTN_SCORES ? Double.NEGATIVE_INFINITY : 0;
    each(
        site,
        positions,
        h,
        (i, e) -> e.entry() < donor.width() ? e.at(theirs[i]).of(donor) : beyond);
  }

  private static int[] theirs(Site site, @Nullable Positions fromPositions, PlainActivation donor) {
    return (fromPositions == null ? site.positions() : fromPositions).resolve(donor.length(), "");
  }

  /** h := h + (donor - h) U U^T, head by head. */
  private void interchange(Interchange swap, int[] positions, PlainActivation h) {
    PlainActivation donor = donors.at(swap.from(), swap.site().point(), false);
    int[] theirs = theirs(swap.site(), swap.fromPositions(), donor);
    double[] u = tensor(swap.basis()); // [entries, rank]
    PlainActivation old = h.copy();
    each(
        swap.site(),
        positions,
        h,
        (i, e) -> {
          int rank = u.length / e.entries();
          double moved = 0;
          for (int r = 0; r < rank; r++) {
            double along = 0;
            for (int j = 0; j < e.entries(); j++) {
              Entry other = e.entry(j, swap.site());
              along += (other.at(theirs[i]).of(donor) - other.of(old)) * u[j * rank + r];
            }
            moved += along * u[e.entryPlace() * rank + r];
          }
          return e.of(old) + moved;
        });
  }

  /** A function sees the activation of all positions as a tensor, here of doubles. */
  static void apply(Edit edit, PlainActivation h, int[] rowShape) {
    long[] shape = new long[rowShape.length + 1];
    shape[0] = h.length();
    for (int i = 0; i < rowShape.length; i++) {
      shape[i + 1] = rowShape[i];
    }
    int width = h.heads() * h.width();
    try (Scope scope = Scope.open()) {
      double[] flat = h.laidOut(false, IntStream.range(0, h.length()).toArray());
      double[] after = edit.function().apply(Tensor.of(flat, shape)).toDoubles();
      for (int p = 0; p < h.length(); p++) {
        System.arraycopy(after, p * width, h.rows()[p], 0, width);
      }
    }
  }

  /** One selected entry, and where it stands among those selected. */
  private record Entry(
      int position, int head, int entry, int headPlace, int entryPlace, int heads, int entries) {
    double of(PlainActivation h) {
      return h.get(position, head, entry);
    }

    /** Of {@code [entries]} or {@code [heads, entries]}. */
    double of(double[] vector) {
      return vector[vector.length == entries ? entryPlace : headPlace * entries + entryPlace];
    }

    Entry at(int other) {
      return new Entry(other, head, entry, headPlace, entryPlace, heads, entries);
    }

    Entry entry(int place, Site site) {
      int other = site.neurons().isEmpty() ? place : site.neurons().get(place);
      return new Entry(position, head, other, headPlace, place, heads, entries);
    }
  }

  private static void each(
      Site site, int[] positions, PlainActivation h, BiFunction<Integer, Entry, Double> value) {
    int[] heads = chosen(site.heads(), h.heads());
    int[] entries = chosen(site.neurons(), h.width());
    PlainActivation changed = h.copy();
    for (int i = 0; i < positions.length; i++) {
      for (int a = 0; a < heads.length; a++) {
        for (int b = 0; b < entries.length; b++) {
          Entry e =
              new Entry(positions[i], heads[a], entries[b], a, b, heads.length, entries.length);
          changed.set(positions[i], heads[a], entries[b], value.apply(i, e));
        }
      }
    }
    for (int p = 0; p < h.length(); p++) {
      System.arraycopy(changed.rows()[p], 0, h.rows()[p], 0, h.rows()[p].length);
    }
  }

  private static int[] chosen(List<Integer> named, int all) {
    return named.isEmpty()
        ? IntStream.range(0, all).toArray()
        : named.stream().mapToInt(Integer::intValue).toArray();
  }

  private double[] tensor(String name) {
    NdArray array = tensors.get(name);
    if (array == null) {
      throw new AssertionError("no tensor " + name);
    }
    return array.doubles();
  }
}
