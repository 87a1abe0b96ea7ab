package dev.credence.transformer.family;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A layout laid over the tensors of one checkpoint: every slot has its tensor, every tensor its
 * slot. What does not fit is collected and told at once.
 *
 * @param uses the tensors that are read, each with the places it feeds
 */
record Fit(Collection<Use> uses) {

  /** A stored tensor, the places it feeds, and the view by which it does. */
  record Use(StoredTensor tensor, Map<Layout.Place, Source> views) {}

  /**
   * Lays a layout over tensors.
   *
   * @param family what the layout comes from, for the message
   * @throws InvalidInputException if tensors are missing, left over or of another shape or type
   */
  static Fit of(String family, Layout layout, Stock stock) {
    return new Check(layout, stock).fit(family);
  }

  private static final class Check {
    /** How many names a message gives of each kind of fault. */
    private static final int SHOWN = 5;

    private final Layout layout;
    private final Stock stock;
    private final Map<String, Use> uses = new LinkedHashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<String> misshapen = new LinkedHashSet<>();
    private final Set<String> notReal = new LinkedHashSet<>();
    private final Set<String> notZero = new LinkedHashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();

    Check(Layout layout, Stock stock) {
      this.layout = layout;
      this.stock = stock;
    }

    Fit fit(String family) {
      layout.feeds().forEach(this::feed);
      for (String name : stock.names()) {
        if (!uses.containsKey(name) && !layout.mayIgnore(name)) {
          leftOver(name);
        }
      }
      List<String> faults = new ArrayList<>();
      tell(missing, "missing", faults);
      tell(unknown, "not known to this family", faults);
      tell(misshapen, "of another shape than the configuration says", faults);
      tell(notReal, "not of real numbers", faults);
      tell(notZero, "not zero", faults);
      if (!faults.isEmpty()) {
        throw new InvalidInputException(
            "%s: the tensors are not those of %s: %s. Do configuration and weights belong together?",
            stock.where(), family, String.join("; ", faults));
      }
      return new Fit(uses.values());
    }

    private void feed(Layout.Place place, Layout.Feed feed) {
      Source source = feed.source();
      String name = layout.nameIn(stock.names(), source.tensor());
      if (!stock.names().contains(name)) {
        if (!feed.optional()) {
          missing.add(name);
        }
        return;
      }
      Use use =
          uses.computeIfAbsent(name, n -> new Use(stock.get().apply(n), new LinkedHashMap<>()));
      if (isUsable(use.tensor(), source)) {
        use.views().put(place, source);
      }
    }

    private boolean isUsable(StoredTensor tensor, Source source) {
      if (!Arrays.equals(tensor.shape(), source.stored())) {
        misshapen.add(
            "%s %s, expected %s"
                .formatted(
                    tensor.name(),
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(source.stored())));
        return false;
      }
      if (!tensor.type().isReal()) {
        notReal.add(tensor.name() + " (" + tensor.type() + ")");
        return false;
      }
      return true;
    }

    private void leftOver(String name) {
      Layout.Zero zero = layout.zeros().get(name);
      if (zero == null) {
        unknown.add(name);
        return;
      }
      StoredTensor tensor = stock.get().apply(name);
      if (isUsable(tensor, zero.source())) {
        for (float value : tensor.toFloats()) {
          if (value != 0) {
            notZero.add(name + " (" + zero.reason() + ")");
            return;
          }
        }
      }
    }

    private static void tell(Set<String> names, String fault, List<String> faults) {
      if (!names.isEmpty()) {
        String first = String.join(", ", names.stream().limit(SHOWN).toList());
        int more = names.size() - SHOWN;
        faults.add(
            "%d %s: %s%s"
                .formatted(names.size(), fault, first, more > 0 ? " and " + more + " more" : ""));
      }
    }
  }
}
