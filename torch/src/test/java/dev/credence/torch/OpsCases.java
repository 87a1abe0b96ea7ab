package dev.credence.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One case for every method of {@link Ops}: arguments, the call, and the numbers it must give,
 * worked out here in plain Java. {@link OpsTest} sees to it that no method is without one, and
 * tries each case in several ways.
 */
final class OpsCases {
  /**
   * A call and what it must give.
   *
   * @param method the method of {@link Ops}, with the simple names of its parameters' types
   * @param inputs the tensors handed to {@code call}
   * @param call makes the call on them; never changes them
   * @param expected the result's elements, true being 1
   * @param shape the result's shape
   * @param differentiable whether gradients flow to the floating-point inputs
   */
  @SuppressWarnings("ArrayRecordComponent") // cases are not compared
  record Case(
      String method,
      List<Input> inputs,
      Function<List<Tensor>, Tensor> call,
      double[] expected,
      Shape shape,
      boolean differentiable) {
    @Override
    public String toString() {
      return method;
    }
  }

  /** Numbers for a tensor: of the type under test, or (as long[] or boolean[]) of their own. */
  record Input(Object numbers, Shape shape) {
    boolean isReal() {
      return numbers instanceof double[];
    }

    double[] reals() {
      return (double[]) numbers;
    }

    Tensor tensor(DType type) {
      return switch (numbers) {
        case double[] reals -> Ops.to(Tensor.of(reals, shape.sizes()), type);
        case long[] integers -> Tensor.of(integers, shape.sizes());
        case boolean[] truths -> Tensor.of(truths, shape.sizes());
        default -> throw new IllegalStateException("no tensor of " + numbers);
      };
    }
  }

  private static final double[] A = {-1.5, -.6, .3, .9, 1.4, 2.2};
  private static final double[] B = {.7, -1.1, 1.9, .4, -2.3, .8};
  private static final double[] ROW = {.5, -.25, 2};

  /** Positive. */
  private static final double[] P = {.2, .7, 1.3, 2.1, 3.5, .05};

  private static final Input A23 = real(A, 2, 3);
  private static final Input B23 = real(B, 2, 3);
  private static final Input P23 = real(P, 2, 3);
  private static final Input ROW3 = real(ROW, 3);
  private static final Input PAIR = index(2, 0);
  private static final Input MASK =
      new Input(new boolean[] {true, false, false, true, true, false}, Shape.of(2, 3));
  private static final Input MASK2 =
      new Input(new boolean[] {true, true, false, false, true, false}, Shape.of(2, 3));

  /** Symmetric and positive definite. */
  private static final double[] SPD = {4, 1, .5, 1, 3, -.4, .5, -.4, 2};

  private final List<Case> cases = new ArrayList<>();

  static List<Case> all() {
    OpsCases made = new OpsCases();
    made.arithmetic();
    made.activations();
    made.products();
    made.reductions();
    made.layers();
    made.indices();
    made.shapes();
    made.truth();
    made.algebra();
    made.inPlace();
    return made.cases;
  }

  private void arithmetic() {
    binary("add", Ops::add, Double::sum);
    binary("sub", Ops::sub, (a, b) -> a - b);
    binary("mul", Ops::mul, (a, b) -> a * b);
    binary("div", Ops::div, (a, b) -> a / b);
    binary("maximum", Ops::maximum, Math::max);
    binary("minimum", Ops::minimum, Math::min);
    unary("add(Tensor,double)", A23, t -> Ops.add(t, 1.25), a -> a + 1.25);
    unary("sub(Tensor,double)", A23, t -> Ops.sub(t, 1.25), a -> a - 1.25);
    unary("mul(Tensor,double)", A23, t -> Ops.mul(t, 1.25), a -> a * 1.25);
    unary("div(Tensor,double)", A23, t -> Ops.div(t, 1.25), a -> a / 1.25);
    unary("neg(Tensor)", A23, Ops::neg, a -> -a);
    unary("abs(Tensor)", A23, Ops::abs, Math::abs);
    unary("square(Tensor)", A23, Ops::square, a -> a * a);
    unary("sqrt(Tensor)", P23, Ops::sqrt, Math::sqrt);
    unary("rsqrt(Tensor)", P23, Ops::rsqrt, a -> 1 / Math.sqrt(a));
    unary("exp(Tensor)", A23, Ops::exp, Math::exp);
    unary("log(Tensor)", P23, Ops::log, Math::log);
    unary("sin(Tensor)", A23, Ops::sin, Math::sin);
    unary("cos(Tensor)", A23, Ops::cos, Math::cos);
    unary("tanh(Tensor)", A23, Ops::tanh, Math::tanh);
    unary("pow(Tensor,double)", P23, t -> Ops.pow(t, 1.7), a -> Math.pow(a, 1.7));
    unary("clamp(Tensor,double,double)", A23, t -> Ops.clamp(t, -1, 1), a -> Math.clamp(a, -1, 1));
  }

