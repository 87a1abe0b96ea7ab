package dev.credence.lab.study;

import dev.credence.belief.question.Variable;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.BeyondNuisances;
import dev.credence.lab.direction.Labels;
import dev.credence.lab.direction.Probe;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.direction.SubspaceMethod;
import dev.credence.lab.direction.SubspaceMethods;
import dev.credence.transformer.hook.HookPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is fitted at one site, on the fit split: a probe for the belief, and candidates for Z. */
final class SiteCandidates {
  private SiteCandidates() {}

  /** How well the belief is read at a hook point, on the select split. */
  static SiteSearch.Site site(Setting setting, HookPoint point, int depth, Activations fit) {
    Variable belief = setting.task().variables().getFirst();
    Labels labels = Columns.labels(setting, setting.fit(), belief);
    Probe probe = Probe.fit(fit, labels);
    double[][] heldOut = Columns.doubles(setting.behaviour().activations(point, setting.select()));
    double[][] values = Columns.values(setting, setting.select(), belief);
    BeyondNuisances beyond =
        Columns.beyondNuisances(setting, probe, labels, setting.select(), heldOut, values);
    return new SiteSearch.Site(point, depth, probe.r2(heldOut, values), beyond.partialR2());
  }

  /** Beliefs by every method; rivals as they are read and as they are written. */
  static List<Subspace> of(Setting setting, Activations fit) {
    List<Subspace> found = new ArrayList<>();
    List<Variable> variables =
        Stream.concat(
                setting.task().variables().stream().filter(v -> v.kind() == Variable.Kind.BELIEF),
                setting.task().hypotheses().stream())
            .distinct()
            .toList();
    for (Variable variable : variables) {
      if (!Columns.varies(setting, setting.fit(), variable)) {
        continue;
      }
      Labels labels = Columns.labels(setting, setting.fit(), variable);
      List<SubspaceMethod> methods = SubspaceMethods.all();
      boolean belief =
          variable.kind() == Variable.Kind.BELIEF && setting.task().hypotheses().contains(variable);
      for (SubspaceMethod method : belief ? methods : methods.subList(0, 2)) {
        method.find(fit, labels).ifPresent(found::add);
      }
    }
    return found;
  }
}
