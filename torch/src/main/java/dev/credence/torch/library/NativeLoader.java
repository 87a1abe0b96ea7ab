package dev.credence.torch.library;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Opens shared libraries with the system's own loader, so that libraries opened earlier satisfy the
 * dependencies of later ones.
 */
final class NativeLoader {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  private static final boolean MAC =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

  /** {@code RTLD_NOW | RTLD_GLOBAL}. */
  private static final int DLOPEN_FLAGS = MAC ? 0xA : 0x102;

  /** {@code LOAD_WITH_ALTERED_SEARCH_PATH}: dependencies are looked for beside the library. */
  private static final int LOAD_LIBRARY_FLAGS = 0x8;

  private NativeLoader() {}

  /** Sets a variable of this process's environment unless it is set already. */
  static void environment(String name, String value) {
    if (System.getenv(name) != null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      if (WINDOWS) {
        // Only the C runtime's copy of the environment counts: OpenMP reads it with getenv.
        MethodHandle putenv =
            LINKER.downcallHandle(
                SymbolLookup.libraryLookup("ucrtbase", Arena.global()).findOrThrow("_putenv_s"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        int ignored = (int) putenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value));
      } else {
        MethodHandle setenv =
            LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        int ignored =
            (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set " + name + " for libtorch's threads", e);
    }
  }

  /**
   * Opens one library.
   *
   * @return null if that went well, otherwise the system's reason
   */
  static @Nullable String open(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      return WINDOWS ? loadLibrary(arena, library) : dlopen(arena, library);
    } catch (Throwable e) {
      throw new IllegalStateException("the system's library loader cannot be called", e);
    }
  }

  private static @Nullable String dlopen(Arena arena, Path library) throws Throwable {
    MethodHandle dlopen =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("dlopen"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    var opened =
        (MemorySegment) dlopen.invokeExact(arena.allocateFrom(library.toString()), DLOPEN_FLAGS);
    if (opened.address() != 0) {
      return null;
    }
    MethodHandle dlerror =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("dlerror"), FunctionDescriptor.of(ADDRESS));
    var reason = (MemorySegment) dlerror.invokeExact();
    return reason.address() == 0
        ? "no reason given"
        : reason.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private static @Nullable String loadLibrary(Arena arena, Path library) throws Throwable {
    SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", Arena.global());
    MethodHandle load =
        LINKER.downcallHandle(
            kernel.findOrThrow("LoadLibraryExW"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
    MethodHandle lastError =
        LINKER.downcallHandle(kernel.findOrThrow("GetLastError"), FunctionDescriptor.of(JAVA_INT));
    MemorySegment name = arena.allocateFrom(library.toString(), StandardCharsets.UTF_16LE);
    var opened = (MemorySegment) load.invokeExact(name, MemorySegment.NULL, LOAD_LIBRARY_FLAGS);
    return opened.address() != 0 ? null : "Windows error " + (int) lastError.invokeExact();
  }
}
