package dev.credence.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private long before;

  @BeforeEach
  void count() {
    before = Tensor.live();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Tensor.live()).isEqualTo(before);
  }

  @Test
  void theInnermostScopeOwnsWhatIsMade() {
    try (Scope outer = Scope.open()) {
      Tensor a = Tensor.scalar(1);
      Tensor b;
      try (Scope inner = Scope.open()) {
        b = Ops.add(a, a);
        assertThat(inner.size()).isEqualTo(1);
      }
      assertThat(b.isClosed()).isTrue();
      assertThat(a.isClosed()).isFalse();
      assertThat(outer.size()).isEqualTo(1);
    }
  }

  @Test
  void keepHandsOverToTheEnclosingScope() {
    Tensor kept;
    try (Scope outer = Scope.open()) {
      try (Scope inner = Scope.open()) {
        kept = inner.keep(Tensor.scalar(3));
        assertThat(inner.size()).isZero();
      }
      assertThat(outer.size()).isEqualTo(1);
      assertThat(kept.item()).isEqualTo(3);
      assertThat(outer.keep(kept)).isSameAs(kept);
    }
    assertThat(kept.isClosed()).isFalse();
    kept.close();
  }

  @Test
  void whatOutlivesTheScopeAnywayStaysWhereItIs() {
    try (Scope outer = Scope.open()) {
      Tensor a = Tensor.scalar(1);
      try (Scope inner = Scope.open()) {
        inner.keep(a);
      }
      assertThat(outer.size()).isEqualTo(1);
    }
  }

  @Test
  void aTensorMadeWithoutAScopeIsItsMakers() {
    Tensor t = Tensor.scalar(1);
    try (Scope scope = Scope.open()) {
      scope.keep(t);
    }
    assertThat(t.isClosed()).isFalse();
    t.close();
  }

  @Test
  void aReleasedTensorLivesUntilItIsClosed() {
    Tensor t;
    try (var _ = Scope.open();
        var _ = Scope.open()) {
      t = Scope.release(Tensor.scalar(1));
    }
    assertThat(t.item()).isEqualTo(1);
    t.close();
  }

  @Test
  void useAfterTheScopeIsNamed() {
    Tensor t;
    try (var _ = Scope.open()) {
      t = Tensor.scalar(1);
    }
    assertThatThrownBy(() -> Ops.exp(t))
        .isInstanceOf(TorchException.class)
        .hasMessageStartingWith("exp: an argument was closed before, by hand or with its scope");
  }

  @Test
  void anExceptionLeavesNothingBehind() {
    assertThatThrownBy(
            () -> {
              try (var _ = Scope.open()) {
                Tensor a = Tensor.of(new float[6], 2, 3);
                Ops.matmul(Ops.add(a, 1), a);
              }
            })
        .isInstanceOf(TorchException.class);
  }

  @Test
  void aCallThatIsNotMadeHoldsNoMemory() throws Exception {
    Path status = Path.of("/proc/self/statm");
    Assumptions.assumeTrue(Files.exists(status), "no count of this process's pages");
    Tensor closed = Tensor.scalar(1);
    closed.close();
    long pages = 0;
    for (int i = 0; i < 60; i++) {
      try (var _ = Scope.open()) {
        Tensor large = Tensor.ones(DType.FLOAT32, Device.CPU, 2 << 20); // 8 MiB
        assertThatThrownBy(() -> Ops.mul(large, closed)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Ops.cat(List.of(large, closed), 0))
            .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Ops.rmsNorm(large, closed, 1)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Ops.matmul(large, Tensor.ones(DType.FLOAT32, Device.CPU, 3)))
            .isInstanceOf(TorchException.class);
      }
      long resident = Long.parseLong(Files.readString(status).split(" ", 3)[1]);
      pages = i == 9 ? resident : pages;
      if (i > 9) {
        assertThat(resident - pages).as("growth in pages").isLessThan(150 * 256);
      }
    }
  }

  @Test
  void closingAnOuterScopeClosesThoseInside() {
    Scope outer = Scope.open();
    Scope inner = Scope.open();
    Tensor t = Tensor.scalar(1);
    outer.close();
    assertThat(t.isClosed()).isTrue();
    inner.close();
    try (Scope next = Scope.open()) {
      Tensor.scalar(1);
      assertThat(next.size()).isEqualTo(1);
    }
  }

  @Test
  void aClosedScopeKeepsNothing() {
    Scope scope = Scope.open();
    scope.close();
    Tensor t = Tensor.scalar(1);
    assertThatThrownBy(() -> scope.keep(t)).isInstanceOf(IllegalStateException.class);
    t.close();
  }

  @Test
  void aScopeBelongsToItsThread() throws Exception {
    try (Scope scope = Scope.open();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> close = other.submit(scope::close);
      assertThatThrownBy(close::get)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was opened by another thread");
      // What another thread makes is not ours to free.
      Future<Tensor> made = other.submit(() -> Tensor.scalar(1));
      assertThat(scope.size()).isZero();
      made.get().close();
    }
  }

  @Test
  void manyThreadsComputeAtOnce() throws Exception {
    Tensor shared = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Float>> work = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int factor = i;
        work.add(
            () -> {
              try (var _ = Scope.open()) {
                Tensor t = shared;
                for (int k = 0; k < 20; k++) {
                  t = Ops.add(Ops.mul(t, 1), factor);
                  assertThat(Autograd.isRequired(t)).isFalse();
                }
                return t.toFloats()[0];
              }
            });
      }
      List<Future<Float>> results = threads.invokeAll(work);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(1f + 20 * i);
      }
    }
    shared.close();
  }
}
