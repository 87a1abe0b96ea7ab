package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.ReadingDirections;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.study.Exchanges.Cells;
import dev.credence.transformer.Model;
import dev.credence.transformer.family.TrainableWeights;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.weights.NdArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the same search finds in a model of the same shape with drawn weights: a probe for the same
 * variable at the same site, exchanged among the same prompts. Alignment maps that succeed there
 * say nothing of what was learnt.
 *
 * @see <a href="https://arxiv.org/abs/2507.08802">Sutter and others, The Non-Linear Representation
 *     Dilemma</a>
 */
final class RandomWeights {
  /** Models of more numbers than this are not drawn: their weights would fill the heap. */
  private static final long MOST = 60_000_000;

  private RandomWeights() {}

  /**
   * Quality of the exchange in such a model.
   *
   * @return smaller R2 about the diagonal; NaN where the model is too large to be drawn, minus
   *     infinity where nothing moves
   */
  static double quality(Setting setting, Model model, Representation z) {
    if (size(model) > MOST) {
      return Double.NaN;
    }
    Map<String, NdArray> arrays;
    try (TrainableWeights drawn =
        TrainableWeights.drawn(model.config(), setting.options().seed() + 1)) {
      arrays = drawn.arrays();
    }
    try (Model random = Model.of("random weights", model.config(), arrays, model.options())) {
      return quality(setting, random, z.point(), z);
    }
  }

  private static double quality(Setting setting, Model random, HookPoint point, Representation z) {
    List<DesignCell> fit = setting.fit();
    Behaviour behaviour =
        Behaviour.of(
            setting.task(),
            fit,
            setting.interview(),
            List.of(point),
            "random weights",
            (stage, cells) -> random.run(cells));
    Optional<Subspace> probe =
        new ReadingDirections()
            .find(
                Activations.of(Columns.doubles(behaviour.activations(point, fit))),
                Columns.labels(setting, fit, z.hypothesis()));
    if (probe.isEmpty()) {
      return Double.NEGATIVE_INFINITY;
    }
    int few = setting.options().nullPairs();
    Exchanges same = setting.same().first(few, setting.interview());
    Exchanges other = setting.other().first(few, setting.interview());
    CellSheet sheet = new CellSheet();
    String basis = sheet.tensor("u", probe.get().basisTensor());
    Cells ofSame = same.exchange(sheet, point, basis);
    Cells ofOther = other.exchange(sheet, point, basis);
    Answers answers = sheet.run("random weights", (stage, cells) -> random.run(cells));
    return C4Interchange.Outcome.of(
            z.hypothesis(),
            same,
            same.observed(answers, ofSame),
            other,
            other.observed(answers, ofOther))
        .quality();
  }

  private static long size(Model model) {
    var config = model.config();
    long d = config.dModel();
    long perLayer = 4 * d * config.heads() * config.dHead() + 3 * d * config.dMlp();
    return 2 * d * config.vocab() + config.layers() * perLayer;
  }
}
