package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.torch.Autograd;
import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.family.LoadedWeights;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.WeightProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients through the forward pass against central differences, both in double precision: along
 * one random direction of every tensor. An error of a difference is of the order of h² = 1e-10, so
 * that an agreement within 1e-6 of the larger of slope and 1 leaves room for nothing but rounding.
 */
class GradientTest {
  private static final double H = 1e-5;
  private static final double TOLERANCE = 1e-6;

  /** Softplus without biases or norms, as in models built by hand. */
  private static final ModelConfig SOFTPLUS =
      ModelConfig.builder()
          .layers(2)
          .dModel(16)
          .heads(2)
          .kvHeads(2)
          .dHead(8)
          .dMlp(24)
          .vocab(20)
          .context(12)
          .norm(NormKind.NONE, 0)
          .activation(ActivationFunction.SOFTPLUS)
          .positions(new PositionScheme.None())
          .build();

  private static final ModelConfig RELU =
      ModelConfig.builder()
          .layers(2)
          .dModel(16)
          .heads(2)
          .kvHeads(2)
          .dHead(8)
          .dMlp(24)
          .vocab(20)
          .context(12)
          .norm(NormKind.LAYER_NORM, 1e-5)
          .activation(ActivationFunction.RELU)
          .positions(new PositionScheme.Learned())
          .build();

  private long before;

