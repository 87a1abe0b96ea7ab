package dev.credence.lab.ask;

import dev.credence.transformer.Results;
import dev.credence.transformer.plan.Reading;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** What a model answered, cell by cell. */
public final class Answers {
  private final Results results;
  private final Map<String, String> readouts;

  Answers(Results results, Map<String, String> readouts) {
    this.results = results;
    this.readouts = Collections.unmodifiableMap(new HashMap<>(readouts));
  }

  /**
   * The reading of a cell.
   *
   * @param id as the sheet gave it
   * @return probabilities and logits of the answers
   */
  public Reading reading(String id) {
    String readout = readouts.get(id);
    if (readout == null) {
      throw new IllegalArgumentException("cell " + id + " is not on this sheet");
    }
    return results.reading(id, readout);
  }

  /**
   * The answer among the symbols.
   *
   * @param id of a cell
   * @return {@code [symbol]}, a distribution; NaN where the model gives none of them a chance
   */
  public double[] among(String id) {
    Reading reading = reading(id);
    double[] among = new double[reading.logits().length];
    for (int i = 0; i < among.length; i++) {
      among[i] = reading.among(i);
    }
    return among;
  }

  /**
   * How much of the whole vocabulary's probability the answers have.
   *
   * @param id of a cell
   * @return from 0 to 1
   */
  public double mass(String id) {
    return reading(id).mass();
  }

  /**
   * How far the prediction moved.
   *
   * @param id of a cell that was asked for it
   * @return KL(unedited || edited) over the vocabulary, in bits
   */
  public double klBits(String id) {
    return reading(id).klNats() / Math.log(2);
  }

  /**
   * A captured activation.
   *
   * @param id of a cell
   * @param hook its name
   * @return {@code [d]}: of the only position captured
   */
  public float[] activation(String id, String hook) {
    return results.capture(id, hook).floats();
  }
}
