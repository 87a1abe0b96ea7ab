package dev.credence.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {
  private long before;

  @BeforeEach
  void count() {
    before = Tensor.live();
    assertThat(Autograd.isEnabled()).isFalse();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Tensor.live()).isEqualTo(before);
    assertThat(Autograd.isEnabled()).isFalse();
  }

  @Test
  void nothingIsRecordedUnlessAskedFor() {
    try (var _ = Scope.open()) {
      Tensor x = Autograd.requiresGrad(Tensor.of(new float[] {1, 2}));
      assertThat(Autograd.isRequired(Ops.square(x))).isFalse();
      try (var _ = Autograd.withGrad()) {
        assertThat(Autograd.isRequired(Ops.square(x))).isTrue();
        try (var _ = Autograd.noGrad()) {
          assertThat(Autograd.isRequired(Ops.square(x))).isFalse();
        }
        assertThat(Autograd.isEnabled()).isTrue();
      }
    }
  }

  @Test
  void aNewThreadDoesNotRecordEither() throws Exception {
    boolean[] required = {true};
    Thread thread =
        new Thread(
            () -> {
              try (var _ = Scope.open()) {
                Tensor x = Autograd.requiresGrad(Tensor.of(new float[] {1, 2}));
                required[0] = Autograd.isRequired(Ops.square(x));
              }
            });
    thread.start();
    thread.join();
    assertThat(required[0]).isFalse();
  }

  @Test
  void gradientsAddUpUntilZeroed() {
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      Tensor x = Autograd.requiresGrad(Tensor.of(new double[] {1, -2}));
      assertThat(Autograd.grad(x)).isEmpty();
      for (int i = 1; i <= 2; i++) {
        Autograd.backward(Ops.sum(Ops.square(x)));
        assertThat(Autograd.grad(x).orElseThrow().toDoubles()).containsExactly(2 * i, -4 * i);
      }
    }
  }

  @Test
  void aComputedTensorKeepsItsGradientWhenAsked() {
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      Tensor x = Autograd.requiresGrad(Tensor.of(new double[] {1, 2}));
      Tensor hidden = Autograd.retainGrad(Ops.mul(x, 3));
      Tensor loss = Ops.sum(Ops.square(hidden));
      Autograd.backward(loss, true);
      assertThat(Autograd.grad(hidden).orElseThrow().toDoubles()).containsExactly(6, 12);
      Autograd.backward(loss);
      assertThat(Autograd.grad(x).orElseThrow().toDoubles()).containsExactly(36, 72);
      assertThatThrownBy(() -> Autograd.backward(loss)).isInstanceOf(TorchException.class);
    }
  }

  @Test
  void detachedTensorsPassNothingOn() {
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      Tensor x = Autograd.requiresGrad(Tensor.of(new double[] {3}));
      Autograd.backward(Ops.sum(Ops.mul(x, Ops.detach(x))));
      assertThat(Autograd.grad(x).orElseThrow().item()).isEqualTo(3);
    }
  }

  @Test
  void aLossWithoutARecordIsAnError() {
    try (var _ = Scope.open()) {
      assertThatThrownBy(() -> Autograd.backward(Tensor.scalar(1)))
          .isInstanceOf(TorchException.class)
          .hasMessageStartingWith("backward(float32 [] cpu) failed");
    }
  }

  @Test
  void adamWDoesWhatItsFormulaSays() {
    double lr = .1;
    double beta1 = .9;
    double beta2 = .95;
    double eps = 1e-3;
    double decay = .2;
    double[] p = {1, -2};
    double[] m = new double[2];
    double[] v = new double[2];
    Tensor x = Autograd.requiresGrad(Tensor.of(p.clone()));
    Tensor still = Autograd.requiresGrad(Tensor.of(new double[] {5}));
    Tensor target = Tensor.of(new double[] {.5, 3});
    try (AdamW optimiser = new AdamW(List.of(x, still), lr, beta1, beta2, eps, decay)) {
      for (int t = 1; t <= 5; t++) {
        if (t == 4) {
          lr = .03;
          optimiser.setLearningRate(lr);
        }
        try (var _ = Scope.open();
            var _ = Autograd.withGrad()) {
          optimiser.zeroGrad();
          Autograd.backward(Ops.sum(Ops.square(Ops.sub(x, target))));
          optimiser.step();
        }
        for (int i = 0; i < 2; i++) {
          double g = 2 * (p[i] - (i == 0 ? .5 : 3));
          p[i] -= lr * decay * p[i];
          m[i] = beta1 * m[i] + (1 - beta1) * g;
          v[i] = beta2 * v[i] + (1 - beta2) * g * g;
          double mean = m[i] / (1 - Math.pow(beta1, t));
          double square = v[i] / (1 - Math.pow(beta2, t));
          p[i] -= lr * mean / (Math.sqrt(square) + eps);
        }
        assertThat(x.toDoubles()).containsExactly(p, within(1e-12));
      }
    }
    assertThat(still.item()).isEqualTo(5);
    List.of(x, still, target).forEach(Tensor::close);
  }

  @Test
  void aSmallNetworkLearns() {
    Random random = new Random(3);
    double[] points = new double[64];
    double[] labels = new double[32];
    for (int i = 0; i < 32; i++) {
      points[2 * i] = random.nextGaussian();
      points[2 * i + 1] = random.nextGaussian();
      labels[i] = points[2 * i] * points[2 * i + 1];
    }
    List<Tensor> weights =
        List.of(normal(random, 16, 2), normal(random, 16), normal(random, 1, 16));
    double first = Double.NaN;
    double last = Double.NaN;
    try (var _ = Scope.open();
        AdamW optimiser = new AdamW(weights, .02, .9, .999, 1e-8, 0)) {
      Tensor x = Tensor.of(points, 32, 2);
      Tensor y = Tensor.of(labels, 32, 1);
      for (int step = 0; step < 300; step++) {
        try (var _ = Scope.open();
            var _ = Autograd.withGrad()) {
          Tensor hidden = Ops.tanh(Ops.linear(x, weights.get(0), weights.get(1)));
          Tensor loss = Ops.mseLoss(Ops.linear(hidden, weights.get(2), null), y);
          optimiser.zeroGrad();
          Autograd.backward(loss);
          optimiser.step();
          last = loss.item();
          first = step == 0 ? last : first;
        }
      }
    }
    assertThat(last).isLessThan(first / 20);
    weights.forEach(Tensor::close);
  }

  private static Tensor normal(Random random, long... shape) {
    double[] values = new double[Math.toIntExact(Shape.of(shape).elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() / 2;
    }
    return Autograd.requiresGrad(Tensor.of(values, shape));
  }
}