  private void activations() {
    unary("sigmoid(Tensor)", A23, Ops::sigmoid, OpsCases::sigmoid);
    unary("relu(Tensor)", A23, Ops::relu, a -> Math.max(a, 0));
    unary("silu(Tensor)", A23, Ops::silu, a -> a * sigmoid(a));
    unary("gelu(Tensor)", A23, Ops::gelu, a -> a * normalDistribution(a));
    unary(
        "geluTanh(Tensor)",
        A23,
        Ops::geluTanh,
        a -> a / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + .044715 * a * a * a))));
    unary("softplus(Tensor)", A23, Ops::softplus, a -> Math.log1p(Math.exp(a)));
    unary("leakyRelu(Tensor,double)", A23, t -> Ops.leakyRelu(t, .1), a -> a > 0 ? a : .1 * a);
  }

  private void products() {
    // [2, 3] x [3, 2]
    double[] product = new double[4];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < 3; k++) {
          product[2 * i + j] += A[3 * i + k] * B[2 * k + j];
        }
      }
    }
    Input b32 = real(B, 3, 2);
    smooth(
        "matmul(Tensor,Tensor)", in(A23, b32), t -> Ops.matmul(t.get(0), t.get(1)), product, 2, 2);
    smooth(
        "bmm(Tensor,Tensor)",
        in(real(A, 1, 2, 3), real(B, 1, 3, 2)),
        t -> Ops.bmm(t.get(0), t.get(1)),
        product,
        1,
        2,
        2);
    Input bias = real(new double[] {10, 20}, 2);
    double[] biased = each(4, i -> product[i] + (i % 2 == 0 ? 10 : 20));
    smooth(
        "addmm(Tensor,Tensor,Tensor)",
        in(bias, A23, b32),
        t -> Ops.addmm(t.get(0), t.get(1), t.get(2)),
        biased,
        2,
        2);
    Input weights = real(transposed(B, 3, 2), 2, 3);
    smooth(
        "linear(Tensor,Tensor,Tensor)",
        in(A23, weights, bias),
        t -> Ops.linear(t.get(0), t.get(1), t.get(2)),
        biased,
        2,
        2);
    // One row goes another way.
    smooth(
        "linear(Tensor,Tensor,Tensor)",
        in(real(Arrays.copyOf(A, 3), 1, 1, 3), weights, bias),
        t -> Ops.linear(t.get(0), t.get(1), t.get(2)),
        Arrays.copyOf(biased, 2),
        1,
        1,
        2);
    smooth(
        "linear(Tensor,Tensor,Tensor)",
        in(real(Arrays.copyOf(A, 3), 1, 3), weights),
        t -> Ops.linear(t.get(0), t.get(1), null),
        Arrays.copyOf(product, 2),
        1,
        2);
    smooth(
        "einsum(String,Tensor[])",
        in(A23, b32),
        t -> Ops.einsum("ik,kj->ji", t.get(0), t.get(1)),
        transposed(product, 2, 2),
        2,
        2);
  }

  private void reductions() {
    double[] sums = rows(A, row -> Arrays.stream(row).sum());
    double[] exponentials = rows(A, row -> Arrays.stream(row).map(Math::exp).sum());
    double[] variances =
        rows(
            A,
            row -> {
              double mean = Arrays.stream(row).average().orElseThrow();
              return Arrays.stream(row).map(x -> (x - mean) * (x - mean)).sum();
            });
    smooth(
        "softmax(Tensor,int)",
        in(A23),
        t -> Ops.softmax(t.get(0), -1),
        each(6, i -> Math.exp(A[i]) / exponentials[i / 3]),
        2,
        3);
    smooth(
        "logSoftmax(Tensor,int)",
        in(A23),
        t -> Ops.logSoftmax(t.get(0), 1),
        each(6, i -> A[i] - Math.log(exponentials[i / 3])),
        2,
        3);
    smooth(
        "logsumexp(Tensor,int,boolean)",
        in(A23),
        t -> Ops.logsumexp(t.get(0), -1, true),
        each(2, i -> Math.log(exponentials[i])),
        2,
        1);
    smooth("sum(Tensor)", in(A23), t -> Ops.sum(t.get(0)), new double[] {sums[0] + sums[1]});
    smooth("sum(Tensor,int,boolean)", in(A23), t -> Ops.sum(t.get(0), 1, false), sums, 2);
    smooth(
        "mean(Tensor)", in(A23), t -> Ops.mean(t.get(0)), new double[] {(sums[0] + sums[1]) / 6});
    smooth(
        "mean(Tensor,int,boolean)",
        in(A23),
        t -> Ops.mean(t.get(0), 0, true),
        each(3, i -> (A[i] + A[i + 3]) / 2),
        1,
        3);
    smooth(
        "var(Tensor,int,boolean,boolean)",
        in(A23),
        t -> Ops.var(t.get(0), -1, true, false),
        each(2, i -> variances[i] / 2),
        2);
    smooth(
        "var(Tensor,int,boolean,boolean)",
        in(A23),
        t -> Ops.var(t.get(0), -1, false, true),
        each(2, i -> variances[i] / 3),
        2,
        1);
    double[] largest = rows(B, row -> Arrays.stream(row).max().orElseThrow());
    smooth("max(Tensor,int)", in(B23), t -> Ops.max(t.get(0), 1), largest, 2);
    smooth("amax(Tensor,int,boolean)", in(B23), t -> Ops.amax(t.get(0), 1, true), largest, 2, 1);
    smooth(
        "amin(Tensor,int,boolean)",
        in(B23),
        t -> Ops.amin(t.get(0), 1, false),
        rows(B, row -> Arrays.stream(row).min().orElseThrow()),
        2);
    rough("argmax(Tensor,int)", in(B23), t -> Ops.argmax(t.get(0), -1), new double[] {2, 2}, 2);
    smooth(
        "topk(Tensor,int,int)",
        in(B23),
        t -> Ops.topk(t.get(0), 2, -1).values(),
        new double[] {1.9, .7, .8, .4},
        2,
        2);
    rough(
        "topk(Tensor,int,int)",
        in(B23),
        t -> Ops.topk(t.get(0), 2, -1).indices(),
        new double[] {2, 0, 2, 0},
        2,
        2);
    smooth(
        "sort(Tensor,int,boolean)",
        in(B23),
        t -> Ops.sort(t.get(0), 1, false).values(),
        new double[] {-1.1, .7, 1.9, -2.3, .4, .8},
        2,
        3);
    rough(
        "sort(Tensor,int,boolean)",
        in(real(new double[] {1, 2, 1, 2}, 4)),
        t -> Ops.sort(t.get(0), 0, true).indices(),
        new double[] {1, 3, 0, 2},
        4);
    smooth(
        "cumsum(Tensor,int)",
        in(A23),
        t -> Ops.cumsum(t.get(0), 0),
        each(6, i -> i < 3 ? A[i] : A[i - 3] + A[i]),
        2,
        3);
    double[] lengths = rows(A, row -> Math.sqrt(Arrays.stream(row).map(x -> x * x).sum()));
    smooth("norm(Tensor,int,boolean)", in(A23), t -> Ops.norm(t.get(0), -1, false), lengths, 2);
    smooth(
        "norm(Tensor)",
        in(A23),
        t -> Ops.norm(t.get(0)),
        new double[] {Math.hypot(lengths[0], lengths[1])});
  }

  private void layers() {
    Input weight = ROW3;
    Input bias = real(new double[] {.1, .2, .3}, 3);
    double eps = 1e-3;
    double[] means = rows(A, row -> Arrays.stream(row).average().orElseThrow());
    double[] deviations = new double[2];
    double[] meanSquares = rows(A, row -> Arrays.stream(row).map(x -> x * x).sum() / 3);
    for (int i = 0; i < 6; i++) {
      deviations[i / 3] += Math.pow(A[i] - means[i / 3], 2) / 3;
    }
    smooth(
        "layerNorm(Tensor,long,Tensor,Tensor,double)",
        in(A23, weight, bias),
        t -> Ops.layerNorm(t.get(0), 3, t.get(1), t.get(2), eps),
        each(
            6,
            i ->
                (A[i] - means[i / 3]) / Math.sqrt(deviations[i / 3] + eps) * ROW[i % 3]
                    + .1 * (i % 3 + 1)),
        2,
        3);
    smooth(
        "rmsNorm(Tensor,Tensor,double)",
        in(A23, weight),
        t -> Ops.rmsNorm(t.get(0), t.get(1), eps),
        each(6, i -> A[i] / Math.sqrt(meanSquares[i / 3] + eps) * ROW[i % 3]),
        2,
        3);
    smooth(
        "embedding(Tensor,Tensor)",
        in(real(A, 3, 2), PAIR),
        t -> Ops.embedding(t.get(0), t.get(1)),
        new double[] {A[4], A[5], A[0], A[1]},
        2,
        2);
    for (boolean causal : new boolean[] {false, true}) {
      smooth(
          "scaledDotProductAttention(Tensor,Tensor,Tensor,Tensor,boolean,double)",
          in(real(A, 1, 1, 3, 2), real(B, 1, 1, 3, 2), real(P, 1, 1, 3, 2)),
          t -> Ops.scaledDotProductAttention(t.get(0), t.get(1), t.get(2), null, causal, .6),
          attention(causal, .6),
          1,
          1,
          3,
          2);
    }
    double[] logs = rows(A, row -> Math.log(Arrays.stream(row).map(Math::exp).sum()));
    smooth(
        "crossEntropy(Tensor,Tensor)",
        in(A23, PAIR),
        t -> Ops.crossEntropy(t.get(0), t.get(1)),
        new double[] {(logs[0] - A[2] + logs[1] - A[3]) / 2});
    smooth(
        "mseLoss(Tensor,Tensor)",
        in(A23, B23),
        t -> Ops.mseLoss(t.get(0), t.get(1)),
        new double[] {IntStream.range(0, 6).mapToDouble(i -> Math.pow(A[i] - B[i], 2)).sum() / 6});
  }

  private void indices() {
    smooth(
        "indexSelect(Tensor,int,Tensor)",
        in(A23, PAIR),
        t -> Ops.indexSelect(t.get(0), 1, t.get(1)),
        new double[] {A[2], A[0], A[5], A[3]},
        2,
        2);
    Input places = new Input(new long[] {2, 0, 1, 1}, Shape.of(2, 2));
    smooth(
        "gather(Tensor,int,Tensor)",
        in(A23, places),
        t -> Ops.gather(t.get(0), 1, t.get(1)),
        new double[] {A[2], A[0], A[4], A[4]},
        2,
        2);
    Input distinct = new Input(new long[] {2, 0, 1, 0}, Shape.of(2, 2));
    Input four = real(new double[] {7, 8, 9, 10}, 2, 2);
    smooth(
        "scatter(Tensor,int,Tensor,Tensor)",
        in(A23, distinct, four),
        t -> Ops.scatter(t.get(0), 1, t.get(1), t.get(2)),
        new double[] {8, A[1], 7, 10, 9, A[5]},
        2,
        3);
    double[] copied = {8, A[1], 7, 10, A[4], 9};
    smooth(
        "indexCopy(Tensor,int,Tensor,Tensor)",
        in(A23, PAIR, four),
        t -> Ops.indexCopy(t.get(0), 1, t.get(1), t.get(2)),
        copied,
        2,
        3);
    smooth(
        "indexCopyInPlace(Tensor,int,Tensor,Tensor)",
        in(A23, PAIR, four),
        t -> changed(t.get(0), c -> Ops.indexCopyInPlace(c, 1, t.get(1), t.get(2))),
        copied,
        2,
        3);
    smooth(
        "indexAdd(Tensor,int,Tensor,Tensor,double)",
        in(A23, index(1, 1), four),
        t -> Ops.indexAdd(t.get(0), -1, t.get(1), t.get(2), .5),
        new double[] {A[0], A[1] + 7.5, A[2], A[3], A[4] + 9.5, A[5]},
        2,
        3);
    smooth(
        "indexFill(Tensor,int,Tensor,double)",
        in(A23, PAIR),
        t -> Ops.indexFill(t.get(0), 1, t.get(1), 5),
        new double[] {5, A[1], 5, 5, A[4], 5},
        2,
        3);
    double[] masked = {-9, A[1], A[2], -9, -9, A[5]};
    smooth(
        "maskedFill(Tensor,Tensor,double)",
        in(A23, MASK),
        t -> Ops.maskedFill(t.get(0), t.get(1), -9),
        masked,
        2,
        3);
    smooth(
        "maskedFillInPlace(Tensor,Tensor,double)",
        in(A23, MASK),
        t -> changed(t.get(0), c -> Ops.maskedFillInPlace(c, t.get(1), -9)),
        masked,
        2,
        3);
    smooth(
        "where(Tensor,Tensor,Tensor)",
        in(MASK, A23, ROW3),
        t -> Ops.where(t.get(0), t.get(1), t.get(2)),
        new double[] {A[0], ROW[1], ROW[2], A[3], A[4], ROW[2]},
        2,
        3);
    Input square = real(SPD, 3, 3);
    smooth(
        "tril(Tensor,int)",
        in(square),
        t -> Ops.tril(t.get(0), 0),
        each(9, i -> i % 3 <= i / 3 ? SPD[i] : 0),
        3,
        3);
    smooth(
        "triu(Tensor,int)",
        in(square),
        t -> Ops.triu(t.get(0), 1),
        each(9, i -> i % 3 > i / 3 ? SPD[i] : 0),
        3,
        3);
  }

  private void shapes() {
    double[] turned = transposed(A, 2, 3);
    smooth("view(Tensor,long[])", in(A23), t -> Ops.view(t.get(0), 3, -1), A, 3, 2);
    smooth(
        "reshape(Tensor,long[])",
        in(A23),
        t -> Ops.reshape(Ops.transpose(t.get(0), 0, 1), 6),
        turned,
        6);
    smooth("permute(Tensor,long[])", in(A23), t -> Ops.permute(t.get(0), 1, 0), turned, 3, 2);
    smooth("transpose(Tensor,int,int)", in(A23), t -> Ops.transpose(t.get(0), -1, 0), turned, 3, 2);
    smooth(
        "contiguous(Tensor)",
        in(A23),
        t -> Ops.view(Ops.contiguous(Ops.transpose(t.get(0), 0, 1)), 6),
        turned,
        6);
    smooth(
        "expand(Tensor,long[])",
        in(ROW3),
        t -> Ops.expand(t.get(0), 2, 3),
        each(6, i -> ROW[i % 3]),
        2,
        3);
    smooth("unsqueeze(Tensor,int)", in(ROW3), t -> Ops.unsqueeze(t.get(0), -1), ROW, 3, 1);
    smooth("squeeze(Tensor,int)", in(real(ROW, 1, 3)), t -> Ops.squeeze(t.get(0), 0), ROW, 3);
    smooth(
        "narrow(Tensor,int,long,long)",
        in(A23),
        t -> Ops.narrow(t.get(0), 1, 1, 2),
        new double[] {A[1], A[2], A[4], A[5]},
        2,
        2);
    smooth(
        "select(Tensor,int,long)",
        in(A23),
        t -> Ops.select(t.get(0), 0, -1),
        Arrays.copyOfRange(A, 3, 6),
        3);
    smooth(
        "split(Tensor,long,int)",
        in(A23),
        t -> Ops.split(t.get(0), 2, 1).get(1),
        new double[] {A[2], A[5]},
        2,
        1);
    smooth(
        "flatten(Tensor,int,int)", in(real(A, 1, 2, 3)), t -> Ops.flatten(t.get(0), 1, 2), A, 1, 6);
    smooth(
        "cat(List,int)",
        in(A23, real(ROW, 1, 3)),
        t -> Ops.cat(t, 0),
        each(9, i -> i < 6 ? A[i] : ROW[i - 6]),
        3,
        3);
    smooth(
        "stack(List,int)",
        in(A23, B23),
        t -> Ops.stack(t, 0),
        each(12, i -> i < 6 ? A[i] : B[i - 6]),
        2,
        2,
        3);
    smooth(
        "repeatInterleave(Tensor,long,int)",
        in(ROW3),
        t -> Ops.repeatInterleave(t.get(0), 2, 0),
        each(6, i -> ROW[i / 2]),
        6);
    smooth(
        "flip(Tensor,long[])",
        in(A23),
        t -> Ops.flip(t.get(0), 1),
        each(6, i -> A[i / 3 * 3 + 2 - i % 3]),
        2,
        3);
    smooth("to(Tensor,DType)", in(A23), t -> Ops.to(t.get(0), t.get(0).dtype()), A, 2, 3);
    smooth("to(Tensor,Device)", in(A23), t -> Ops.to(t.get(0), Device.CPU), A, 2, 3);
    smooth("clone(Tensor)", in(A23), t -> Ops.clone(t.get(0)), A, 2, 3);
    smooth("alias(Tensor)", in(A23), t -> Ops.alias(t.get(0)), A, 2, 3);
    rough("detach(Tensor)", in(A23), t -> Ops.detach(t.get(0)), A, 2, 3);
  }

  private void truth() {
    comparison("eq", Ops::eq, Ops::eq, (a, b) -> a == b ? 1 : 0);
    comparison("ne", Ops::ne, Ops::ne, (a, b) -> a != b ? 1 : 0);
    comparison("lt", Ops::lt, Ops::lt, (a, b) -> a < b ? 1 : 0);
    comparison("le", Ops::le, Ops::le, (a, b) -> a <= b ? 1 : 0);
    comparison("gt", Ops::gt, Ops::gt, (a, b) -> a > b ? 1 : 0);
    comparison("ge", Ops::ge, Ops::ge, (a, b) -> a >= b ? 1 : 0);
    rough(
        "logicalAnd(Tensor,Tensor)",
        in(MASK, MASK2),
        t -> Ops.logicalAnd(t.get(0), t.get(1)),
        new double[] {1, 0, 0, 0, 1, 0},
        2,
        3);
    rough(
        "logicalOr(Tensor,Tensor)",
        in(MASK, MASK2),
        t -> Ops.logicalOr(t.get(0), t.get(1)),
        new double[] {1, 1, 0, 1, 1, 0},
        2,
        3);
    rough(
        "logicalNot(Tensor)",
        in(MASK),
        t -> Ops.logicalNot(t.get(0)),
        new double[] {0, 1, 1, 0, 0, 1},
        2,
        3);
    Input odd = real(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, -2}, 4);
    rough("isFinite(Tensor)", in(odd), t -> Ops.isFinite(t.get(0)), new double[] {1, 0, 0, 1}, 4);
    rough("isNan(Tensor)", in(odd), t -> Ops.isNan(t.get(0)), new double[] {0, 1, 0, 0}, 4);
    question("all(Tensor)", in(MASK), t -> Ops.all(t.getFirst()), false);
    question("all(Tensor)", in(P23), t -> Ops.all(t.getFirst()), true);
    question("any(Tensor)", in(MASK), t -> Ops.any(t.getFirst()), true);
    question("allFinite(Tensor)", in(A23), t -> Ops.allFinite(t.getFirst()), true);
    question("allFinite(Tensor)", in(odd), t -> Ops.allFinite(t.getFirst()), false);
    question("equal(Tensor,Tensor)", in(A23, A23), t -> Ops.equal(t.get(0), t.get(1)), true);
    question("equal(Tensor,Tensor)", in(A23, B23), t -> Ops.equal(t.get(0), t.get(1)), false);
    question("equal(Tensor,Tensor)", in(A23, ROW3), t -> Ops.equal(t.get(0), t.get(1)), false);
  }

  private void algebra() {
    Input square = real(SPD, 3, 3);
    Input tall = real(B, 3, 2);
    smooth(
        "qr(Tensor)",
        in(tall),
        t -> {
          Ops.Qr qr = Ops.qr(t.get(0));
          return Ops.matmul(qr.q(), qr.r());
        },
        B,
        3,
        2);
    rough(
        "qr(Tensor)",
        in(tall),
        t -> {
          Tensor q = Ops.qr(t.get(0)).q();
          return Ops.matmul(Ops.transpose(q, 0, 1), q);
        },
        new double[] {1, 0, 0, 1},
        2,
        2);
    smooth(
        "eigh(Tensor)",
        in(square),
        t -> {
          Ops.Eigen eigen = Ops.eigh(symmetric(t.get(0)));
          Tensor scaled = Ops.mul(eigen.vectors(), eigen.values());
          return Ops.matmul(scaled, Ops.transpose(eigen.vectors(), 0, 1));
        },
        SPD,
        3,
        3);
    smooth(
        "svd(Tensor)",
        in(tall),
        t -> {
          Ops.Svd svd = Ops.svd(t.get(0));
          return Ops.matmul(Ops.mul(svd.u(), svd.s()), svd.vh());
        },
        B,
        3,
        2);
    smooth(
        "solve(Tensor,Tensor)",
        in(square, tall),
        t -> Ops.matmul(t.get(0), Ops.solve(t.get(0), t.get(1))),
        B,
        3,
        2);
    smooth(
        "cholesky(Tensor)",
        in(square),
        t -> {
          Tensor l = Ops.cholesky(symmetric(t.get(0)));
          return Ops.matmul(l, Ops.transpose(l, 0, 1));
        },
        SPD,
        3,
        3);
  }

  private void inPlace() {
    smooth(
        "addInPlace(Tensor,Tensor,double)",
        in(A23, ROW3),
        t -> changed(t.get(0), c -> Ops.addInPlace(c, t.get(1), -.5)),
        each(6, i -> A[i] - .5 * ROW[i % 3]),
        2,
        3);
    smooth(
        "mulInPlace(Tensor,Tensor)",
        in(A23, ROW3),
        t -> changed(t.get(0), c -> Ops.mulInPlace(c, t.get(1))),
        each(6, i -> A[i] * ROW[i % 3]),
        2,
        3);
    smooth(
        "mulInPlace(Tensor,double)",
        in(A23),
        t -> changed(t.get(0), c -> Ops.mulInPlace(c, 3)),
        each(6, i -> A[i] * 3),
        2,
        3);
    smooth(
        "copyInPlace(Tensor,Tensor)",
        in(A23, ROW3),
        t -> changed(t.get(0), c -> Ops.copyInPlace(c, t.get(1))),
        each(6, i -> ROW[i % 3]),
        2,
        3);
    smooth(
        "copyRowsInPlace(Tensor,long,Tensor)",
        in(A23, real(ROW, 1, 3)),
        t -> changed(t.get(0), c -> Ops.copyRowsInPlace(c, 1, t.get(1))),
        each(6, i -> i < 3 ? A[i] : ROW[i - 3]),
        2,
        3);
    smooth(
        "zeroInPlace(Tensor)",
        in(A23),
        t -> changed(t.get(0), Ops::zeroInPlace),
        new double[6],
        2,
        3);
    smooth(
        "fillInPlace(Tensor,double)",
        in(A23),
        t -> changed(t.get(0), c -> Ops.fillInPlace(c, 1.5)),
        each(6, i -> 1.5),
        2,
        3);
  }

  // ---- building blocks

  private interface Unary {
    Tensor of(Tensor t);
  }

  private interface Binary {
    Tensor of(Tensor a, Tensor b);
  }

  private interface WithNumber {
    Tensor of(Tensor a, double b);
  }

  private interface Change {
    void to(Tensor t);
  }

  private static Tensor changed(Tensor t, Change change) {
    Tensor copy = Ops.clone(t);
    change.to(copy);
    return copy;
  }

  /** Operations on symmetric matrices read one half; this gives both halves their gradient. */
  private static Tensor symmetric(Tensor t) {
    return Ops.mul(Ops.add(t, Ops.transpose(t, 0, 1)), .5);
  }

  private void unary(String method, Input input, Unary call, DoubleUnaryOperator plain) {
    smooth(
        method,
        in(input),
        t -> call.of(t.getFirst()),
        Arrays.stream(input.reals()).map(plain).toArray(),
        2,
        3);
  }

  private void binary(String name, Binary call, DoubleBinaryOperator plain) {
    String method = name + "(Tensor,Tensor)";
    double[] expected = each(6, i -> plain.applyAsDouble(A[i], B[i]));
    smooth(method, in(A23, B23), t -> call.of(t.get(0), t.get(1)), expected, 2, 3);
    double[] broadcast = each(6, i -> plain.applyAsDouble(A[i], ROW[i % 3]));
    smooth(method, in(A23, ROW3), t -> call.of(t.get(0), t.get(1)), broadcast, 2, 3);
  }

  private void comparison(String name, Binary call, WithNumber number, DoubleBinaryOperator plain) {
    double[] others = {-1.5, 1, .2, .9, 1.3, 5};
    rough(
        name + "(Tensor,Tensor)",
        in(A23, real(others, 2, 3)),
        t -> call.of(t.get(0), t.get(1)),
        each(6, i -> plain.applyAsDouble(A[i], others[i])),
        2,
        3);
    double[] small = {.25, .5, .75};
    rough(
        name + "(Tensor,double)",
        in(real(small, 3)),
        t -> number.of(t.getFirst(), .5),
        each(3, i -> plain.applyAsDouble(small[i], .5)),
        3);
  }

  private interface Question {
    boolean of(List<Tensor> inputs);
  }

  private void question(String method, List<Input> inputs, Question call, boolean answer) {
    rough(
        method,
        inputs,
        t -> Tensor.of(new boolean[] {call.of(t)}),
        new double[] {answer ? 1 : 0},
        1);
  }

  private void smooth(
      String method,
      List<Input> inputs,
      Function<List<Tensor>, Tensor> call,
      double[] expected,
      long... shape) {
    cases.add(new Case(method, inputs, call, expected, Shape.of(shape), true));
  }

  private void rough(
      String method,
      List<Input> inputs,
      Function<List<Tensor>, Tensor> call,
      double[] expected,
      long... shape) {
    cases.add(new Case(method, inputs, call, expected, Shape.of(shape), false));
  }

  private static List<Input> in(Input... inputs) {
    return List.of(inputs);
  }

  private static Input real(double[] numbers, long... shape) {
    return new Input(numbers, Shape.of(shape));
  }

  private static Input index(long... places) {
    return new Input(places, Shape.of(places.length));
  }

  private static double[] each(int count, IntToDoubleFunction value) {
    return IntStream.range(0, count).mapToDouble(value).toArray();
  }

  private static double[] rows(double[] matrix, ToDoubleFunction<double[]> of) {
    return each(2, i -> of.applyAsDouble(Arrays.copyOfRange(matrix, 3 * i, 3 * i + 3)));
  }

  private static double[] transposed(double[] matrix, int rows, int columns) {
    return each(matrix.length, i -> matrix[i % rows * columns + i / rows]);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Φ by its series around 0: Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/15 + x⁷/105 + ...). */
  private static double normalDistribution(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; k < 80; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return .5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Attention over three positions of size 2: queries A, keys B, values P. */
  private static double[] attention(boolean causal, double scale) {
    double[] out = new double[6];
    for (int q = 0; q < 3; q++) {
      double total = 0;
      double[] sum = new double[2];
      for (int k = 0; k <= (causal ? q : 2); k++) {
        double score = A[2 * q] * B[2 * k] + A[2 * q + 1] * B[2 * k + 1];
        double weight = Math.exp(scale * score);
        total += weight;
        sum[0] += weight * P[2 * k];
        sum[1] += weight * P[2 * k + 1];
      }
      out[2 * q] = sum[0] / total;
      out[2 * q + 1] = sum[1] / total;
    }
    return out;
  }
}
