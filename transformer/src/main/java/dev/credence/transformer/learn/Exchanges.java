package dev.credence.transformer.learn;

import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.LastRows;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Interchanges at the last position of prompts, any number of them at little cost: the prompts are
 * run once, and an interchange then is one row through the layers above its place.
 *
 * <pre>
 * h := h + (donor - h) U U^T at the last position,  change = answer after - answer of the base
 * </pre>
 *
 * <p>The same as cells with an {@link dev.credence.transformer.intervene.Interchange} whose site
 * has the positions {@code last}, to rounding. Close it before the model.
 */
public final class Exchanges implements AutoCloseable {
  private static final int CHUNK = 256;

  private final int width;
  private final Map<String, Integer> prompts = new LinkedHashMap<>();
  private final Answers answers;
  private final Map<HookPoint, float[]> held = new LinkedHashMap<>();
  private final LastRows rows;

  private Exchanges(
      Model model, Map<String, int[]> named, Readout readout, List<HookPoint> places) {
    this.width = model.config().dModel();
    this.answers = new Answers(readout);
    CellSet.Builder cells = CellSet.builder().readout("answer", readout);
    named.forEach(
        (name, tokens) -> {
          prompts.put(name, prompts.size());
          cells.prompt(name, tokens).cell(Cell.unedited(name, name, "answer"));
        });
    int firstLayer = model.config().layers();
    for (HookPoint place : places) {
      cells.capture(Capture.of(place.name(), Positions.LAST));
      int next = place.layer() + (place.hook() == Hook.RESID_PRE ? 0 : 1);
      firstLayer = Math.min(firstLayer, next);
    }
    this.rows = model.lastRows(List.copyOf(named.values()), firstLayer);
    try {
      places.forEach(rows::require);
      Results results = model.run(cells.build());
      for (HookPoint place : places) {
        float[] packed = new float[prompts.size() * width];
        prompts.forEach(
            (name, i) ->
                System.arraycopy(
                    results.capture(name, place.name()).floats(), 0, packed, i * width, width));
        held.put(place, packed);
      }
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /**
   * Runs the prompts.
   *
   * @param prompts tokens by name; bases and donors
   * @param readout two answers or more; where it is read does not matter here, it is the last
   *     position
   * @param places {@code resid_pre}, {@code resid_mid} or {@code resid_post} of layers; keys and
   *     values are kept from the lowest on
   * @throws InvalidInputException if a prompt or a place does not suit the model, there is none, or
   *     there are fewer than two answers
   */
  public static Exchanges of(
      Model model, Map<String, int[]> prompts, Readout readout, List<HookPoint> places) {
    if (prompts.isEmpty() || places.isEmpty()) {
      throw new InvalidInputException(
          "exchanges: %d prompts, %d places; give one of each at least",
          prompts.size(), places.size());
    }
    return new Exchanges(model, prompts, readout, places);
  }

  /** Names of the prompts, in the order of rows of {@link #activations}. */
  public List<String> prompts() {
    return List.copyOf(prompts.keySet());
  }

  /** Bytes outside the heap. */
  public long bytes() {
    return rows.bytes();
  }

  /**
   * What the prompts hold at their last position.
   *
   * @return {@code [prompt, d_model]}
   * @throws InvalidInputException if the place is not one of these
   */
  public NdArray activations(HookPoint place) {
    return NdArray.of(held(place), prompts.size(), width);
  }

  /**
   * What comes of interchanges.
   *
   * @param basis {@code [d_model, r]}, orthonormal columns
   * @param pairs what they should come to plays no part
   * @return {@code [pair][coordinate]}: the change of the answer as in {@link ExchangePair#change}
   * @throws InvalidInputException if the place or a prompt is not one of these, or the basis is of
   *     another width
   */
  public double[][] observed(HookPoint place, NdArray basis, List<ExchangePair> pairs) {
    long[] shape = basis.shape();
    if (shape.length != 2 || shape[0] != width) {
      throw new InvalidInputException(
          "basis at %s: it is %s; expected [%d, r]. From another model?",
          place, Arrays.toString(shape), width);
    }
    try (Scope _ = Scope.open()) {
      Ready ready = ready(place, pairs);
      return ready.changes(Tensor.of(basis.floats(), shape));
    }
  }

  /** Pairs at a place, made ready; belongs to the open scope. */
  Ready ready(HookPoint place, List<ExchangePair> pairs) {
    int[] bases = new int[pairs.size()];
    int[] donors = new int[pairs.size()];
    float[] wanted = new float[pairs.size() * answers.coordinates()];
    for (int i = 0; i < bases.length; i++) {
      ExchangePair pair = pairs.get(i);
      bases[i] = prompt(pair.base());
      donors[i] = prompt(pair.donor());
      if (pair.change().size() != answers.coordinates()) {
        throw new InvalidInputException(
            "pair of %s and %s: its change is %s; with %d answers expected %d numbers",
            pair.base(), pair.donor(), pair.change(), answers.count(), answers.coordinates());
      }
      for (int c = 0; c < answers.coordinates(); c++) {
        wanted[i * answers.coordinates() + c] = pair.change().get(c).floatValue();
      }
    }
    return new Ready(place, bases, donors, wanted);
  }

  private int prompt(String name) {
    Integer index = prompts.get(name);
    if (index == null) {
      throw new InvalidInputException(
          "pair: no prompt is named \"%s\"; give it with the others", name);
    }
    return index;
  }

  private float[] held(HookPoint place) {
    float[] packed = held.get(place);
    if (packed == null) {
      throw new InvalidInputException(
          "%s: exchanges were made ready for %s; name it with the others", place, held.keySet());
    }
    return packed;
  }

  /** Frees keys and values. */
  @Override
  public void close() {
    rows.close();
  }

  /** Pairs at one place as tensors. */
  final class Ready {
    private final HookPoint place;
    private final int[] bases;
    private final int[] donors;
    private final float[] wanted;
    private final Tensor here; // [prompt, d_model]
    private final Tensor before; // [prompt, coordinate]

    private Ready(HookPoint place, int[] bases, int[] donors, float[] wanted) {
      this.place = place;
      this.bases = bases;
      this.donors = donors;
      this.wanted = wanted;
      int n = prompts.size();
      here = Tensor.of(held(place), n, width);
      List<Tensor> parts = new ArrayList<>();
      for (int from = 0; from < n; from += CHUNK) {
        int[] which = range(from, Math.min(CHUNK, n - from));
        try (Scope scope = Scope.open()) {
          Tensor put = Ops.narrow(here, 0, from, which.length);
          parts.add(scope.keep(answers.of(rows.logits(place, put, which, answers.tokens()))));
        }
      }
      before = parts.size() == 1 ? parts.getFirst() : Ops.cat(parts, 0);
    }

    int count() {
      return bases.length;
    }

    int coordinates() {
      return answers.coordinates();
    }

    float[] wanted() {
      return wanted;
    }

    /**
     * What comes of some of them.
     *
     * @param basis {@code [d_model, r]}
     * @return {@code [pair, coordinate]}; gradients go back to the basis
     */
    Tensor change(Tensor basis, int[] pairs) {
      int[] own = pick(bases, pairs);
      try (Scope scope = Scope.open()) {
        Tensor h = Ops.indexSelect(here, 0, Tensor.of(own));
        Tensor difference = Ops.sub(Ops.indexSelect(here, 0, Tensor.of(pick(donors, pairs))), h);
        Tensor inside = Ops.matmul(Ops.matmul(difference, basis), Ops.transpose(basis, 0, 1));
        Tensor after = answers.of(rows.logits(place, Ops.add(h, inside), own, answers.tokens()));
        Tensor unchanged = Ops.to(before, after.device());
        Tensor index = Ops.to(Tensor.of(own), after.device());
        return scope.keep(Ops.sub(after, Ops.indexSelect(unchanged, 0, index)));
      }
    }

    /** What should come of some of them: {@code [pair, coordinate]}. */
    Tensor wanted(int[] pairs) {
      int c = coordinates();
      float[] some = new float[pairs.length * c];
      for (int i = 0; i < pairs.length; i++) {
        System.arraycopy(wanted, pairs[i] * c, some, i * c, c);
      }
      return Tensor.of(some, pairs.length, c);
    }

    /** What comes of all of them. */
    double[][] changes(Tensor basis) {
      int c = coordinates();
      double[][] changes = new double[bases.length][c];
      for (int from = 0; from < bases.length; from += CHUNK) {
        int[] pairs = range(from, Math.min(CHUNK, bases.length - from));
        try (Scope _ = Scope.open()) {
          float[] packed = change(basis, pairs).toFloats();
          for (int i = 0; i < packed.length; i++) {
            changes[from + i / c][i % c] = packed[i];
          }
        }
      }
      return changes;
    }
  }

  private static int[] range(int from, int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> from + i);
    return range;
  }

  private static int[] pick(int[] values, int[] which) {
    return Arrays.stream(which).map(i -> values[i]).toArray();
  }
}
