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

/**
 * Where in a prompt the evidence lies, layer by layer: the whole stream at one position is patched
 * from a donor that was asked the same question and shown as many draws, and the slope of what
 * happens on what the donor's belief would change is taken. Exploratory: it chooses nothing.
 *
 * <p>Draws are numbered from the last one backwards, so that prompts of unlike length share what is
 * near the answer; the last position stands for itself.
 */
final class PositionMap {
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
    List<HookPoint> points =
        setting.behaviour().points().stream().filter(p -> p.hook() == Hook.RESID_POST).toList();
    for (int i = 0; i < pairs.size(); i++) {
      Asked base = setting.interview().ask(pairs.get(i).base());
      Asked donor = setting.interview().ask(pairs.get(i).donor());
      if (base.tokens().size() != donor.tokens().size()) {
        continue;
      }
      String before = sheet.ask(base);
      String from = sheet.prompt(donor.tokens());
      int last = base.tokens().size() - 1;
      for (HookPoint point : points) {
        for (int pos = 0; pos <= last; pos++) {
          boolean same =
              base.tokens().subList(0, pos + 1).equals(donor.tokens().subList(0, pos + 1));
          if (same) {
            continue; // the donor's stream is the base's own
          }
          String after = sheet.ask(base, new Patch(Site.at(point, Positions.at(pos)), from));
          places
              .computeIfAbsent(
                  new Place(point, role(base.roles(), pos, last)), _ -> new ArrayList<>())
              .add(new Patched(i, before, after));
        }
      }
    }
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
