package dev.credence.torch;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.credence.torch.library.Dispatcher;
import dev.credence.torch.library.Libtorch;
import dev.credence.torch.library.LibtorchException;
import dev.credence.torch.library.Operator;
import dev.credence.torch.library.StableAbi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What one thread works with: its native stack, the call being prepared, the innermost open scope,
 * and whether gradients are recorded.
 *
 * <p>A call is one expression: {@code call(OPERATOR).tensor(a).integer(2).one()}. Arguments that
 * need a call of their own are computed before it begins.
 */
final class Workbench {
  private static final ThreadLocal<Workbench> MINE = ThreadLocal.withInitial(Workbench::create);
  private static final int MOST_ARGUMENTS = 24;

  @Nullable Scope scope;

  private final Dispatcher dispatcher;
  private final Thread thread = Thread.currentThread();
  private final @Nullable Tensor[] seen = new Tensor[MOST_ARGUMENTS];
  private int seenCount;
  private @Nullable Operator operator;
  private boolean recording;

  private Workbench() {
    this.dispatcher = new Dispatcher();
  }

  private static Workbench create() {
    try {
      Workbench bench = new Workbench();
      // libtorch records by default, on every thread: a forward pass would keep all it computes.
      StableAbi.gradMode(false);
      return bench;
    } catch (LibtorchException e) {
      throw new TorchException(Objects.requireNonNullElse(e.getMessage(), "no libtorch"), e);
    }
  }

  static Workbench mine() {
    return MINE.get();
  }

  boolean isMine() {
    return thread == Thread.currentThread();
  }

  static Workbench call(Operator operator) {
    Workbench bench = MINE.get();
    if (bench.operator != null) {
      // An exception, such as for a null argument, cut the last preparation short.
      bench.reset();
      bench.dispatcher.abandon();
    }
    bench.operator = operator;
    return bench;
  }

  boolean recording() {
    return recording;
  }

  void recording(boolean on) {
    recording = on;
    StableAbi.gradMode(on);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Workbench tensor(Tensor tensor) {
    dispatcher.tensor(open(tensor));
    return this;
  }

  Workbench optional(@Nullable Tensor tensor) {
    if (tensor == null) {
      dispatcher.none();
    } else {
      dispatcher.optionalTensor(open(tensor));
    }
    return this;
  }

  Workbench tensors(List<Tensor> tensors) {
    long[] handles = new long[tensors.size()];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = open(tensors.get(i));
    }
    dispatcher.tensors(handles);
    return this;
  }

  /** A number where the operator wants a tensor. */
  Workbench number(Tensor like, double value) {
    dispatcher.give(scalar(like, value));
    return this;
  }

  /** A number where the operator wants an optional tensor. */
  Workbench optionalNumber(Tensor like, double value) {
    dispatcher.optionalGive(scalar(like, value));
    return this;
  }

  Workbench none() {
    dispatcher.none();
    return this;
  }

  Workbench integer(long value) {
    dispatcher.integer(value);
    return this;
  }

  Workbench optionalInteger(long value) {
    dispatcher.optionalInteger(value);
    return this;
  }

  Workbench real(double value) {
    dispatcher.real(value);
    return this;
  }

  Workbench optionalReal(double value) {
    dispatcher.optionalReal(value);
    return this;
  }

  Workbench bool(boolean value) {
    dispatcher.bool(value);
    return this;
  }

  Workbench dtype(DType type) {
    dispatcher.integer(type.code());
    return this;
  }

  Workbench device(Device device) {
    dispatcher.device(device.kind().code(), device.nativeIndex());
    return this;
  }

  Workbench integers(long... values) {
    dispatcher.integers(values);
    return this;
  }

  Workbench optionalIntegers(long value) {
    dispatcher.optionalIntegers(value);
    return this;
  }

  Workbench text(String value) {
    dispatcher.text(value);
    return this;
  }

  /** Makes the call; its result is one tensor. */
  Tensor one() {
    make();
    return new Tensor(dispatcher.result(0), null, this);
  }

  /** Makes the call; its result may share the first argument's memory. */
  Tensor view() {
    Tensor first = seen[0];
    Object memory = first == null ? null : first.memory;
    make();
    return new Tensor(dispatcher.result(0), memory, this);
  }

  /** Makes the call; its result is that many tensors. */
  Tensor[] several(int count) {
    make();
    Tensor[] results = new Tensor[count];
    for (int i = 0; i < count; i++) {
      results[i] = new Tensor(dispatcher.result(i), null, this);
    }
    return results;
  }

