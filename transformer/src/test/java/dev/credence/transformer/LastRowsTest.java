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
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.WeightProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Last rows run on by themselves against whole cells with an interchange. */
class LastRowsTest {
  private static final Path LLAMA = Path.of("src", "test", "resources", "golden", "llama_gqa");
  private static final int[] TOKENS = {3, 1};

  private long before;

  @BeforeEach
  void count() {
    before = Tensor.live();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Tensor.live()).isEqualTo(before);
  }

  static Stream<Path> models() throws IOException {
    return GoldenFolders.models();
  }

  /** Prompts that begin alike, one within another, one of a single token, and one twice. */
  private static List<int[]> prompts(int vocab) {
    int[] longest = new Random(3).ints(9, 0, vocab).toArray();
    int[] branch = longest.clone();
    branch[5] = (branch[5] + 1) % vocab;
    return List.of(
        longest,
        Arrays.copyOf(longest, 6),
        branch,
        new int[] {longest[0]},
        Arrays.copyOfRange(longest, 2, 8),
        branch.clone());
  }

  @ParameterizedTest
  @MethodSource("models")
  void theyPredictWhatWholeCellsDo(Path folder) {
    try (Model model = GoldenFolders.open(folder)) {
      comparePlaces(model);
    }
  }

  @Test
  void inModelsMadeOfArraysToo() {
    for (ModelConfig config : List.of(RandomWeights.SOLU, RandomWeights.NORMED)) {
      try (Model model = Model.of("made", config, RandomWeights.of(config, 5))) {
        comparePlaces(model);
      }
    }
  }

  private static void comparePlaces(Model model) {
    List<int[]> prompts = prompts(model.config().vocab());
    List<HookPoint> points =
        model.hooks().points().stream()
            .filter(
                point ->
                    point.hook() == Hook.RESID_PRE
                        || point.hook() == Hook.RESID_MID
                        || point.hook() == Hook.RESID_POST)
            .toList();
    int n = prompts.size();
    int d = model.config().dModel();
    NdArray basis = NdArray.of(column(d, 1), d, 1);
    CellSet.Builder cells = CellSet.builder().tensor("u", basis);
    Map<String, Integer> answers = new LinkedHashMap<>();
    Arrays.stream(TOKENS).forEach(token -> answers.put("" + token, token));
    cells.readout("answer", Readout.among(answers));
    for (int i = 0; i < n; i++) {
      cells.prompt("p" + i, prompts.get(i));
      cells.cell(Cell.unedited("p" + i, "p" + i, "answer"));
      for (HookPoint point : points) {
        cells.cell(
            new Cell(
                i + " " + point,
                "p" + i,
                List.of(
                    new Interchange(
                        Site.at(point, Positions.LAST), "p" + (i + 1) % n, "u", Positions.LAST)),
                List.of("answer")));
      }
    }
    points.forEach(point -> cells.capture(Capture.of(point.name(), Positions.LAST)));
    Results results = model.run(cells.build());

    int[] which = {4, 0, 1, 2, 3, 5, 0};
    try (LastRows rows = model.lastRows(prompts, 0);
        Scope scope = Scope.open()) {
      for (HookPoint point : points) {
        float[] put = new float[which.length * d];
        for (int i = 0; i < which.length; i++) {
          float[] own = results.capture("p" + which[i], point.name()).floats();
          float[] donor = results.capture("p" + (which[i] + 1) % n, point.name()).floats();
          System.arraycopy(exchanged(own, donor, basis.floats()), 0, put, i * d, d);
        }
        float[] found =
            rows.logits(point, Tensor.of(put, which.length, d), which, TOKENS).toFloats();
        for (int i = 0; i < which.length; i++) {
          double[] expected = results.reading(which[i] + " " + point, "answer").logits();
          for (int t = 0; t < TOKENS.length; t++) {
            assertThat((double) found[i * TOKENS.length + t])
                .as("%s, row %d", point, i)
                .isCloseTo(expected[t], within(2e-5 * (1 + Math.abs(expected[t]))));
          }
        }
      }
    }
  }

  private static float[] column(int d, long seed) {
    Random random = new Random(seed);
    double[] v = random.doubles(d, -1, 1).toArray();
    double length = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    float[] unit = new float[d];
    for (int i = 0; i < d; i++) {
      unit[i] = (float) (v[i] / length);
    }
    return unit;
  }

  private static float[] exchanged(float[] own, float[] donor, float[] u) {
    double along = 0;
    for (int i = 0; i < u.length; i++) {
      along += (donor[i] - own[i]) * u[i];
    }
    float[] result = own.clone();
    for (int i = 0; i < u.length; i++) {
      result[i] += (float) (along * u[i]);
    }
    return result;
  }

  /** In double precision, along a random direction of all rows at once. */
  @Test
  void gradientsHaveTheSlopeOfADifference() {
    ModelConfig config = RandomWeights.NORMED;
    List<int[]> prompts = prompts(config.vocab());
    int[] which = {0, 3, 1, 0};
    int size = which.length * config.dModel();
    try (var loaded =
            Families.load(
                "made",
                config,
                RandomWeights.of(config, 7),
                DType.FLOAT32,
                Device.CPU,
                WeightProfile.RAW);
        Scope scope = Scope.open()) {
      var weights = loaded.weights().map(t -> Ops.to(t, DType.FLOAT64));
      var transformer = new Transformer(config, weights, DType.FLOAT64);
      for (Hook hook : List.of(Hook.RESID_PRE, Hook.RESID_POST)) {
        HookPoint point = HookPoint.of(hook, 0);
        double[] at = new Random(1).doubles(size, -1, 1).toArray();
        double[] direction = new Random(2).doubles(size, -1, 1).toArray();
        try (LastRows rows = new LastRows(prompts, 0, config, new HookTable(config), transformer)) {
          Tensor put = Autograd.requiresGrad(Tensor.of(at, which.length, config.dModel()));
          try (var _ = Autograd.withGrad()) {
            Autograd.backward(Ops.sum(Ops.square(rows.logits(point, put, which, TOKENS))));
          }
          double[] gradient = Autograd.grad(put).orElseThrow().toDoubles();
          double slope =
              IntStream.range(0, size).mapToDouble(i -> gradient[i] * direction[i]).sum();
          double[] ends = new double[2];
          for (int end = 0; end < 2; end++) {
            double[] moved = at.clone();
            for (int i = 0; i < size; i++) {
              moved[i] += (end == 0 ? -1 : 1) * 1e-5 * direction[i];
            }
            Tensor there = Tensor.of(moved, which.length, config.dModel());
            ends[end] = Ops.sum(Ops.square(rows.logits(point, there, which, TOKENS))).item();
          }
          double difference = (ends[1] - ends[0]) / 2e-5;
          assertThat(slope).isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(slope))));
          assertThat(Math.abs(slope)).isGreaterThan(0.01);
        }
      }
    }
  }

  @Test
  void placesThatAreNoneAreRefused() {
    try (Model model = GoldenFolders.open(LLAMA);
        LastRows rows = model.lastRows(prompts(model.config().vocab()), 1)) {
      assertThat(rows.bytes()).isPositive();
      assertThatThrownBy(() -> rows.require(HookPoint.of(Hook.RESID_PRE, 0)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("kept from layer 1 on");
      assertThatThrownBy(() -> rows.require(HookPoint.of(Hook.ATTN_OUT, 1)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("hook_resid_mid");
      assertThatThrownBy(() -> rows.require(HookPoint.of(Hook.RESID_PRE, 40)))
          .isInstanceOf(InvalidInputException.class);
      rows.require(HookPoint.of(Hook.RESID_POST, 0));
    }
  }
}
