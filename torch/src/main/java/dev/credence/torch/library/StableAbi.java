package dev.credence.torch.library;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libtorch that are called, as Java methods: the only mention of them.
 *
 * <p>All but a few are PyTorch's stable C interface ({@code
 * torch/csrc/inductor/aoti_torch/c/shim.h} and {@code torch/csrc/stable/c/shim.h}), which keeps
 * working from one release to the next. Tensors, lists and strings are handles, and pointers are
 * addresses; all are {@code long}. Unless a method says otherwise it returns 0 if all went well and
 * writes its result to the address {@code out}.
 *
 * <p>The exceptions are C++ functions without a C name, by their mangled ones, the same in every
 * release from 2.10 to 2.13: the number of threads, what is logged, whether there is CUDA, the
 * gradient of a tensor and whether it wants one.
 */
public final class StableAbi {
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle ABI_VERSION =
      bind("aoti_torch_abi_version", FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle CALL =
      bind("torch_call_dispatcher", status(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final @Nullable MethodHandle WHAT =
      optional("torch_exception_get_what_without_backtrace", FunctionDescriptor.of(ADDRESS));

  private static final MethodHandle DELETE =
      bind("aoti_torch_delete_tensor_object", status(JAVA_LONG));
  private static final MethodHandle DUPLICATE =
      quick("aoti_torch_new_tensor_handle", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SIZES =
      quick("aoti_torch_get_sizes", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle RANK =
      quick("aoti_torch_get_dim", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DTYPE =
      quick("aoti_torch_get_dtype", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DEVICE_TYPE =
      quick("aoti_torch_get_device_type", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DEVICE_INDEX =
      quick("aoti_torch_get_device_index", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CONTIGUOUS =
      quick("aoti_torch_is_contiguous", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DEFINED =
      quick("aoti_torch_is_defined", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DATA =
      quick("aoti_torch_get_data_ptr", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle EMPTY =
      bind(
          "aoti_torch_empty_strided",
          status(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FROM_BLOB =
      bind(
          "aoti_torch_create_tensor_from_blob",
          status(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
              JAVA_LONG));

  private static final MethodHandle SCALAR_DOUBLE =
      bind("aoti_torch_scalar_to_tensor_float64", status(JAVA_DOUBLE, JAVA_LONG));
  private static final MethodHandle SCALAR_FLOAT =
      bind("aoti_torch_scalar_to_tensor_float32", status(JAVA_FLOAT, JAVA_LONG));
  private static final MethodHandle SCALAR_LONG =
      bind("aoti_torch_scalar_to_tensor_int64", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FILL =
      bind("aoti_torch_aten_fill__Scalar", status(JAVA_LONG, JAVA_DOUBLE));
  private static final MethodHandle SUBTRACT =
      bind("aoti_torch_aten_subtract_Tensor", status(JAVA_LONG, JAVA_LONG, JAVA_DOUBLE, JAVA_LONG));

  private static final MethodHandle NEW_LIST =
      quick("torch_new_list_reserve_size", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PUSH =
      quick("torch_list_push_back", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle LIST_SIZE =
      quick("torch_list_size", status(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle LIST_ITEM =
      quick("torch_list_get_item", status(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DELETE_LIST = quick("torch_delete_list", status(JAVA_LONG));
  private static final MethodHandle NEW_STRING =
      quick("torch_new_string_handle", status(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DELETE_STRING = quick("torch_delete_string", status(JAVA_LONG));

  private static final MethodHandle GRAD_MODE =
      quick("aoti_torch_grad_mode_set_enabled", FunctionDescriptor.ofVoid(JAVA_BOOLEAN));
  private static final MethodHandle SET_REQUIRES_GRAD =
      bind("torch_set_requires_grad", status(JAVA_LONG, JAVA_BOOLEAN));
  private static final MethodHandle REQUIRES_GRAD =
      bind("_ZNK3c1010TensorImpl13requires_gradEv", FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG));
  private static final MethodHandle MUTABLE_GRAD =
      bind("_ZN3c1010TensorImpl12mutable_gradEv", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  private static final MethodHandle SET_THREADS =
      bind("_ZN2at15set_num_threadsEi", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final MethodHandle GET_THREADS =
      bind("_ZN2at15get_num_threadsEv", FunctionDescriptor.of(JAVA_INT));
  private static final @Nullable MethodHandle BLAS_THREADS =
      optional("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final @Nullable MethodHandle INIT_LOGGING =
      optional("_ZN3c1011initLoggingEv", FunctionDescriptor.ofVoid());
  private static final MethodHandle HAS_CUDA =
      bind("_ZN5torch4cuda12is_availableEv", FunctionDescriptor.of(JAVA_BOOLEAN));

  // Optional arguments lie in cells of 8 bytes that the callee frees with operator delete, which
  // on every C++ runtime libtorch is built for is free. From 2.13 on it has a function for them.
  private static final @Nullable MethodHandle NEW_CELL =
      optional("torch_new_stable_ivalue", status(JAVA_LONG));
  private static final MethodHandle MALLOC =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("malloc"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG),
          Linker.Option.critical(false));
  private static final MethodHandle FREE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("free"),
          FunctionDescriptor.ofVoid(JAVA_LONG),
          Linker.Option.critical(false));

  private StableAbi() {}

  /** Checks the release and sets what a fresh library needs set. Called once, by the loader. */
  static void start() {
    if (Long.compareUnsigned(abiVersion(), Libtorch.OLDEST) < 0) {
      throw new LibtorchException(
          "libtorch %s is too old; 2.10 or later is needed", Libtorch.release(abiVersion()));
    }
    if (INIT_LOGGING != null) {
      try {
        INIT_LOGGING.invokeExact(); // reads TORCH_CPP_LOG_LEVEL, which nothing else does
      } catch (Throwable e) {
        throw broken(e);
      }
    }
    threads(Runtime.getRuntime().availableProcessors());
  }

  /** {@code major << 56 | minor << 48 | patch << 40}. */
  static long abiVersion() {
    try {
      return (long) ABI_VERSION.invokeExact();
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static void threads(int count) {
    try {
      SET_THREADS.invokeExact(count);
      if (BLAS_THREADS != null) {
        BLAS_THREADS.invokeExact(count);
      }
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int threads() {
    try {
      return (int) GET_THREADS.invokeExact();
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static boolean hasCuda() {
    try {
      return (boolean) HAS_CUDA.invokeExact();
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * Calls an operator through the dispatcher. The arguments on the stack are consumed, whether or
   * not the call succeeds; results lie where they were.
   */
  static int call(long name, long overload, long stack) {
    try {
      return (int) CALL.invokeExact(name, overload, stack, Libtorch.OLDEST);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** libtorch's words about the last failure on this thread, or null before 2.13. */
  static @Nullable String what() {
    if (WHAT == null) {
      return null;
    }
    try {
      var words = (MemorySegment) WHAT.invokeExact();
      return words.address() == 0 ? null : words.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Frees a tensor handle, and the tensor with it if no other handle, view or graph holds it. */
  public static int delete(long tensor) {
    try {
      return (int) DELETE.invokeExact(tensor);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Another handle of the same tensor. */
  public static int duplicate(long tensor, long out) {
    try {
      return (int) DUPLICATE.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The address of the sizes. They belong to the tensor. */
  public static int sizes(long tensor, long out) {
    try {
      return (int) SIZES.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The number of dimensions, as 64 bits. */
  public static int rank(long tensor, long out) {
    try {
      return (int) RANK.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The number of the element type, as 32 bits. */
  public static int dtype(long tensor, long out) {
    try {
      return (int) DTYPE.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The number of the kind of device, as 32 bits: 0 the processor, 1 CUDA. */
  public static int deviceType(long tensor, long out) {
    try {
      return (int) DEVICE_TYPE.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Which device of its kind, as 32 bits. */
  public static int deviceIndex(long tensor, long out) {
    try {
      return (int) DEVICE_INDEX.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Whether the elements lie in order without gaps, as a byte. */
  public static int contiguous(long tensor, long out) {
    try {
      return (int) CONTIGUOUS.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Whether the handle holds a tensor at all, as a byte. */
  public static int defined(long tensor, long out) {
    try {
      return (int) DEFINED.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The address of the first element. */
  public static int data(long tensor, long out) {
    try {
      return (int) DATA.invokeExact(tensor, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A new tensor with undefined elements. */
  public static int empty(
      long rank, long sizes, long strides, int dtype, int device, int index, long out) {
    try {
      return (int) EMPTY.invokeExact(rank, sizes, strides, dtype, device, index, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A tensor in the processor's memory whose elements are those at {@code data}. */
  public static int fromBlob(long data, long rank, long sizes, long strides, int dtype, long out) {
    try {
      return (int) FROM_BLOB.invokeExact(data, rank, sizes, strides, 0L, dtype, 0, 0, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A float64 tensor without dimensions. */
  public static int scalar(double value, long out) {
    try {
      return (int) SCALAR_DOUBLE.invokeExact(value, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A float32 tensor without dimensions. */
  public static int scalar(float value, long out) {
    try {
      return (int) SCALAR_FLOAT.invokeExact(value, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** An int64 tensor without dimensions. */
  public static int scalar(long value, long out) {
    try {
      return (int) SCALAR_LONG.invokeExact(value, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Sets every element. */
  public static int fill(long tensor, double value) {
    try {
      return (int) FILL.invokeExact(tensor, value);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** {@code a - alpha * b}, with gradients. The arguments keep their handles. */
  public static int subtract(long a, long b, double alpha, long out) {
    try {
      return (int) SUBTRACT.invokeExact(a, b, alpha, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Whether operations of this thread record what gradients need. */
  public static void gradMode(boolean enabled) {
    try {
      GRAD_MODE.invokeExact(enabled);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Marks a tensor as one whose gradient is wanted, or no longer. */
  public static int requiresGrad(long tensor, boolean wanted) {
    try {
      return (int) SET_REQUIRES_GRAD.invokeExact(tensor, wanted);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Whether a tensor's gradient is wanted, or it was computed from one whose is. */
  public static boolean requiresGrad(long tensor) {
    try {
      return (boolean) REQUIRES_GRAD.invokeExact(content(tensor));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A borrowed handle of the tensor's gradient; not {@linkplain #defined defined} if none. */
  public static long grad(long tensor) {
    try {
      return (long) MUTABLE_GRAD.invokeExact(content(tensor));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int newList(long capacity, long out) {
    try {
      return (int) NEW_LIST.invokeExact(capacity, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int push(long list, long value) {
    try {
      return (int) PUSH.invokeExact(list, value);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int listSize(long list, long out) {
    try {
      return (int) LIST_SIZE.invokeExact(list, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int listItem(long list, long index, long out) {
    try {
      return (int) LIST_ITEM.invokeExact(list, index, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int deleteList(long list) {
    try {
      return (int) DELETE_LIST.invokeExact(list);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int newString(long text, long length, long out) {
    try {
      return (int) NEW_STRING.invokeExact(text, length, out);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static int deleteString(long string) {
    try {
      return (int) DELETE_STRING.invokeExact(string);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Room for one optional argument; {@code out} is scratch for 8 bytes. */
  static long newCell(MemorySegment out) {
    try {
      if (NEW_CELL == null) {
        return (long) MALLOC.invokeExact(8L);
      }
      int status = (int) NEW_CELL.invokeExact(out.address());
      return status == 0 ? out.get(JAVA_LONG, 0) : (long) MALLOC.invokeExact(8L);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  static void deleteCell(long cell) {
    try {
      FREE.invokeExact(cell);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** A tensor handle points to a pointer to the tensor. */
  private static long content(long tensor) {
    return MemorySegment.ofAddress(tensor).reinterpret(8).get(JAVA_LONG, 0);
  }

  private static FunctionDescriptor status(MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_INT, arguments);
  }

  private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
    return Libtorch.symbols()
        .find(name)
        .map(address -> LINKER.downcallHandle(address, type, options))
        .orElseThrow(
            () ->
                new LibtorchException(
                    "the libtorch in %s has no function %s; releases 2.10 to 2.13 have it. Set"
                        + " CREDENCE_LIBTORCH to one of them, or unset it",
                    Libtorch.loadedFrom(), name));
  }

  /** For functions that neither wait nor compute: the call skips the switch of thread state. */
  private static MethodHandle quick(String name, FunctionDescriptor type) {
    return bind(name, type, Linker.Option.critical(false));
  }

  private static @Nullable MethodHandle optional(String name, FunctionDescriptor type) {
    return Libtorch.symbols()
        .find(name)
        .map(address -> LINKER.downcallHandle(address, type))
        .orElse(null);
  }

  private static IllegalStateException broken(Throwable e) {
    return new IllegalStateException("a call into libtorch broke off", e);
  }
}
