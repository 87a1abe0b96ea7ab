package dev.credence.torch.library;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which libtorch this process uses, and its loading.
 *
 * <p>{@code CREDENCE_LIBTORCH} names the library folder of an installed torch, such as a pip
 * wheel's {@code site-packages/torch/lib}, releases 2.10 to 2.13; its CUDA libraries are used if it
 * has them. Otherwise the libraries carried on the class path ({@code org.bytedeco:pytorch}) are
 * unpacked once to the user's cache folder ({@code CREDENCE_CACHE} moves it) and used from there.
 *
 * <p>Loading happens once a process, on the first call that needs it, and takes about a third of a
 * second. Every method here loads the library if that has not been done.
 */
public final class Libtorch {
  /** The oldest release whose C interface has all that is used. */
  static final long OLDEST = abi(2, 10);

  private static final List<String> ORDER =
      List.of("gomp", "gcc_s", "quadmath", "gfortran", "openblas", "c10", "torch_cpu", "torch");
  private static final List<String> CUDA = List.of("c10_cuda", "torch_cuda");

  private static @Nullable Loaded loaded;

  /** Why the C functions could not be bound: a class is initialised once, well or not. */
  private static @Nullable String unusable;

  private Libtorch() {}

  /** What was loaded and from where. */
  private record Loaded(Path folder, SymbolLookup symbols) {}

  /**
   * Loads libtorch if that has not been done.
   *
   * @throws LibtorchException if there is none, it cannot be unpacked, or the system refuses it
   */
  public static synchronized void load() {
    if (loaded == null) {
      // Spinning OpenMP threads and OpenBLAS's own fight over the cores: 6 to 10 times slower.
      // OpenMP reads this when it is loaded, so it must come before.
      NativeLoader.environment("OMP_WAIT_POLICY", "PASSIVE");
      // Failures are exceptions here; releases before 2.13 would print a native stack as well.
      NativeLoader.environment("TORCH_CPP_LOG_LEVEL", "FATAL");
      String installed = System.getenv("CREDENCE_LIBTORCH");
      loaded = installed != null && !installed.isBlank() ? fromFolder(installed) : fromClassPath();
      try {
        StableAbi.start();
      } catch (LibtorchException e) {
        unusable = String.valueOf(e.getMessage());
      } catch (ExceptionInInitializerError e) {
        if (!(e.getCause() instanceof LibtorchException cause)) {
          throw e;
        }
        unusable = String.valueOf(cause.getMessage());
      }
    }
    if (unusable != null) {
      throw new LibtorchException("%s", unusable);
    }
  }

  /** The folder libtorch was loaded from. */
  public static Path folder() {
    load();
    return loadedFrom();
  }

  /** As {@link #folder}, while loading. */
  static synchronized Path loadedFrom() {
    return Objects.requireNonNull(loaded).folder();
  }

  /** libtorch's release, such as {@code 2.13.0}. */
  public static String version() {
    load();
    return release(StableAbi.abiVersion());
  }

  static String release(long abi) {
    return (abi >>> 56) + "." + (abi >>> 48 & 0xFF) + "." + (abi >>> 40 & 0xFF);
  }

  /** Whether libtorch can compute on an NVIDIA graphics card here. */
  public static boolean hasCuda() {
    load();
    return StableAbi.hasCuda();
  }

  /** How many threads an operation may use. Until {@link #threads(int)}: one a core. */
  public static int threads() {
    load();
    return StableAbi.threads();
  }

  /**
   * Sets how many threads an operation may use. Sums over many terms may differ in their last bits
   * from one count to another.
   *
   * @param count at least 1
   */
  public static void threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads: " + count + ", but at least 1 is needed");
    }
    load();
    StableAbi.threads(count);
  }

  /** For binding, while loading. */
  static synchronized SymbolLookup symbols() {
    return Objects.requireNonNull(loaded).symbols();
  }

  static long abi(int major, int minor) {
    return (long) major << 56 | (long) minor << 48;
  }

  private static Loaded fromFolder(String named) {
    Path folder = Path.of(named).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder) || library(folder, "torch_cpu") == null) {
      throw new LibtorchException(
          "CREDENCE_LIBTORCH=%s: no libtorch_cpu there. Give the folder of libraries of an"
              + " installed torch, such as site-packages/torch/lib, or unset it",
          named);
    }
    // An installed torch finds its other libraries itself, by the paths written into it.
    String trouble = openAll(folder, List.of("c10", "torch_cpu"));
    if (trouble == null && library(folder, "torch_cuda") != null) {
      trouble = openAll(folder, CUDA);
    }
    if (trouble != null) {
      throw new LibtorchException("CREDENCE_LIBTORCH=%s: %s", named, trouble);
    }
    return new Loaded(folder, symbols(folder));
  }

  private static Loaded fromClassPath() {
    Bundle bundle;
    try {
      bundle = Bundle.onClassPath();
    } catch (IOException e) {
      throw new LibtorchException(e, "the libtorch on the class path cannot be read: %s", e);
    }
    if (bundle.isEmpty()) {
      throw new LibtorchException(
          "no libtorch for %s: put org.bytedeco:pytorch with classifier %s on the class path, or"
              + " set CREDENCE_LIBTORCH to the torch/lib folder of an installed torch (2.10 to"
              + " 2.13)",
          bundle.platform(), bundle.platform());
    }
    NativeCache cache = new NativeCache(NativeCache.root(), bundle);
    Path folder = cache.folder();
    String trouble = openAll(folder, ORDER);
    if (trouble != null && cache.repair()) {
      trouble = openAll(folder, ORDER);
    }
    if (trouble != null) {
      throw new LibtorchException("libtorch does not load: %s", trouble);
    }
    return new Loaded(folder, symbols(folder));
  }

  private static @Nullable String openAll(Path folder, List<String> names) {
    for (String name : names) {
      Path library = library(folder, name);
      if (library != null) {
        String trouble = NativeLoader.open(library);
        if (trouble != null) {
          return library.getFileName() + ": " + trouble;
        }
      }
    }
    return null;
  }

  private static SymbolLookup symbols(Path folder) {
    SymbolLookup all = name -> Optional.empty();
    for (String name : List.of("torch_cpu", "c10", "openblas")) {
      Path library = library(folder, name);
      if (library != null) {
        all = all.or(SymbolLookup.libraryLookup(library, Arena.global()));
      }
    }
    return all;
  }

  /** {@code libNAME.so}, {@code libNAME.so.5}, {@code libNAME.dylib} or {@code NAME.dll}. */
  private static @Nullable Path library(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = new ArrayList<>();
      files.filter(file -> isNamed(file.getFileName().toString(), name)).forEach(found::add);
      return found.isEmpty() ? null : found.getFirst();
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isNamed(String file, String name) {
    String bare = file.startsWith("lib") ? file.substring(3) : file;
    if (!bare.startsWith(name + ".")) {
      return false;
    }
    String rest = bare.substring(name.length());
    return rest.equals(".so")
        || rest.startsWith(".so.")
        || rest.equals(".dll")
        || rest.endsWith(".dylib");
  }
}