  /** Makes the call; its result is a list of views of the first argument. */
  List<Tensor> list() {
    Tensor first = seen[0];
    Object memory = first == null ? null : first.memory;
    make();
    List<Tensor> results = new ArrayList<>();
    for (long handle : dispatcher.resultTensors(0)) {
      results.add(new Tensor(handle, memory, this));
    }
    return List.copyOf(results);
  }

  /** Makes the call; its result is the tensor it changed, which the caller has already. */
  void inPlace() {
    make();
    check(StableAbi.delete(dispatcher.result(0)));
  }

  /** Makes the call; there is no result. */
  void nothing() {
    make();
  }

  /** Makes the call; its result is true or false. */
  boolean truth() {
    make();
    return (dispatcher.result(0) & 1) != 0;
  }

  /**
   * A number as a tensor without dimensions, which takes no part in deciding the type of the
   * result: of the other argument's kind, and exact if that has dimensions.
   */
  long scalar(Tensor like, double value) {
    DType type = like.dtype();
    long out = dispatcher.out().address();
    boolean exact = type == DType.FLOAT64 || like.rank() > 0;
    if (type.isFloatingPoint() && exact) {
      check(StableAbi.scalar(value, out));
    } else if (type.isFloatingPoint()) {
      check(StableAbi.empty(0, out, out, type.code(), 0, 0, out));
      check(StableAbi.fill(dispatcher.out().get(JAVA_LONG, 0), value));
    } else if (value == Math.rint(value) && Math.abs(value) < 0x1p63) {
      check(StableAbi.scalar((long) value, out));
    } else {
      check(StableAbi.scalar((float) value, out));
    }
    return dispatcher.out().get(JAVA_LONG, 0);
  }

  private long open(Tensor tensor) {
    long handle = tensor.handleOrZero();
    if (handle == 0) {
      TorchException failure = closed(shortName(Objects.requireNonNull(operator)), tensor);
      reset();
      dispatcher.abandon();
      throw failure;
    }
    if (seenCount < MOST_ARGUMENTS) {
      seen[seenCount++] = tensor;
    }
    return handle;
  }

  /** An open tensor's handle, for a direct call. */
  static long open(Tensor tensor, String operation) {
    long handle = tensor.handleOrZero();
    if (handle == 0) {
      throw closed(operation, tensor);
    }
    return handle;
  }

  private static TorchException closed(String operation, Tensor tensor) {
    return new TorchException(
        operation
            + ": an argument was closed before, by hand or with its scope ("
            + tensor
            + "); keep it with Scope.keep, or close it later");
  }

  private void make() {
    Operator made = Objects.requireNonNull(operator);
    if (thread.isVirtual()) {
      // libtorch's setting is the carrier's, and carriers change.
      StableAbi.gradMode(recording);
    }
    if (!dispatcher.call(made)) {
      TorchException failure = new TorchException(message(made));
      reset();
      throw failure;
    }
    reset();
  }

  private void reset() {
    Arrays.fill(seen, 0, seenCount, null);
    seenCount = 0;
    operator = null;
  }

  private String message(Operator failed) {
    StringJoiner arguments = new StringJoiner(", ", "(", ")");
    for (int i = 0; i < seenCount; i++) {
      arguments.add(String.valueOf(seen[i]));
    }
    return shortName(failed) + arguments + " failed" + words(dispatcher.words());
  }

  /** Fails with libtorch's words if a direct call's status is not 0. */
  void check(int status, String operation, Tensor... arguments) {
    if (status != 0) {
      StringJoiner text = new StringJoiner(", ", "(", ")");
      for (Tensor argument : arguments) {
        text.add(argument.toString());
      }
      throw new TorchException(operation + text + " failed" + words(dispatcher.words()));
    }
  }

  private void check(int status) {
    check(status, "tensor");
  }

  private static String words(@Nullable String what) {
    if (what == null || what.isBlank()) {
      return "; libtorch "
          + Libtorch.version()
          + " prints its reason if TORCH_CPP_LOG_LEVEL=ERROR is set, 2.13 gives it here";
    }
    return ": " + what.lines().findFirst().orElse("").strip();
  }

  private static String shortName(Operator operator) {
    String name = operator.name().substring(operator.name().indexOf("::") + 2);
    name = name.startsWith("_") ? name.substring(1) : name;
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
