package dev.credence.lab.experiment;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The written form of an intervention.
 *
 * <pre>
 * {op: ablate, kind: zero | mean, SITE}
 * {op: ablate, kind: vector | position_vectors, SITE, value: TENSOR}
 * {op: ablate, kind: position_means, SITE, over: [PROMPT, ...]}
 * {op: ablate, kind: resample, SITE, from: PROMPT}
 * {op: patch, SITE, from: PROMPT or CELL, from_positions: POSITIONS}
 * {op: steer, SITE, vector: TENSOR, alpha: NUMBER}
 * {op: scale, SITE, factor: NUMBER}
 * {op: interchange, SITE, from: PROMPT or CELL, basis: TENSOR, from_positions: POSITIONS}
 * SITE: hook: NAME, heads: [...], neurons: [...], positions: all | last | [...]
 * </pre>
 *
 * <p>Without {@code heads} or {@code neurons} all of them are meant, without {@code positions}
 * every position, without {@code from_positions} the same ones.
 */
public final class EditForm {
  private EditForm() {}

  /**
   * Reads one edit.
   *
   * @param edit keys and values as a YAML or JSON reader gives them
   * @param source what messages begin with
   * @throws InvalidInputException if it is not of this form
   */
  public static Intervention read(Map<String, ?> edit, String source) {
    return read(new Node(edit, "", Lines.none(source)));
  }

  static Intervention read(Node edit) {
    Node op = edit.members().get("op");
    if (op == null) {
      throw edit.problem(
          "\"op\" is missing; it is one of ablate, patch, steer, scale, interchange");
    }
    return switch (op.text()) {
      case "ablate" -> ablate(edit);
      case "patch" -> {
        var keys = keys(edit, "from", "from_positions");
        yield new Patch(site(keys), keys.need("from").text(), fromPositions(keys));
      }
      case "steer" -> {
        var keys = keys(edit, "vector", "alpha");
        yield new Steer(site(keys), keys.need("vector").text(), finite(keys.need("alpha")));
      }
      case "scale" -> {
        var keys = keys(edit, "factor");
        yield new Scale(site(keys), finite(keys.need("factor")));
      }
      case "interchange" -> {
        var keys = keys(edit, "from", "basis", "from_positions");
        yield new Interchange(
            site(keys), keys.need("from").text(), keys.need("basis").text(), fromPositions(keys));
      }
      default ->
          throw op.problem(
              "\"%s\" is no edit; one of ablate, patch, steer, scale, interchange", op.text());
    };
  }

  private static Intervention ablate(Node edit) {
    Node kind = edit.members().get("kind");
    if (kind == null) {
      throw edit.problem(
          "\"kind\" is missing; it is one of zero, mean, vector, position_vectors, position_means,"
              + " resample");
    }
    return switch (kind.text()) {
      case "zero" -> new Ablate(site(keys(edit, "kind")), Ablation.ZERO);
      case "mean" -> new Ablate(site(keys(edit, "kind")), Ablation.MEAN);
      case "vector" -> {
        var keys = keys(edit, "kind", "value");
        yield new Ablate(site(keys), new Ablation.Vector(keys.need("value").text()));
      }
      case "position_vectors" -> {
        var keys = keys(edit, "kind", "value");
        yield new Ablate(site(keys), new Ablation.PositionVectors(keys.need("value").text()));
      }
      case "position_means" -> {
        var keys = keys(edit, "kind", "over");
        Node over = keys.need("over");
        if (over.items().isEmpty()) {
          throw over.problem("it names no prompt; give at least one");
        }
        yield new Ablate(site(keys), new Ablation.PositionMeans(over.texts()));
      }
      case "resample" -> {
        var keys = keys(edit, "kind", "from");
        yield new Ablate(site(keys), new Ablation.Resample(keys.need("from").text()));
      }
      default ->
          throw kind.problem(
              "\"%s\" is no kind of ablation; one of zero, mean, vector, position_vectors,"
                  + " position_means, resample",
              kind.text());
    };
  }

