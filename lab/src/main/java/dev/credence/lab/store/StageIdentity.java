package dev.credence.lab.store;

import dev.credence.transformer.Engine;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that must be the same for a stage to go on to the same bits.
 *
 * @param stage its name
 * @param model what the model is called; told, not compared
 * @param digest of its weights
 * @param precision of weights and activations
 * @param device where they lie
 * @param profile how weights were processed
 * @param activationBytes memory of one wave, by which waves are cut
 * @param program versions of Credence and of libtorch
 * @param cells how many
 * @param content hash over all cells (ids, contents, readouts) and captures, in order
 */
record StageIdentity(
    String stage,
    String model,
    String digest,
    String precision,
    String device,
    String profile,
    long activationBytes,
    String program,
    int cells,
    String content) {

  static StageIdentity of(String stage, Model model, CellSet set, List<String> hashes) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      Cell cell = set.cells().get(i);
      all.add(List.of(cell.id(), hashes.get(i), cell.readouts()));
    }
    for (Capture capture : set.captures()) {
      all.add(List.of(capture.hook(), EditJson.positions(capture.positions()), capture.cells()));
    }
    return new StageIdentity(
        stage,
        model.name(),
        model.digest(),
        String.valueOf(model.options().dtype()),
        String.valueOf(model.options().device()),
        String.valueOf(model.options().profile()),
        model.options().activationBytes(),
        ofThisProcess(),
        set.cells().size(),
        Sha256.of(all));
  }

  /** What the store holds under this name. */
  static Optional<StageIdentity> stored(Database database, String stage) {
    return database
        .query(
            "SELECT stage, model, digest, precision, device, profile, activation_bytes, program,"
                + " cells, content FROM stages WHERE stage = ?",
            row ->
                new StageIdentity(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getLong(7),
                    row.getString(8),
                    row.getInt(9),
                    row.getString(10)),
            stage)
        .stream()
        .findFirst();
  }

  private static String ofThisProcess() {
    String version = StageIdentity.class.getPackage().getImplementationVersion();
    return "credence "
        + Objects.requireNonNullElse(version, "built from classes")
        + ", libtorch "
        + Engine.here().version();
  }

  /** The hash of all of it but the names. */
  String hash() {
    return Sha256.of(
        List.of(digest, precision, device, profile, activationBytes, program, cells, content));
  }

  /**
   * Compares with what the store holds under this name.
   *
   * @param where the store, for the message
   * @throws InvalidInputException if anything differs; the message says what
   */
  void requireSame(StageIdentity stored, String where) {
    differs(where, "another model", stored.digest, digest);
    differs(where, "another precision", stored.precision, precision);
    differs(where, "another device", stored.device, device);
    differs(where, "another processing of weights", stored.profile, profile);
    differs(
        where,
        "another memory for activations",
        stored.activationBytes + " bytes",
        activationBytes + " bytes");
    differs(where, "another version", stored.program, program);
    differs(where, "another number of cells", "" + stored.cells, "" + cells);
    differs(where, "other cells", stored.content, content);
  }

  private void differs(String where, String what, String stored, String now) {
    if (!stored.equals(now)) {
      throw changed(where, "%s (%s, now %s)".formatted(what, shortened(stored), shortened(now)));
    }
  }

  /** What is said where a stage is no longer what it was. */
  InvalidInputException changed(String where, String difference) {
    return new InvalidInputException(
        "%s: stage \"%s\" was run with %s. A changed study goes to another folder",
        where, stage, difference);
  }

  private static String shortened(String text) {
    boolean digest = text.length() >= 64 && text.indexOf(' ') < 0;
    return digest ? text.substring(0, 19) + "..." : text;
  }
}
