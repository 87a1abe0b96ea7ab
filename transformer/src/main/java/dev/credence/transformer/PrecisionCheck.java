package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.transformer.plan.CellSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * How far results in a reduced precision are from float32: some of the cells are computed again in
 * float32, from the same stored weights, and compared. The weights are widened a layer at a time
 * ({@link Model#widened}), so that this works for models that do not fit in memory in float32.
 *
 * <p>Which cells does not depend on chance: all where there are at most {@value #SAMPLE} with a
 * readout, else the first, the last, and others evenly spaced between.
 */
public sealed interface PrecisionCheck {
  /** Cells that are computed again, at most. */
  int SAMPLE = 8;

  /** The results are in float32 themselves. */
  record NotNeeded() implements PrecisionCheck {}

  /**
   * Somebody asked not to compare.
   *
   * @param dtype of the results
   */
  record SwitchedOff(DType dtype) implements PrecisionCheck {}

  /**
   * What was found. Differences are absolute, the largest over the cells, readouts and positions
   * compared: absent where nothing of the kind was read, NaN where one side is no number.
   *
   * @param dtype of the results
   * @param checked cells compared; 0 where none has a readout
   * @param cells all cells of the run
   * @param logits between logits of answers, in nats
   * @param probabilities between probabilities of answers and of the likeliest tokens
   * @param logitDifferenceNats between logit differences of the first two answers
   * @param seconds that the comparison took
   */
  record Measured(
      DType dtype,
      int checked,
      int cells,
      OptionalDouble logits,
      OptionalDouble probabilities,
      OptionalDouble logitDifferenceNats,
      double seconds)
      implements PrecisionCheck {}

  /**
   * Compares, unless the model's options say not to.
   *
   * @param model that gave the results; still open
   * @param cells that were run, without functions as edits
   * @param results of all of them
   */
  static PrecisionCheck of(Model model, CellSet cells, Results results) {
    DType dtype = model.options().dtype();
    if (dtype == DType.FLOAT32) {
      return new NotNeeded();
    }
    return model.options().precisionCheck()
        ? new PrecisionSample(cells, results).compare(model)
        : new SwitchedOff(dtype);
  }

  /** {@return one line for people; none in float32} */
  default Optional<String> line() {
    return switch (this) {
      case NotNeeded() -> Optional.empty();
      case SwitchedOff(DType dtype) -> Optional.of(dtype + ": not compared to float32, as asked");
      case Measured found when found.checked == 0 ->
          Optional.of(found.dtype + ": not compared to float32, for no cell has a readout");
      case Measured found ->
          Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s: largest difference to float32 on %,d of %,d cells: %s",
                  found.dtype,
                  found.checked,
                  found.cells,
                  differences(found)));
    };
  }

  private static String differences(Measured found) {
    StringJoiner text = new StringJoiner(", ");
    found.probabilities.ifPresent(p -> text.add(words("P", p)));
    found.logits.ifPresent(logit -> text.add(words("logits", logit)));
    found.logitDifferenceNats.ifPresent(d -> text.add(words("logit difference", d)));
    return text.toString();
  }

  private static String words(String what, double difference) {
    return String.format(Locale.ROOT, "%.2g in %s", difference, what);
  }

  /** {@return the same for a file; JSON has no NaN, so that is a text} */
  default Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    switch (this) {
      case NotNeeded() -> tree.put("status", "not needed");
      case SwitchedOff(DType dtype) -> {
        tree.put("status", "switched off");
        tree.put("dtype", dtype.toString());
      }
      case Measured found -> {
        tree.put("status", found.checked == 0 ? "nothing to compare" : "compared");
        tree.put("dtype", found.dtype.toString());
        tree.put("cells_compared", found.checked);
        tree.put("cells", found.cells);
        found.probabilities.ifPresent(p -> tree.put("largest_in_p", number(p)));
        found.logits.ifPresent(logit -> tree.put("largest_in_logits", number(logit)));
        found.logitDifferenceNats.ifPresent(
            d -> tree.put("largest_in_logit_difference", number(d)));
        tree.put("seconds", found.seconds);
      }
    }
    return tree;
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : String.valueOf(value);
  }
}
