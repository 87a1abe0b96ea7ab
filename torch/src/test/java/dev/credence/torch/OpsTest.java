package dev.credence.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against plain Java, in several types, with gradients, and with misuse. */
class OpsTest {
  static Stream<OpsCases.Case> cases() {
    return OpsCases.all().stream();
  }

  static Stream<OpsCases.Case> differentiableCases() {
    return cases().filter(OpsCases.Case::differentiable);
  }

  @Test
  void everyOperationHasACase() {
    Set<String> methods =
        Arrays.stream(Ops.class.getDeclaredMethods())
            .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
            .map(OpsTest::signature)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> covered =
        cases().map(OpsCases.Case::method).collect(Collectors.toCollection(TreeSet::new));
    assertThat(methods).hasSizeGreaterThan(100);
    assertThat(covered).isEqualTo(methods);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyOperationGivesWhatPlainJavaGives(OpsCases.Case c) {
    assertCase(c, DType.FLOAT64, 1e-12);
  }

  /** Single precision keeps 24 bits; cases here lose a few of them in sums and quotients. */
  @ParameterizedTest
  @MethodSource("cases")
  void everyOperationWorksInSinglePrecision(OpsCases.Case c) {
    assertCase(c, DType.FLOAT32, 4e-6);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingIsLeftBehind(OpsCases.Case c) {
    long before = Tensor.live();
    try (var _ = Scope.open()) {
      List<Tensor> inputs = inputs(c, DType.FLOAT64);
      long made = Tensor.live() - before;
      assertThat(made).isGreaterThanOrEqualTo(inputs.size());
      assertThat(c.call().apply(inputs)).isNotNull();
    }
    assertThat(Tensor.live()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aClosedArgumentIsNamed(OpsCases.Case c) {
    long before = Tensor.live();
    try (var _ = Scope.open()) {
      List<Tensor> inputs = inputs(c, DType.FLOAT64);
      for (int i = 0; i < inputs.size(); i++) {
        List<Tensor> some = new ArrayList<>(inputs);
        Tensor closed = Ops.clone(inputs.get(i));
        assertThat(closed.toString()).contains(closed.shape().toString());
        closed.close();
        some.set(i, closed);
        assertThatThrownBy(() -> c.call().apply(some))
            .isInstanceOf(TorchException.class)
            .hasMessageContaining("was closed before")
            .hasMessageContaining(closed.toString())
            .hasMessageNotContaining("\n");
      }
      // The thread's next call is not disturbed.
      assertThat(c.call().apply(inputs).shape()).isEqualTo(c.shape());
    }
    assertThat(Tensor.live()).isEqualTo(before);
  }

  /** Central differences, d(h²) from the derivative; h³ from rounding in the numerator. */
  @ParameterizedTest
  @MethodSource("differentiableCases")
  void gradientsAgreeWithFiniteDifferences(OpsCases.Case c) {
    double h = 1e-6;
    for (int i = 0; i < c.inputs().size(); i++) {
      if (c.inputs().get(i).isReal()) {
        double[] slopes = gradient(c, i);
        double[] at = c.inputs().get(i).reals();
        for (int j = 0; j < at.length; j++) {
          double slope = (loss(c, i, j, h) - loss(c, i, j, -h)) / (2 * h);
          assertThat(slopes[j]).as("input %d element %d", i, j).isCloseTo(slope, within(2e-8));
        }
      }
    }
  }

  private static void assertCase(OpsCases.Case c, DType type, double tolerance) {
    try (var _ = Scope.open()) {
      Tensor result = c.call().apply(inputs(c, type));
      assertThat(result.shape()).isEqualTo(c.shape());
      assertThat(result.toDoubles()).containsExactly(c.expected(), within(tolerance * 10));
      if (result.dtype().isFloatingPoint()) {
        assertThat(result.dtype()).isEqualTo(type);
      }
    }
  }

  private static List<Tensor> inputs(OpsCases.Case c, DType type) {
    return c.inputs().stream().map(input -> input.tensor(type)).toList();
  }

  private static double[] gradient(OpsCases.Case c, int input) {
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      List<Tensor> inputs = inputs(c, DType.FLOAT64);
      Autograd.requiresGrad(inputs.get(input));
      Autograd.backward(weighted(c.call().apply(inputs)));
      return Autograd.grad(inputs.get(input))
          .map(Tensor::toDoubles)
          .orElseGet(() -> new double[c.inputs().get(input).reals().length]);
    }
  }

  private static double loss(OpsCases.Case c, int input, int element, double by) {
    try (var _ = Scope.open()) {
      List<Tensor> inputs = new ArrayList<>(inputs(c, DType.FLOAT64));
      double[] numbers = c.inputs().get(input).reals().clone();
      numbers[element] += by;
      inputs.set(input, Tensor.of(numbers, c.inputs().get(input).shape().sizes()));
      return weighted(c.call().apply(inputs)).item();
    }
  }

  /** A different weight for every element, so that no two gradients can be confused. */
  private static Tensor weighted(Tensor t) {
    double[] weights = new double[Math.toIntExact(t.elements())];
    Arrays.setAll(weights, i -> .3 + .17 * i);
    Tensor shaped = Tensor.of(weights, weights.length);
    return Ops.sum(Ops.mul(Ops.reshape(t, -1), shaped));
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", method.getName() + "(", ")"));
  }
}