  private static Node.Keys keys(Node edit, String... own) {
    String[] all = new String[own.length + 5];
    List<String> site = List.of("op", "hook", "heads", "neurons", "positions");
    for (int i = 0; i < site.size(); i++) {
      all[i] = site.get(i);
    }
    System.arraycopy(own, 0, all, site.size(), own.length);
    return edit.keys(all);
  }

  private static Site site(Node.Keys keys) {
    Node hook = keys.need("hook");
    HookPoint point = located(hook, () -> HookPoint.parse(hook.text()));
    Node positions = keys.find("positions");
    Positions at = positions == null ? Positions.ALL : positions.positions();
    List<Integer> heads = keys.items("heads").stream().map(Node::integer).toList();
    List<Integer> neurons = keys.items("neurons").stream().map(Node::integer).toList();
    return located(keys.owner(), () -> new Site(point, at, heads, neurons));
  }

  private static @Nullable Positions fromPositions(Node.Keys keys) {
    Node positions = keys.find("from_positions");
    return positions == null ? null : positions.positions();
  }

  private static double finite(Node number) {
    double value = number.number();
    if (!Double.isFinite(value)) {
      throw number.problem("expected a finite number, found %s", value);
    }
    return value;
  }

  /** Says where, of what knows only what is wrong. */
  static <T> T located(Node node, Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidInputException e) {
      throw node.problem("%s", String.valueOf(e.getMessage())).withCause(e);
    }
  }

  /**
   * The written form of an edit, its keys in the order in which people read them.
   *
   * @param edit what to write
   * @return keys with texts, numbers and lists; reads back as an equal edit
   */
  public static Map<String, Object> write(Intervention edit) {
    Map<String, Object> keys = new LinkedHashMap<>();
    switch (edit) {
      case Ablate(Site site, Ablation kind) -> {
        keys.put("op", "ablate");
        switch (kind) {
          case Ablation.Zero() -> writeSite(keys, "zero", site);
          case Ablation.Mean() -> writeSite(keys, "mean", site);
          case Ablation.Vector(String value) -> {
            writeSite(keys, "vector", site);
            keys.put("value", value);
          }
          case Ablation.PositionVectors(String value) -> {
            writeSite(keys, "position_vectors", site);
            keys.put("value", value);
          }
          case Ablation.PositionMeans(List<String> over) -> {
            writeSite(keys, "position_means", site);
            keys.put("over", over);
          }
          case Ablation.Resample(String from) -> {
            writeSite(keys, "resample", site);
            keys.put("from", from);
          }
        }
      }
      case Patch(Site site, String from, Positions fromPositions) -> {
        keys.put("op", "patch");
        writeSite(keys, "", site);
        writeDonor(keys, from, fromPositions);
      }
      case Steer(Site site, String vector, double alpha) -> {
        keys.put("op", "steer");
        writeSite(keys, "", site);
        keys.put("vector", vector);
        keys.put("alpha", alpha);
      }
      case Scale(Site site, double factor) -> {
        keys.put("op", "scale");
        writeSite(keys, "", site);
        keys.put("factor", factor);
      }
      case Interchange(Site site, String from, String basis, Positions fromPositions) -> {
        keys.put("op", "interchange");
        writeSite(keys, "", site);
        keys.put("basis", basis);
        writeDonor(keys, from, fromPositions);
      }
    }
    return keys;
  }

  private static void writeSite(Map<String, Object> keys, String kind, Site site) {
    if (!kind.isEmpty()) {
      keys.put("kind", kind);
    }
    keys.put("hook", site.point().name());
    if (!site.heads().isEmpty()) {
      keys.put("heads", site.heads());
    }
    if (!site.neurons().isEmpty()) {
      keys.put("neurons", site.neurons());
    }
    keys.put("positions", writePositions(site.positions()));
  }

  private static void writeDonor(
      Map<String, Object> keys, String from, @Nullable Positions fromPositions) {
    keys.put("from", from);
    if (fromPositions != null) {
      keys.put("from_positions", writePositions(fromPositions));
    }
  }

  static Object writePositions(Positions positions) {
    return switch (positions) {
      case Positions.All() -> "all";
      case Positions.Last() -> "last";
      case Positions.At(List<Integer> at) -> at;
    };
  }
}
