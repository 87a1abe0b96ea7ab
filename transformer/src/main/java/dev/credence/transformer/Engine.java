package dev.credence.transformer;

import dev.credence.torch.library.Libtorch;
import java.nio.file.Path;

/**
 * What computes here: the library under every tensor, for records of what was measured.
 *
 * @param version release of libtorch, such as {@code 2.13.0}
 * @param folder where it was loaded from
 * @param installed whether {@code CREDENCE_LIBTORCH} named it; otherwise it is the one that comes
 *     with Credence
 * @param threads how many threads an operation may use
 */
public record Engine(String version, Path folder, boolean installed, int threads) {

  /**
   * That of this process; the library is loaded if that has not been done.
   *
   * @throws dev.credence.torch.library.LibtorchException if there is none, or it cannot be loaded
   */
  public static Engine here() {
    String named = System.getenv("CREDENCE_LIBTORCH");
    return new Engine(
        Libtorch.version(),
        Libtorch.folder(),
        named != null && !named.isBlank(),
        Libtorch.threads());
  }

  /**
   * Sets how many threads an operation may use that the calling thread starts: one, where several
   * models run beside each other and fill the cores anyway.
   *
   * @param count at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static void useThreads(int count) {
    Libtorch.threads(count);
  }
}
