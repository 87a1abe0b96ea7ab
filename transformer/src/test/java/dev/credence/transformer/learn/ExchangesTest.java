package dev.credence.transformer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.torch.Autograd;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges and what is learnt from them, on a small model with rotary positions. */
class ExchangesTest {
  private static final HookPoint MID = HookPoint.parse("blocks.0.hook_resid_mid");
  private static final HookPoint POST = HookPoint.parse("blocks.0.hook_resid_post");

  private final Map<String, int[]> prompts = new LinkedHashMap<>();
  private final Readout two = readout(Map.of("a", List.of(3, 4), "b", List.of(7)));
  private final Readout three =
      readout(Map.of("a", List.of(3), "b", List.of(7, 1), "c", List.of(9)));
  private long before;

  private static Readout readout(Map<String, List<Integer>> among) {
    Map<String, List<Integer>> ordered = new LinkedHashMap<>();
    List.of("a", "b", "c").stream()
        .filter(among::containsKey)
        .forEach(label -> ordered.put(label, among.get(label)));
    return new Readout(ordered, Positions.LAST, 0, false);
  }

  @BeforeEach
  void count() {
    before = Tensor.live();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Tensor.live()).isEqualTo(before);
  }

  private Model model() {
    Model model = Model.open(ModelSource.resolve("src/test/resources/golden/llama_gqa"));
    Random random = new Random(5);
    for (int i = 0; i < 24; i++) {
      prompts.put("p" + i, random.ints(3 + i % 4, 0, model.config().vocab()).toArray());
    }
    return model;
  }

  private static List<ExchangePair> pairs(int from, int to, int coordinates) {
    List<ExchangePair> pairs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      List<Double> none = new ArrayList<>(java.util.Collections.nCopies(coordinates, 0.0));
      pairs.add(new ExchangePair("p" + i % 24, "p" + (i * 7 + 5) % 24, none));
    }
    return pairs;
  }

  /** As they come out under a basis: what a search should find again. */
  private static List<ExchangePair> answered(
      Exchanges exchanges, HookPoint place, NdArray basis, List<ExchangePair> pairs) {
    double[][] changes = exchanges.observed(place, basis, pairs);
    List<ExchangePair> answered = new ArrayList<>();
    for (int i = 0; i < changes.length; i++) {
      List<Double> change = Arrays.stream(changes[i]).boxed().toList();
      answered.add(new ExchangePair(pairs.get(i).base(), pairs.get(i).donor(), change));
    }
    return answered;
  }

  @Test
  void theyAreInterchangesAtTheLastPosition() {
    try (Model model = model()) {
      NdArray basis = OrthonormalBasis.random(model.config().dModel(), 2, 1);
      for (Readout readout : List.of(two, three)) {
        int coordinates = readout.equals(two) ? 1 : 3;
        List<ExchangePair> pairs = pairs(0, 24, coordinates);
        CellSet.Builder cells = CellSet.builder().tensor("u", basis).readout("r", readout);
        prompts.forEach((name, tokens) -> cells.prompt(name, tokens));
        prompts.keySet().forEach(name -> cells.cell(Cell.unedited(name, name, "r")));
        for (ExchangePair pair : pairs) {
          Interchange exchange =
              new Interchange(Site.at(MID, Positions.LAST), pair.donor(), "u", Positions.LAST);
          cells.cell(
              new Cell(pair.base() + " given", pair.base(), List.of(exchange), List.of("r")));
        }
        Results results = model.run(cells.build());
        try (Exchanges exchanges = Exchanges.of(model, prompts, readout, List.of(POST, MID))) {
          double[][] observed = exchanges.observed(MID, basis, pairs);
          for (int i = 0; i < observed.length; i++) {
            Reading plain = results.reading(pairs.get(i).base(), "r");
            Reading given = results.reading(pairs.get(i).base() + " given", "r");
            for (int c = 0; c < coordinates; c++) {
              double expected =
                  coordinates == 1
                      ? logOdds(given) - logOdds(plain)
                      : Math.log(given.among(c) / plain.among(c));
              assertThat(observed[i][c]).isCloseTo(expected, within(2e-5));
            }
          }
          assertThat(exchanges.bytes()).isPositive();
        }
      }
    }
  }

  private static double logOdds(Reading reading) {
    return Math.log(reading.among(0) / reading.among(1));
  }

  @Test
  void aBasisThatWasPlantedIsLearntAgain() {
    try (Model model = model();
        Exchanges exchanges = Exchanges.of(model, prompts, two, List.of(POST))) {
      NdArray planted = OrthonormalBasis.random(model.config().dModel(), 1, 42);
      List<ExchangePair> fit = answered(exchanges, POST, planted, pairs(0, 160, 1));
      List<ExchangePair> heldOut = answered(exchanges, POST, planted, pairs(160, 220, 1));
      RotationOptions options = RotationOptions.standard(1);
      LearnedRotation learnt = LearnedRotation.learn(exchanges, POST, fit, heldOut, options);

      assertThat(learnt.heldOutR2()).isGreaterThan(0.99);
      assertThat(learnt.courses()).hasSize(2);
      assertThat(learnt.heldOutError())
          .isEqualTo(learnt.courses().get(learnt.start()).best())
          .isLessThan(0.02 * learnt.courses().getFirst().heldOutErrors().getFirst());

      LearnedRotation again = LearnedRotation.learn(exchanges, POST, fit, heldOut, options);
      assertThat(again.basis().floats()).isEqualTo(learnt.basis().floats());
      assertThat(again.courses()).isEqualTo(learnt.courses());
      RotationOptions other = options.withSeed(9).withSteps(20);
      assertThat(LearnedRotation.learn(exchanges, POST, fit, heldOut, other).basis().floats())
          .isNotEqualTo(learnt.basis().floats());
    }
  }

  @Test
  void aStartThatIsRightStays() {
    try (Model model = model();
        Exchanges exchanges = Exchanges.of(model, prompts, three, List.of(MID))) {
      NdArray planted = OrthonormalBasis.random(model.config().dModel(), 2, 8);
      List<ExchangePair> fit = answered(exchanges, MID, planted, pairs(0, 90, 3));
      RotationOptions options = RotationOptions.standard(2).from(List.of(planted), 1);
      LearnedRotation learnt =
          LearnedRotation.learn(exchanges, MID, fit, fit.subList(0, 40), options.withSteps(30));

      assertThat(learnt.start()).isZero();
      assertThat(learnt.heldOutError()).isLessThan(1e-8);
      assertThat(learnt.heldOutR2()).isGreaterThan(0.9999);
    }
  }

  /** Through Gram and Schmidt, interchange and layers; single precision, so a wide difference. */
  @Test
  void theSlopeIsThatOfADifference() {
    try (Model model = model();
        Exchanges exchanges = Exchanges.of(model, prompts, two, List.of(MID));
        Scope scope = Scope.open()) {
      int d = model.config().dModel();
      List<ExchangePair> pairs = pairs(0, 24, 1);
      int[] all = IntStream.range(0, 24).toArray();
      float[] at = OrthonormalBasis.random(d, 2, 3).floats();
      float[] direction = OrthonormalBasis.random(d, 2, 4).floats();
      Exchanges.Ready ready = exchanges.ready(MID, pairs);
      Tensor free = Autograd.requiresGrad(Tensor.of(at, d, 2));
      try (Autograd.Mode _ = Autograd.withGrad()) {
        Tensor change = ready.change(OrthonormalBasis.of(free), all);
        Autograd.backward(Ops.mseLoss(change, ready.wanted(all)));
      }
      float[] gradient = Autograd.grad(free).orElseThrow().toFloats();
      double slope = 0;
      for (int i = 0; i < gradient.length; i++) {
        slope += gradient[i] * direction[i];
      }
      double[] ends = new double[2];
      for (int end = 0; end < 2; end++) {
        float[] moved = at.clone();
        for (int i = 0; i < moved.length; i++) {
          moved[i] += (end == 0 ? -0.005f : 0.005f) * direction[i];
        }
        Tensor change = ready.change(OrthonormalBasis.of(Tensor.of(moved, d, 2)), all);
        ends[end] = Arrays.stream(change.toDoubles()).map(x -> x * x).average().orElseThrow();
      }
      assertThat(scope.size()).isPositive();
      assertThat(slope).isCloseTo((ends[1] - ends[0]) / 0.01, within(2e-3 * Math.abs(slope)));
    }
  }

  @Test
  void columnsComeOutOrthonormalWithTheRightSlope() {
    double[] at = new Random(1).doubles(21, -1, 1).toArray();
    double[] weights = new Random(2).doubles(21, -1, 1).toArray();
    double[] direction = new Random(3).doubles(21, -1, 1).toArray();
    try (Scope scope = Scope.open()) {
      Tensor free = Autograd.requiresGrad(Tensor.of(at, 7, 3));
      try (Autograd.Mode _ = Autograd.withGrad()) {
        Tensor u = OrthonormalBasis.of(free);
        double[] products = Ops.matmul(Ops.transpose(u, 0, 1), u).toDoubles();
        assertThat(products)
            .containsExactly(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, within(1e-12));
        Autograd.backward(Ops.sum(Ops.mul(u, Tensor.of(weights, 7, 3))));
      }
      double[] gradient = Autograd.grad(free).orElseThrow().toDoubles();
      double slope = IntStream.range(0, 21).mapToDouble(i -> gradient[i] * direction[i]).sum();
      double[] ends = new double[2];
      for (int end = 0; end < 2; end++) {
        double[] moved = at.clone();
        for (int i = 0; i < moved.length; i++) {
          moved[i] += (end == 0 ? -1e-6 : 1e-6) * direction[i];
        }
        Tensor u = OrthonormalBasis.of(Tensor.of(moved, 7, 3));
        ends[end] = Ops.sum(Ops.mul(u, Tensor.of(weights, 7, 3))).item();
      }
      assertThat(slope).isCloseTo((ends[1] - ends[0]) / 2e-6, within(1e-7));
      assertThat(scope.size()).isPositive();
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Model model = model()) {
      assertThatThrownBy(
              () -> Exchanges.of(model, prompts, two, List.of(HookPoint.parse("hook_embed"))))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(
              () -> Exchanges.of(model, prompts, readout(Map.of("a", List.of(3))), List.of(POST)))
          .hasMessageContaining("expected two at least");
      try (Exchanges exchanges = Exchanges.of(model, prompts, two, List.of(POST))) {
        NdArray basis = OrthonormalBasis.random(model.config().dModel(), 1, 1);
        NdArray narrow = OrthonormalBasis.random(5, 1, 1);
        List<ExchangePair> good = pairs(0, 3, 1);
        assertThatThrownBy(() -> exchanges.observed(MID, basis, good))
            .hasMessageContaining("blocks.0.hook_resid_post");
        assertThatThrownBy(() -> exchanges.observed(POST, narrow, good))
            .hasMessageContaining("[5, 1]");
        assertThatThrownBy(
                () -> exchanges.observed(POST, basis, List.of(new ExchangePair("p0", "q", 1))))
            .hasMessageContaining("\"q\"");
        assertThatThrownBy(() -> exchanges.observed(POST, basis, pairs(0, 3, 3)))
            .hasMessageContaining("expected 1 numbers");
        RotationOptions wide = RotationOptions.standard(1).from(List.of(narrow), 0);
        assertThatThrownBy(() -> LearnedRotation.learn(exchanges, POST, good, good, wide))
            .hasMessageContaining("a start is [5, 1]");
      }
    }
  }
}