  @BeforeEach
  void count() {
    before = Tensor.live();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Tensor.live()).isEqualTo(before);
    assertThat(Autograd.isEnabled()).isFalse();
  }

  /** A model in double precision, every tensor of which is followed. */
  private static final class Followed implements AutoCloseable {
    final ModelConfig config;
    final Map<Tensor, Tensor> tensors = new IdentityHashMap<>();
    final Transformer transformer;

    Followed(ModelConfig config, LoadedWeights loaded) {
      this.config = config;
      try (loaded;
          var _ = Scope.open()) {
        ModelWeights weights =
            loaded
                .weights()
                .map(t -> tensors.computeIfAbsent(t, own -> leaf(Ops.to(own, DType.FLOAT64))));
        transformer = new Transformer(config, weights, DType.FLOAT64);
      }
    }

    static Followed of(ModelConfig config) {
      return new Followed(
          config,
          Families.load(
              "made",
              config,
              RandomWeights.of(config, 7),
              DType.FLOAT32,
              Device.CPU,
              WeightProfile.RAW));
    }

    @Override
    public void close() {
      tensors.values().forEach(Tensor::close);
    }
  }

  private static Tensor leaf(Tensor t) {
    return Autograd.requiresGrad(Scope.release(Ops.clone(t)));
  }

  private static Tensor leaf(NdArray array, DType dtype) {
    try (var _ = Scope.open()) {
      return leaf(Ops.to(Tensor.of(array.floats(), array.shape()), dtype));
    }
  }

  static Stream<Path> goldens() throws Exception {
    return GoldenFolders.models()
        .filter(folder -> !folder.toString().endsWith("16")); // llama_gqa's weights again
  }

  static Stream<ModelConfig> made() {
    return Stream.of(RandomWeights.SOLU, RandomWeights.NORMED, SOFTPLUS, RELU);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void weightsOfEveryFamilyHaveTheSlopeOfADifference(Path folder) {
    ModelConfig config = Families.read(folder).config();
    ModelSource.Folder source = (ModelSource.Folder) ModelSource.resolve(folder.toString());
    try (Followed model =
        new Followed(
            config, Families.read(folder).load(source.open(), DType.FLOAT32, Device.CPU))) {
      checkWeights(model);
    }
  }

  @ParameterizedTest
  @MethodSource("made")
  void weightsOfMadeModelsHaveTheSlopeOfADifference(ModelConfig config) {
    try (Followed model = Followed.of(config)) {
      checkWeights(model);
    }
  }

  private static void checkWeights(Followed model) {
    CellSet cells = prompts(model.config, 3).build();
    DifferentiableRun run = new DifferentiableRun(cells, model.config, model.transformer);
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      Autograd.backward(loss(run.logits()));
    }
    int moved = 0;
    for (Tensor tensor : model.tensors.values()) {
      moved += checkSlope(tensor, () -> loss(run.logits()).item()) ? 1 : 0;
    }
    // A key's bias moves all scores of a query alike, and a norm may undo a shift.
    assertThat(moved).isGreaterThan(model.tensors.size() / 2);
  }

  /** Whether the slope along a random direction is anything but 0. */
  private static boolean checkSlope(Tensor tensor, DoubleSupplier value) {
    try (var _ = Scope.open()) {
      double[] there = tensor.toDoubles();
      double[] direction = normal(new Random(there.length), there.length);
      double[] gradient = Autograd.grad(tensor).orElseThrow().toDoubles();
      double slope = 0;
      for (int i = 0; i < there.length; i++) {
        slope += gradient[i] * direction[i];
      }
      double up = at(tensor, there, direction, H, value);
      double down = at(tensor, there, direction, -H, value);
      at(tensor, there, direction, 0, value);
      double difference = (up - down) / (2 * H);
      assertThat(slope)
          .as("%s", tensor)
          .isCloseTo(difference, within(TOLERANCE * Math.max(1, Math.abs(difference))));
      return Math.abs(slope) > 1e-4;
    }
  }

  private static double at(
      Tensor tensor, double[] there, double[] direction, double step, DoubleSupplier value) {
    double[] moved = new double[there.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = there[i] + step * direction[i];
    }
    try (var _ = Scope.open()) {
      Ops.copyInPlace(Ops.detach(tensor), Tensor.of(moved, tensor.shape().sizes()));
      return value.getAsDouble();
    }
  }

  /** Some number that depends on all logits, not linearly. */
  private static Tensor loss(Tensor logits) {
    Tensor weights =
        Ops.to(
            Tensor.of(
                normal(new Random(1), Math.toIntExact(logits.elements())), logits.shape().sizes()),
            logits.dtype());
    return Ops.sum(Ops.mul(weights, Ops.logSoftmax(logits, -1)));
  }

  /** Prompts of several lengths that share beginnings, read at several positions. */
  private static CellSet.Builder prompts(ModelConfig config, int answers) {
    int top = config.vocab() - 1;
    CellSet.Builder cells =
        CellSet.builder()
            .prompt("p", 1, 2, 3, 4, 5)
            .prompt("q", 1, 2, 3, top, 6, 7, 2)
            .prompt("r", 3, 3)
            .prompt("one", 4)
            .readout("all", new Readout(Map.of("x", List.of(answers)), Positions.ALL, 0, false));
    for (String name : List.of("p", "q", "r", "one")) {
      cells.cell(Cell.unedited(name, name, "all"));
    }
    return cells;
  }

  /** At relu, softmax and a root what is edited in place is what their gradients look at. */
  @ParameterizedTest
  @MethodSource("made")
  void theBasisOfAnInterchangeHasTheSlopeOfADifference(ModelConfig config) {
    List<String> hooks =
        List.of(
            "blocks.0.hook_resid_pre",
            "blocks.0.attn.hook_z",
            "blocks.0.mlp.hook_post",
            "blocks.1.hook_resid_mid",
            "blocks.1.attn.hook_v",
            "blocks.1.hook_mlp_out",
            "blocks.1.hook_resid_post");
    try (Followed model = Followed.of(config)) {
      for (String hook : hooks) {
        checkBasis(model, HookPoint.parse(hook));
      }
    }
  }

  private static void checkBasis(Followed model, HookPoint point) {
    ModelConfig config = model.config;
    int width =
        switch (point.hook()) {
          case Z, V -> config.dHead();
          case MLP_POST -> config.dMlp();
          default -> config.dModel();
        };
    NdArray plane = plane(width);
    Site site = Site.at(point, Positions.at(-1, 1));
    CellSet cells =
        prompts(config, 3)
            .tensor("basis", plane)
            .cell(
                new Cell(
                    "swapped",
                    "p",
                    List.of(new Interchange(site, "q-short", "basis")),
                    List.of("all")))
            .prompt("q-short", 1, 7, 3, 4, 6)
            .build();
    DifferentiableRun run = new DifferentiableRun(cells, config, model.transformer);
    Tensor basis = leaf(plane, DType.FLOAT64);
    Map<String, Tensor> learnt = Map.of("basis", basis);
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      Autograd.backward(loss(run.logits(learnt)));
    }
    assertThat(checkSlope(basis, () -> loss(run.logits(learnt)).item())).as("%s", point).isTrue();
    basis.close();
  }

  /** Two columns of length 1 at right angles. */
  private static NdArray plane(int width) {
    float[] values = new float[2 * width];
    values[0] = .6f;
    values[2] = .8f;
    values[5] = 1;
    return NdArray.of(values, width, 2);
  }

  /** Patterns, scores and scales: edited in place they would spoil what softmax and root keep. */
  @ParameterizedTest
  @MethodSource("made")
  void editsInPlaceDoNotSpoilGradients(ModelConfig config) {
    List<String> hooks = new ArrayList<>(List.of("blocks.1.attn.hook_pattern"));
    hooks.add("blocks.1.attn.hook_attn_scores");
    hooks.add("blocks.0.mlp.hook_pre");
    hooks.add("blocks.0.mlp.hook_post");
    hooks.add("blocks.0.hook_mlp_in");
    hooks.add("blocks.0.hook_q_input");
    if (config.norm() != NormKind.NONE) {
      hooks.add("blocks.1.ln1.hook_scale");
      hooks.add("ln_final.hook_scale");
      hooks.add("blocks.1.ln2.hook_normalized");
    }
    for (String hook : hooks) {
      try (Followed model = Followed.of(config)) {
        Site site = Site.at(HookPoint.parse(hook), Positions.at(-1));
        CellSet cells =
            prompts(config, 3)
                .cell(new Cell("scaled", "p", List.of(new Scale(site, .7)), List.of("all")))
                .build();
        DifferentiableRun run = new DifferentiableRun(cells, config, model.transformer);
        try (var _ = Scope.open();
            var _ = Autograd.withGrad()) {
          Autograd.backward(loss(run.logits()));
        }
        for (Tensor tensor : model.tensors.values()) {
          checkSlope(tensor, () -> loss(run.logits()).item());
        }
      }
    }
  }

  @Test
  void logOddsAreThoseOfAPlainRunWhetherGradientsAreRecordedOrNot() {
    ModelConfig config = RandomWeights.NORMED;
    NdArray plane = plane(config.dModel());
    Site site = Site.at(HookPoint.parse("blocks.1.hook_resid_mid"), Positions.LAST);
    Map<String, List<Integer>> among = new LinkedHashMap<>();
    among.put("x", List.of(2, 9));
    among.put("y", List.of(4));
    CellSet cells =
        CellSet.builder()
            .prompt("p", 1, 2, 3, 4)
            .prompt("q", 1, 8, 3, 5)
            .tensor("basis", plane)
            .readout("odds", new Readout(among, Positions.LAST, 0, false))
            .cell(Cell.unedited("base", "p", "odds"))
            .cell(new Cell("unread", "q", List.of(), List.of()))
            .cell(
                new Cell(
                    "swapped", "p", List.of(new Interchange(site, "q", "basis")), List.of("odds")))
            .build();
    try (Model model = Model.of("normed", config, RandomWeights.of(config, 3));
        var _ = Scope.open()) {
      DifferentiableRun run = model.differentiable(cells);
      assertThat(run.readsOf("odds").stream().map(DifferentiableRun.Read::cell))
          .containsExactly("base", "swapped");
      Results results = model.run(cells);
      double[] plain =
          Stream.of("base", "swapped")
              .mapToDouble(
                  id -> {
                    double[] logits = results.reading(id, "odds").logits();
                    return logits[0] - logits[1];
                  })
              .toArray();
      Tensor basis = leaf(plane, DType.FLOAT32);
      float[] without = run.logOdds("odds", Map.of()).toFloats();
      try (var _ = Autograd.withGrad()) {
        Tensor followed = run.logOdds("odds", Map.of("basis", basis));
        assertThat(Autograd.isRequired(followed)).isTrue();
        assertThat(followed.toFloats()).containsExactly(without);
      }
      basis.close();
      for (int i = 0; i < plain.length; i++) {
        assertThat((double) without[i]).isCloseTo(plain[i], within(1e-5));
      }
      assertThat(plain[0]).isNotCloseTo(plain[1], within(1e-3));
    }
  }

  @Test
  void stepsLeaveNoTensorBehind() {
    try (Followed model = Followed.of(RandomWeights.NORMED)) {
      DifferentiableRun run =
          new DifferentiableRun(prompts(model.config, 3).build(), model.config, model.transformer);
      long live = Tensor.live();
      for (int step = 0; step < 3; step++) {
        try (var _ = Scope.open();
            var _ = Autograd.withGrad()) {
          Autograd.backward(loss(run.logits()));
        }
        assertThat(Tensor.live()).isEqualTo(live);
      }
    }
  }

  @Test
  void whatIsLearntMustHaveAnArrayOfItsShape() {
    try (Followed model = Followed.of(RandomWeights.SOLU);
        Tensor wrong = Tensor.of(new double[6], 3, 2)) {
      DifferentiableRun run =
          new DifferentiableRun(
              prompts(model.config, 3).tensor("basis", plane(24)).build(),
              model.config,
              model.transformer);
      assertThatThrownBy(() -> run.logits(Map.of("rotation", wrong)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("tensor rotation: no array of this name gives its shape; there are [basis]");
      assertThatThrownBy(() -> run.logits(Map.of("basis", wrong)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("tensor basis is [3, 2]; the array of this name is [24, 2]");
    }
  }

  private static double[] normal(Random random, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }
}
