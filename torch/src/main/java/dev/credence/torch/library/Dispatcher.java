package dev.credence.torch.library;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Java arguments to the native stack and results back. One belongs to one thread, and holds one
 * call at a time: arguments are pushed in the order of the operator's schema, then the call is
 * made.
 *
 * <p>The encoding is that of {@code StableIValue} ({@code
 * torch/csrc/stable/stableivalue_conversions.h}): 64 bits an argument. Integers, booleans and
 * element types are their value, doubles their bits, tensors, lists and strings a handle that the
 * callee takes over, an optional argument 0 or the address of a cell with the encoding in it.
 */
public final class Dispatcher {
  private static final int DEPTH = 24;
  private static final int PLAIN = 0;
  private static final int TENSOR = 1;
  private static final int TENSORS = 2;
  private static final int NUMBERS = 3;
  private static final int TEXT = 4;
  private static final int OPTIONAL = 8;

  private final MemorySegment stack;
  private final MemorySegment out;
  private final byte[] kinds = new byte[DEPTH];
  private int depth;

  /** A dispatcher for the calling thread. Loads libtorch if that has not been done. */
  public Dispatcher() {
    Libtorch.load();
    // Reclaimed with this object, not with the thread that made it.
    MemorySegment memory = Arena.ofAuto().allocate(8L * (DEPTH + 8), 16);
    this.stack = memory.asSlice(0, 8L * DEPTH);
    this.out = memory.asSlice(8L * DEPTH);
  }

  /** 64 bytes of scratch for results of direct calls. */
  public MemorySegment out() {
    return out;
  }

  /** Another handle of the same tensor, which the caller owns. */
  public long duplicate(long tensor) {
    check(StableAbi.duplicate(tensor, out.address()));
    return out.get(JAVA_LONG, 0);
  }

  /** Pushes a tensor; the caller keeps its handle. */
  public void tensor(long handle) {
    push(duplicate(handle), TENSOR);
  }

  /** Pushes a tensor and its handle with it. */
  public void give(long handle) {
    push(handle, TENSOR);
  }

  /** Pushes an optional tensor that is there, and its handle with it. */
  public void optionalGive(long handle) {
    push(cell(handle), TENSOR | OPTIONAL);
  }

  /** Pushes an optional tensor that is there; the caller keeps its handle. */
  public void optionalTensor(long handle) {
    push(cell(duplicate(handle)), TENSOR | OPTIONAL);
  }

  /** Pushes an optional argument that is not there. */
  public void none() {
    push(0, PLAIN);
  }

  /** Pushes an integer, or the number of an element type. */
  public void integer(long value) {
    push(value, PLAIN);
  }

  /** Pushes an optional integer that is there. */
  public void optionalInteger(long value) {
    push(cell(value), PLAIN | OPTIONAL);
  }

  /** Pushes a floating-point number. */
  public void real(double value) {
    push(Double.doubleToRawLongBits(value), PLAIN);
  }

  /** Pushes an optional floating-point number that is there. */
  public void optionalReal(double value) {
    push(cell(Double.doubleToRawLongBits(value)), PLAIN | OPTIONAL);
  }

  /** Pushes a boolean. */
  public void bool(boolean value) {
    push(value ? 1 : 0, PLAIN);
  }

  /** Pushes a device: 0 the processor, 1 CUDA, and which one, -1 for the current. */
  public void device(int type, int index) {
    push(((long) type << 32) | (index & 0xFFFF_FFFFL), PLAIN);
  }

  /** Pushes a list of integers. */
  public void integers(long... values) {
    push(list(values), NUMBERS);
  }

  /** Pushes an optional list of one integer. */
  public void optionalIntegers(long value) {
    push(cell(list(value)), NUMBERS | OPTIONAL);
  }

  /** Pushes a list of tensors; the caller keeps the handles. */
  public void tensors(long... handles) {
    long list = newList(handles.length);
    for (long handle : handles) {
      check(StableAbi.push(list, duplicate(handle)));
    }
    push(list, TENSORS);
  }

  /** Pushes a string. */
  public void text(String value) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      long address = arena.allocateFrom(JAVA_BYTE, bytes).address();
      check(StableAbi.newString(address, bytes.length, out.address()));
      push(out.get(JAVA_LONG, 0), TEXT);
    }
  }

  /**
   * Makes the call, with the arguments pushed since the last one.
   *
   * @return whether it went well; {@link #words()} says why not
   */
  public boolean call(Operator operator) {
    depth = 0;
    return StableAbi.call(operator.nativeName(), operator.nativeOverload(), stack.address()) == 0;
  }

  /** A result of the last call: a number or a handle that the caller owns. */
  public long result(int index) {
    return stack.get(JAVA_LONG, 8L * index);
  }

  /** The tensors of a list among the results; the caller owns their handles. */
  public long[] resultTensors(int index) {
    return tensorsOf(result(index));
  }

  private long[] tensorsOf(long list) {
    check(StableAbi.listSize(list, out.address()));
    long[] handles = new long[Math.toIntExact(out.get(JAVA_LONG, 0))];
    for (int i = 0; i < handles.length; i++) {
      check(StableAbi.listItem(list, i, out.address()));
      handles[i] = out.get(JAVA_LONG, 0);
    }
    check(StableAbi.deleteList(list));
    return handles;
  }

  /** libtorch's words about the last failure on this thread; null before release 2.13. */
  public @Nullable String words() {
    return StableAbi.what();
  }

  /** Frees the arguments pushed so far: the call will not be made. */
  public void abandon() {
    for (int i = 0; i < depth; i++) {
      long value = stack.get(JAVA_LONG, 8L * i);
      if ((kinds[i] & OPTIONAL) != 0) {
        long cell = value;
        value = MemorySegment.ofAddress(cell).reinterpret(8).get(JAVA_LONG, 0);
        StableAbi.deleteCell(cell);
      }
      int status =
          switch (kinds[i] & ~OPTIONAL) {
            case TENSOR -> StableAbi.delete(value);
            case NUMBERS -> StableAbi.deleteList(value);
            case TEXT -> StableAbi.deleteString(value);
            case TENSORS -> deleteTensors(value);
            default -> 0;
          };
      check(status);
    }
    depth = 0;
  }

  private int deleteTensors(long list) {
    for (long handle : tensorsOf(list)) {
      check(StableAbi.delete(handle));
    }
    return 0;
  }

  private void push(long value, int kind) {
    stack.set(JAVA_LONG, 8L * depth, value);
    kinds[depth++] = (byte) kind;
  }

  private long cell(long value) {
    long cell = StableAbi.newCell(out);
    MemorySegment.ofAddress(cell).reinterpret(8).set(JAVA_LONG, 0, value);
    return cell;
  }

  private long list(long... values) {
    long list = newList(values.length);
    for (long value : values) {
      check(StableAbi.push(list, value));
    }
    return list;
  }

  private long newList(int capacity) {
    check(StableAbi.newList(capacity, out.address()));
    return out.get(JAVA_LONG, 0);
  }

  private static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("libtorch refused to pass an argument");
    }
  }
}
