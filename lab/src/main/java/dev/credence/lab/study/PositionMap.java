package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPair;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Role;
import dev.credence.belief.prompt.TokenRoles;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.table.Table;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Patch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where in a prompt the evidence lies, layer by layer: the whole stream at the positions of one
 * role is patched from a donor that was asked the same question and shown as many draws, and the
 * slope of what happens on what the donor's belief would change is taken. Exploratory: it chooses
 * nothing.
 *
 * <p>A draw is a role, with what stands between it and the next. Draws are numbered from the last
 * one backwards, so that prompts of unlike length share what is near the answer; the last position
 * stands for itself. Deep models are looked at in every few layers, the last among them.
 */
final class PositionMap {
  /** More layers than these are not all looked at: most of such a map is the same again. */
  private static final int LAYERS = 12;

  private final Setting setting;
  private final List<DonorPair> pairs;
  private final Map<Place, List<Patched>> places = new LinkedHashMap<>();

  private record Place(HookPoint point, String role) {}

  private record Patched(int pair, String before, String after) {}

  PositionMap(Setting setting, int pairs) {
    this.setting = setting;
    List<DesignCell> select =
        setting.select().stream().map(c -> setting.tempering().see(setting.task(), c)).toList();
    NumpyRandom random = NumpyRandom.ofSeed(setting.options().seed() + 91);
    List<DonorPair> found = new ArrayList<>();
    for (DesignCell base : random.permutation(select)) {
      List<DesignCell> donors =
          select.stream()
              .filter(
                  d ->
                      d.question().equals(base.question())
                          && d.presentation().equals(base.presentation())
                          && d.evidence().length() == base.evidence().length()
                          && !d.multiset().equals(base.multiset()))
              .toList();
      if (!donors.isEmpty() && base.evidence().length() >= 3 && found.size() < pairs) {
        found.add(DonorPair.of(setting.task(), base, donors.get(random.integers(donors.size()))));
      }
    }
    this.pairs = List.copyOf(found);
  }

  void ask(CellSheet sheet) {
    List<HookPoint> points = points();
    for (int i = 0; i < pairs.size(); i++) {
      Asked base = setting.interview().ask(pairs.get(i).base());
      Asked donor = setting.interview().ask(pairs.get(i).donor());
      if (base.tokens().size() != donor.tokens().size()) {
        continue;
      }
      String before = sheet.ask(base);
      String from = sheet.prompt(donor.tokens());
      Map<String, List<Integer>> byRole = byRole(base, donor);
      for (HookPoint point : points) {
        for (Map.Entry<String, List<Integer>> entry : byRole.entrySet()) {
          Positions where =
              Positions.at(entry.getValue().stream().mapToInt(Integer::intValue).toArray());
          String after = sheet.ask(base, new Patch(Site.at(point, where), from));
          places
              .computeIfAbsent(new Place(point, entry.getKey()), _ -> new ArrayList<>())
              .add(new Patched(i, before, after));
        }
      }
    }
  }

  /** After every block; of many blocks every few, counted from the last. */
  private List<HookPoint> points() {
    List<HookPoint> all =
        setting.behaviour().points().stream().filter(p -> p.hook() == Hook.RESID_POST).toList();
    int every = Math.ceilDiv(all.size(), LAYERS);
    return IntStream.range(0, all.size())
        .filter(i -> (all.size() - 1 - i) % every == 0)
        .mapToObj(all::get)
        .toList();
  }

  /** Positions from the first on where the prompts differ: before it the streams are the same. */
  private static Map<String, List<Integer>> byRole(Asked base, Asked donor) {
    int last = base.tokens().size() - 1;
    int first = 0;
    while (first <= last && base.tokens().get(first).equals(donor.tokens().get(first))) {
      first++;
    }
    Map<String, List<Integer>> byRole = new LinkedHashMap<>();
    for (int pos = first; pos <= last; pos++) {
      byRole.computeIfAbsent(role(base.roles(), pos, last), _ -> new ArrayList<>()).add(pos);
    }
    return byRole;
  }

  private static String role(TokenRoles roles, int pos, int last) {
    if (pos == last) {
      return "last";
    }
    Role role = roles.roles().get(pos);
    if (role != Role.EVIDENCE) {
      return role.name().toLowerCase(Locale.ROOT);
    }
    int draws = roles.draws().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    return "draw -" + (draws - roles.draws().get(pos));
  }

  Table table(Answers answers) {
    Table.Builder table = Table.builder("where", "hook", "layer", "role", "slope", "r2", "n");
    Variable belief = setting.task().hypotheses().getFirst();
    places.forEach(
        (place, of) -> {
          List<Double> foretold = new ArrayList<>();
          List<Double> observed = new ArrayList<>();
          for (Patched p : of) {
            double[] before = setting.task().scale(answers.among(p.before()));
            double[] after = setting.task().scale(answers.among(p.after()));
            List<Double> change = pairs.get(p.pair()).prediction(belief).change();
            for (int k = 0; k < after.length; k++) {
              foretold.add(change.get(k));
              observed.add(after[k] - before[k]);
            }
          }
          Agreement agreement =
              Agreement.of(
                  foretold.stream().mapToDouble(Double::doubleValue).toArray(),
                  observed.stream().mapToDouble(Double::doubleValue).toArray());
          table.row(
              place.point().name(),
              (double) place.point().layer(),
              place.role(),
              agreement.slope(),
              agreement.r2(),
              (double) of.size());
        });
    return table.build();
  }
}
