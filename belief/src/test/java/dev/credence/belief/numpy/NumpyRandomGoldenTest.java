package dev.credence.belief.numpy;

import static dev.credence.belief.Golden.bits;
import static dev.credence.belief.Golden.integer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.Golden;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every experiment of every golden file, each from a fresh generator, bit for bit. The files come
 * from NumPy itself. An experiment that is not known here fails.
 */
class NumpyRandomGoldenTest {
  private static final List<String> SEEDS = List.of("0", "1", "2", "42", "big", "list");

  @TestFactory
  Stream<DynamicTest> everyExperimentOfEveryFileMatchesBitForBit() {
    return SEEDS.stream()
        .flatMap(
            name -> {
              JsonNode file = Golden.json("numpy/pcg64_seed_" + name + ".json");
              SeedSequence seed = seed(file.get("seed"));
              return file.propertyNames().stream()
                  .map(
                      key ->
                          DynamicTest.dynamicTest(
                              "seed " + name + ": " + key, () -> check(key, file.get(key), seed)));
            });
  }

  private static SeedSequence seed(JsonNode seed) {
    return seed.isArray()
        ? SeedSequence.of(seed.valueStream().map(Golden::integer).toList())
        : SeedSequence.of(integer(seed));
  }

  private static void check(String key, JsonNode expected, SeedSequence seed) {
    Supplier<NumpyRandom> fresh = () -> NumpyRandom.ofSeed(seed);
    NumpyRandom rng = fresh.get();
    switch (key) {
      case "numpy" -> assertThat(expected.asString()).isEqualTo("1.26.4");
      case "seed" -> assertThat(seed(expected).pool()).isEqualTo(seed.pool());
      case "seed_sequence" -> checkSeedSequence(expected, seed);
      case "pcg64_initial_state" -> checkState(expected, rng);
      case "raw_uint64" ->
          expected
              .get("values")
              .forEach(v -> assertThat(unsigned(rng.nextUint64())).isEqualTo(integer(v)));
      case "uint32" ->
          expected
              .get("values")
              .forEach(
                  v -> assertThat(Integer.toUnsignedLong(rng.nextUint32())).isEqualTo(v.asLong()));
      case "interleaved_words" -> {
        for (JsonNode draw : expected.get("draws")) {
          String value = draw.get(1).asString();
          switch (draw.get(0).asString()) {
            case "double" -> assertThat(hex(rng.random())).isEqualTo(value);
            case "u64" -> assertThat(Long.toUnsignedString(rng.nextUint64())).isEqualTo(value);
            case "u32" -> assertThat(Integer.toUnsignedString(rng.nextUint32())).isEqualTo(value);
            default -> throw new AssertionError("unknown draw " + draw);
          }
        }
        checkState(expected.get("state_after"), rng);
      }
      case "random", "random_scalar" -> checkDoubles(expected, rng::random);
      case "uniform" -> checkDoubles(expected, () -> rng.uniform(-3.5, 2.25));
      case "integers" -> {
        for (JsonNode one : expected) {
          NumpyRandom own = fresh.get();
          long n = Long.parseLong(one.get("n").asString());
          one.get("values")
              .forEach(v -> assertThat(own.integers(0, n)).isEqualTo(Long.parseLong(v.asString())));
          checkState(one.get("state_after"), own);
          assertThat(hex(own.random())).isEqualTo(one.get("next_double_bits").asString());
        }
      }
      case "integers_range" -> expected.get("values").forEach(v -> equal(rng.integers(-7, 13), v));
      case "integers_endpoint" ->
          expected.get("values").forEach(v -> equal(rng.integersClosed(1, 6), v));
      case "integers_full_range" ->
          expected
              .get("values")
              .forEach(
                  v ->
                      assertThat(rng.integersClosed(Long.MIN_VALUE, Long.MAX_VALUE))
                          .isEqualTo(Long.parseLong(v.asString())));
      case "integers_mixed_bounds" -> {
        for (JsonNode draw : expected.get("draws")) {
          assertThat(rng.integers(0, Long.parseLong(draw.get(0).asString())))
              .isEqualTo(Long.parseLong(draw.get(1).asString()));
        }
        checkState(expected.get("state_after"), rng);
      }
      case "shuffle_lists_shared" -> {
        for (JsonNode result : expected.get("results")) {
          assertThat(shuffled(rng, result.size())).isEqualTo(ints(result));
        }
        checkState(expected.get("state_after"), rng);
      }
      case "shuffle_list_1000" ->
          assertThat(shuffled(rng, 1000)).isEqualTo(ints(expected.get("result")));
      case "count_then_shuffle" -> {
        for (JsonNode row : expected.get("rows")) {
          int x = rng.integers(11);
          assertThat(x).isEqualTo(row.get(0).asInt());
          assertThat(drawn(rng, x, 10)).isEqualTo(row.get(1).asString());
        }
        checkState(expected.get("state_after"), rng);
      }
      case "sweep_then_drift" -> {
        for (JsonNode row : expected.get("rows")) {
          String sequence = row.get(1).asString();
          long x = sequence.chars().filter(c -> c == 'X').count();
          assertThat(drawn(rng, (int) x, sequence.length())).isEqualTo(sequence);
        }
        if (expected.has("state_after")) {
          checkState(expected.get("state_after"), rng);
        }
      }
      case "permutation_int" -> {
        for (JsonNode one : expected) {
          assertThat(fresh.get().permutation(one.get("n").asInt()))
              .containsExactly(intArray(one.get("result")));
        }
      }
      case "permutation_list" ->
          assertThat(rng.permutation(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")))
              .isEqualTo(expected.get("result").valueStream().map(JsonNode::asString).toList());
      case "shuffle_float64_array" ->
          assertThat(shuffled(rng, 30)).isEqualTo(ints(expected.get("result")));
      case "choice_without_replacement" -> {
        for (JsonNode one : expected) {
          assertThat(
                  fresh
                      .get()
                      .choiceWithoutReplacement(
                          one.get("n").asInt(),
                          one.get("k").asInt(),
                          one.get("shuffle").asBoolean()))
              .containsExactly(intArray(one.get("result")));
        }
      }
      case "choice_with_replacement" ->
          assertThat(rng.choice(11, 25)).containsExactly(intArray(expected.get("result")));
      case "choice_weighted" -> {
        double[] p = expected.get("p").valueStream().mapToDouble(JsonNode::asDouble).toArray();
        assertThat(rng.choice(p, 25)).containsExactly(intArray(expected.get("result")));
      }
      case "standard_normal" -> checkDoubles(expected, rng::standardNormal);
      case "standard_normal_200000" -> checkManyNormals(expected, rng);
      case "normal" -> checkDoubles(expected, () -> rng.normal(2.0, 0.5));
      case "standard_exponential" -> checkDoubles(expected, rng::standardExponential);
      case "mixed_calls_shared" -> {
        for (JsonNode row : expected.get("rows")) {
          assertThat(hex(rng.standardNormal())).isEqualTo(row.get("normal_bits").asString());
          assertThat(rng.integers(11)).isEqualTo(row.get("int11").asInt());
          assertThat(hex(rng.random())).isEqualTo(row.get("double_bits").asString());
          assertThat(rng.permutation(5)).containsExactly(intArray(row.get("perm5")));
        }
        checkState(expected.get("state_after"), rng);
      }
      default -> throw new AssertionError("golden experiment " + key + " has no test");
    }
  }

  private static void checkSeedSequence(JsonNode expected, SeedSequence seed) {
    for (String key : expected.propertyNames()) {
      JsonNode value = expected.get(key);
      // Children are numbered from the first spawn on, so each experiment spawns afresh.
      switch (key) {
        case "pool" -> assertThat(unsigned(seed.pool())).isEqualTo(longs(value));
        case "generate_state_uint32_8" ->
            assertThat(unsigned(seed.generateInts(8))).isEqualTo(longs(value));
        case "generate_state_uint64_4" ->
            assertThat(unsigned(seed.generateLongs(4))).isEqualTo(integers(value));
        case "spawn_3_generate_state_uint64_2" -> {
          List<SeedSequence> children = again(seed).spawn(3);
          for (int i = 0; i < 3; i++) {
            assertThat(unsigned(children.get(i).generateLongs(2)))
                .isEqualTo(integers(value.get(i)));
          }
        }
        case "spawn_3_first_raw" -> {
          SeedSequence parent = again(seed);
          // In two calls: the second goes on where the first stopped.
          List<SeedSequence> children = new ArrayList<>(parent.spawn(1));
          children.addAll(parent.spawn(2));
          for (int i = 0; i < 3; i++) {
            assertThat(unsigned(NumpyRandom.ofSeed(children.get(i)).nextUint64()))
                .isEqualTo(integer(value.get(i)));
          }
        }
        default -> throw new AssertionError("golden seed sequence " + key + " has no test");
      }
    }
  }

  private static SeedSequence again(SeedSequence seed) {
    return SeedSequence.of(seed.entropy());
  }

  private static void checkManyNormals(JsonNode expected, NumpyRandom rng) {
    double[] all = new double[200_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = rng.standardNormal();
    }
    int[] at = intArray(expected.get("at"));
    for (int i = 0; i < at.length; i++) {
      assertThat(all[at[i]]).isEqualTo(bits(expected.get("bits").get(i)));
    }
    long tail = Arrays.stream(all).filter(x -> Math.abs(x) > 3.654152885361009).count();
    assertThat(tail).isEqualTo(expected.get("count_beyond_3_6541528853610088").asLong());
  }

  private static void checkDoubles(JsonNode expected, Supplier<Double> draw) {
    for (JsonNode bits : expected.get("bits")) {
      assertThat(hex(draw.get())).isEqualTo(bits.asString());
    }
    assertThat(expected.get("bits").size()).isPositive();
  }

  private static void checkState(JsonNode expected, NumpyRandom rng) {
    assertThat(rng.state())
        .isEqualTo(
            new Pcg64.State(
                integer(expected.get("state")),
                integer(expected.get("inc")),
                expected.get("has_uint32").asInt() == 1,
                expected.get("uinteger").asLong()));
  }

  private static List<Integer> shuffled(NumpyRandom rng, int n) {
    List<Integer> list = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    rng.shuffle(list);
    return list;
  }

  private static String drawn(NumpyRandom rng, int x, int n) {
    List<String> symbols = new ArrayList<>(Collections.nCopies(x, "X"));
    symbols.addAll(Collections.nCopies(n - x, "Y"));
    rng.shuffle(symbols);
    return String.join("", symbols);
  }

  private static void equal(long actual, JsonNode expected) {
    assertThat(actual).isEqualTo(expected.asLong());
  }

  private static String hex(double value) {
    return String.format("%016x", Double.doubleToRawLongBits(value));
  }

  private static BigInteger unsigned(long word) {
    return new BigInteger(Long.toUnsignedString(word));
  }

  private static List<Long> unsigned(int[] words) {
    return IntStream.of(words).mapToObj(Integer::toUnsignedLong).toList();
  }

  private static List<BigInteger> unsigned(long[] words) {
    return Arrays.stream(words).mapToObj(NumpyRandomGoldenTest::unsigned).toList();
  }

  private static List<Long> longs(JsonNode node) {
    return node.valueStream().map(JsonNode::asLong).toList();
  }

  private static List<BigInteger> integers(JsonNode node) {
    return node.valueStream().map(Golden::integer).toList();
  }

  private static List<Integer> ints(JsonNode node) {
    return node.valueStream().map(JsonNode::asInt).toList();
  }

  private static int[] intArray(JsonNode node) {
    return node.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
