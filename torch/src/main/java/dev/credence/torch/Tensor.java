package dev.credence.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.credence.torch.library.Libtorch;
import dev.credence.torch.library.StableAbi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A native tensor: an array of numbers of one type, in the memory of one device.
 *
 * <p>It lies outside the Java heap and must be closed. The innermost open {@link Scope} of the
 * thread that makes a tensor does so; where there is none, the maker does. Shape, type and device
 * never change; elements change only by operations of {@link Ops} whose names end in {@code
 * InPlace}. A tensor may be read by several threads, and closed by any.
 */
public final class Tensor implements AutoCloseable {
  private static final LongAdder LIVE = new LongAdder();
  private static final VarHandle HANDLE;

  static {
    try {
      HANDLE = MethodHandles.lookup().findVarHandle(Tensor.class, "handle", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The scope that frees this tensor, and its place there; null if its maker does. */
  @Nullable Scope owner;

  int slot;

  /** The Java memory in which the elements lie, if they do: reachable as long as this is. */
  final @Nullable Object memory;

  private long handle;
  private @Nullable Shape shape;
  private @Nullable DType dtype;
  private @Nullable Device device;

  Tensor(long handle, @Nullable Object memory, Workbench bench) {
    this.handle = handle;
    this.memory = memory;
    LIVE.increment();
    if (bench.scope != null) {
      bench.scope.adopt(this);
    }
  }

  // ---- from Java

  /**
   * A float32 tensor of those values.
   *
   * @param shape its sizes; none for one dimension as long as {@code values}
   */
  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = sized(DType.FLOAT32, values.length, shape);
    MemorySegment.copy(values, 0, tensor.elementsInPlace(), JAVA_FLOAT, 0, values.length);
    return tensor;
  }

  /**
   * A float64 tensor of those values.
   *
   * @param shape its sizes; none for one dimension as long as {@code values}
   */
  public static Tensor of(double[] values, long... shape) {
    Tensor tensor = sized(DType.FLOAT64, values.length, shape);
    MemorySegment.copy(values, 0, tensor.elementsInPlace(), JAVA_DOUBLE, 0, values.length);
    return tensor;
  }

  /**
   * An int64 tensor of those values.
   *
   * @param shape its sizes; none for one dimension as long as {@code values}
   */
  public static Tensor of(long[] values, long... shape) {
    Tensor tensor = sized(DType.INT64, values.length, shape);
    MemorySegment.copy(values, 0, tensor.elementsInPlace(), JAVA_LONG, 0, values.length);
    return tensor;
  }

  /** An int64 tensor of one dimension: indices. */
  public static Tensor of(int[] indices) {
    Tensor tensor = sized(DType.INT64, indices.length);
    MemorySegment to = tensor.elementsInPlace();
    for (int i = 0; i < indices.length; i++) {
      to.setAtIndex(JAVA_LONG, i, indices[i]);
    }
    return tensor;
  }

  /**
   * A bool tensor of those values: a mask.
   *
   * @param shape its sizes; none for one dimension as long as {@code values}
   */
  public static Tensor of(boolean[] values, long... shape) {
    Tensor tensor = sized(DType.BOOL, values.length, shape);
    MemorySegment to = tensor.elementsInPlace();
    for (int i = 0; i < values.length; i++) {
      to.set(JAVA_BYTE, i, (byte) (values[i] ? 1 : 0));
    }
    return tensor;
  }

  /** A float32 tensor without dimensions. */
  public static Tensor scalar(double value) {
    Workbench bench = Workbench.mine();
    MemorySegment out = bench.dispatcher().out();
    bench.check(StableAbi.scalar((float) value, out.address()), "scalar");
    return new Tensor(out.get(JAVA_LONG, 0), null, bench);
  }

  /**
   * A tensor on the processor whose elements are those in {@code memory}, not a copy: what changes
   * there changes here. The memory stays reachable as long as this tensor or a view of it does; an
   * arena that is closed by hand must outlive them all.
   *
   * @param memory native memory (a mapped file, for instance), elements row by row from its start
   * @throws IllegalArgumentException if it lies on the Java heap or is too small
   */
  public static Tensor wrap(MemorySegment memory, DType dtype, Shape shape) {
    long bytes = Math.multiplyExact(shape.elements(), (long) dtype.bytes());
    if (!memory.isNative() || memory.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "a tensor %s %s needs %d bytes of native memory, not %d bytes of %s memory"
              .formatted(
                  dtype, shape, bytes, memory.byteSize(), memory.isNative() ? "native" : "heap"));
    }
    Workbench bench = Workbench.mine();
    MemorySegment out = bench.dispatcher().out();
    try (Arena arena = Arena.ofConfined()) {
      Layout layout = Layout.of(shape, arena);
      bench.check(
          StableAbi.fromBlob(
              memory.address(),
              shape.rank(),
              layout.sizes(),
              layout.strides(),
              dtype.code(),
              out.address()),
          "wrap");
    }
    return new Tensor(out.get(JAVA_LONG, 0), memory, bench);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(DType dtype, Device device, long... shape) {
    return full(0, dtype, device, shape);
  }

  /** A tensor of ones. */
  public static Tensor ones(DType dtype, Device device, long... shape) {
    return full(1, dtype, device, shape);
  }

  /** A tensor of one value. */
  public static Tensor full(double value, DType dtype, Device device, long... shape) {
    Tensor tensor = empty(dtype, device, shape);
    Workbench.mine().check(StableAbi.fill(tensor.handle, value), "full", tensor);
    return tensor;
  }

  /**
   * A tensor whose elements are whatever lay in its memory.
   *
   * @throws TorchException if there is no such device, or not enough memory
   */
  public static Tensor empty(DType dtype, Device device, long... shape) {
    Workbench bench = Workbench.mine();
    checkPresent(device);
    MemorySegment out = bench.dispatcher().out();
    try (Arena arena = Arena.ofConfined()) {
      Layout layout = Layout.of(Shape.of(shape), arena);
      int status =
          StableAbi.empty(
              shape.length,
              layout.sizes(),
              layout.strides(),
              dtype.code(),
              device.kind().code(),
              Math.max(device.nativeIndex(), 0),
              out.address());
      bench.check(status, "empty " + dtype + " " + Shape.of(shape) + " " + device);
    }
    return new Tensor(out.get(JAVA_LONG, 0), null, bench);
  }

  /** The int64 numbers from 0 up to and without {@code end}. */
  public static Tensor arange(long end) {
    Tensor tensor = empty(DType.INT64, Device.CPU, end);
    MemorySegment to = tensor.elementsInPlace();
    for (long i = 0; i < end; i++) {
      to.setAtIndex(JAVA_LONG, i, i);
    }
    return tensor;
  }

  // ---- what it is

  /** The sizes, outermost first. */
  public Shape shape() {
    if (shape == null) {
      long open = handle();
      MemorySegment out = Workbench.mine().dispatcher().out();
      Workbench.mine().check(StableAbi.rank(open, out.address()), "shape");
      long rank = out.get(JAVA_LONG, 0);
      Workbench.mine().check(StableAbi.sizes(open, out.address()), "shape");
      shape = new Shape(out.get(ADDRESS, 0).reinterpret(8 * rank).toArray(JAVA_LONG));
    }
    return shape;
  }

  /**
   * The size along one dimension.
   *
   * @param dim from 0, or from -1 counting backwards from the last
   */
  public long size(int dim) {
    return shape().size(dim);
  }

  /** The number of dimensions. */
  public int rank() {
    return shape().rank();
  }

  /** The number of elements. */
  public long elements() {
    return shape().elements();
  }

  /** The type of the elements. */
  public DType dtype() {
    if (dtype == null) {
      long open = handle();
      MemorySegment out = Workbench.mine().dispatcher().out();
      Workbench.mine().check(StableAbi.dtype(open, out.address()), "dtype");
      dtype = DType.ofCode(out.get(JAVA_INT, 0));
    }
    return dtype;
  }

  /** Where it lies. */
  public Device device() {
    if (device == null) {
      long open = handle();
      MemorySegment out = Workbench.mine().dispatcher().out();
      Workbench.mine().check(StableAbi.deviceType(open, out.address()), "device");
      int kind = out.get(JAVA_INT, 0);
      Workbench.mine().check(StableAbi.deviceIndex(open, out.address()), "device");
      device = kind == 0 ? Device.CPU : Device.cuda(out.get(JAVA_INT, 0));
    }
    return device;
  }

  /** Whether the elements lie row by row without gaps. Views often do not. */
  public boolean isContiguous() {
    long open = handle();
    MemorySegment out = Workbench.mine().dispatcher().out();
    Workbench.mine().check(StableAbi.contiguous(open, out.address()), "isContiguous");
    return out.get(JAVA_BYTE, 0) != 0;
  }

  // ---- to Java

  /** The elements row by row, from any type, layout and device. */
  public float[] toFloats() {
    return read(DType.FLOAT32, memory -> memory.toArray(JAVA_FLOAT));
  }

  /** The elements row by row as doubles; those of a float64 tensor exactly. */
  public double[] toDoubles() {
    return read(DType.FLOAT64, memory -> memory.toArray(JAVA_DOUBLE));
  }

  /** The elements row by row as integers; fractions are cut off. */
  public long[] toLongs() {
    return read(DType.INT64, memory -> memory.toArray(JAVA_LONG));
  }

  /** The elements row by row; what is not zero is true. */
  public boolean[] toBooleans() {
    byte[] bytes = read(DType.BOOL, memory -> memory.toArray(JAVA_BYTE));
    boolean[] truths = new boolean[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      truths[i] = bytes[i] != 0;
    }
    return truths;
  }

  /**
   * The elements of one row, that is of {@code this[index]}, row by row.
   *
   * @param index along the first dimension, from 0, or from -1 backwards from the last
   */
  public float[] row(long index) {
    try (Tensor row = Ops.select(this, 0, index)) {
      return row.toFloats();
    }
  }

  /**
   * The only element.
   *
   * @throws IllegalArgumentException if there are more, or none
   */
  public double item() {
    if (elements() != 1) {
      throw new IllegalArgumentException("item of " + this + ", which is not one element");
    }
    return read(DType.FLOAT64, memory -> memory.get(JAVA_DOUBLE, 0));
  }

  // ---- life

  /** Frees the handle. The memory goes when no view needs it. Closing again does nothing. */
  @Override
  public void close() {
    long open = (long) HANDLE.getAndSet(this, 0L);
    if (open != 0) {
      LIVE.decrement();
      int status = StableAbi.delete(open);
      if (status != 0) {
        throw new TorchException("libtorch could not free " + this);
      }
    }
  }

  /** Whether it was closed, by hand or with its scope. */
  public boolean isClosed() {
    return handle == 0;
  }

  /** How many tensors of this process are not closed. */
  public static long live() {
    return LIVE.sum();
  }

  /** Type, shape and device: {@code float32 [55, 9, 64] cpu}. */
  @Override
  public String toString() {
    if (handle == 0 && (dtype == null || shape == null || device == null)) {
      return "closed tensor";
    }
    return (handle == 0 ? "closed " : "") + dtype() + " " + shape() + " " + device();
  }

  // ---- inside

  long handle() {
    if (handle == 0) {
      throw new TorchException(
          this + ": it was closed before; keep it with Scope.keep, or close it later");
    }
    return handle;
  }

  long handleOrZero() {
    return handle;
  }

  static void checkPresent(Device device) {
    if (device.kind() == Device.Kind.CUDA && !Libtorch.hasCuda()) {
      throw new TorchException(
          device
              + ": this libtorch finds no CUDA device. Use cpu, or set CREDENCE_LIBTORCH to the"
              + " torch/lib folder of an installed CUDA torch, on a machine with a driver");
    }
  }

  /** The elements' own memory; the tensor is contiguous and on the processor. */
  private MemorySegment elementsInPlace() {
    MemorySegment out = Workbench.mine().dispatcher().out();
    Workbench.mine().check(StableAbi.data(handle(), out.address()), "data", this);
    return out.get(ADDRESS, 0).reinterpret(elements() * dtype().bytes());
  }

  private interface Reader<T> {
    T read(MemorySegment memory);
  }

  private <T> T read(DType as, Reader<T> reader) {
    if (dtype() == as && device().equals(Device.CPU) && isContiguous()) {
      try {
        return reader.read(elementsInPlace());
      } finally {
        Reference.reachabilityFence(this);
      }
    }
    try (var _ = Scope.open()) {
      return reader.read(Ops.contiguous(Ops.to(Ops.to(this, Device.CPU), as)).elementsInPlace());
    }
  }

  private static Tensor sized(DType dtype, int count, long... shape) {
    long[] sizes = shape.length == 0 ? new long[] {count} : shape;
    if (Shape.of(sizes).elements() != count) {
      throw new IllegalArgumentException(
          count + " values for a tensor of shape " + Shape.of(sizes));
    }
    return empty(dtype, Device.CPU, sizes);
  }

  /** Sizes and the strides of rows without gaps, in native memory. */
  private record Layout(long sizes, long strides) {
    static Layout of(Shape shape, Arena arena) {
      long[] sizes = shape.sizes();
      long[] strides = new long[sizes.length];
      long stride = 1;
      for (int i = sizes.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= Math.max(sizes[i], 1);
      }
      return new Layout(
          arena.allocateFrom(JAVA_LONG, sizes).address(),
          arena.allocateFrom(JAVA_LONG, strides).address());
    }
  }
}
