package dev.credence.torch.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.torch.TorchException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding, unpacking and loading, each in processes of its own. */
class LoadingTest {
  @TempDir Path folder;

  /** What the processes run: one product of matrices, or the exception's line. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      try (var _ = Scope.open()) {
        Tensor t = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        print("sum " + Ops.sum(Ops.matmul(t, t)).item());
        print("folder " + Libtorch.folder());
        print("threads " + Libtorch.threads());
      } catch (TorchException e) {
        print("error " + e.getMessage());
        sayIfTheNextErrorDiffers(e);
      }
    }

    private static void sayIfTheNextErrorDiffers(TorchException first) {
      try {
        print("and then " + Tensor.scalar(1));
      } catch (TorchException next) {
        if (!String.valueOf(next.getMessage()).equals(first.getMessage())) {
          print("and then " + next.getMessage());
        }
      }
    }

    @SuppressWarnings("SystemOut") // read by the test through a pipe
    private static void print(String line) {
      System.out.println(line);
    }
  }

  @Test
  void twoProcessesUnpackAtOnceAndABrokenCacheMendsItself() throws Exception {
    assumeUnpacking();
    Map<String, String> own = Map.of("CREDENCE_CACHE", folder.toString());
    Process first = start(own, classPath());
    Process second = start(own, classPath());
    assertThat(finish(first)).startsWith("sum 54.0");
    assertThat(finish(second)).startsWith("sum 54.0");
    Path unpacked = onlyLibtorch();

    // Cut short: seen at the next start.
    Path core = unpacked.resolve(System.mapLibraryName("c10"));
    try (RandomAccessFile file = new RandomAccessFile(core.toFile(), "rw")) {
      file.setLength(4096);
    }
    assertThat(finish(start(own, classPath()))).startsWith("sum 54.0");

    // The right size and the wrong bytes: seen when the system refuses the library.
    try (RandomAccessFile file = new RandomAccessFile(core.toFile(), "rw")) {
      file.write(new byte[4096]);
    }
    assertThat(finish(start(own, classPath()))).startsWith("sum 54.0");
    assertThat(onlyLibtorch()).isEqualTo(unpacked);
  }

  @Test
  void aDiskWithoutRoomIsNamedInOneLineAndLeavesNothing() throws Exception {
    assumeUnpacking();
    assumeThat(Path.of("/bin/bash")).as("bash limits the size of files").exists();
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", "-c", "ulimit -f 2000; \"$@\"", "x"));
    command.addAll(java(classPath()));
    String said = finish(start(command, Map.of("CREDENCE_CACHE", folder.toString())));
    assertThat(said)
        .startsWith("error cannot unpack libtorch (")
        .contains(" to " + folder + ": ")
        .contains("Set CREDENCE_CACHE to a folder that can be written to and has room")
        .hasLineCount(1);
    try (Stream<Path> children = Files.list(folder)) {
      assertThat(children).containsExactly(folder.resolve("libtorch.lock"));
    }
  }

  @Test
  void aWrongInstalledLibtorchIsNamed() throws Exception {
    String said = finish(start(Map.of("CREDENCE_LIBTORCH", folder.toString()), classPath()));
    assertThat(said)
        .isEqualTo(
            "error CREDENCE_LIBTORCH=%s: no libtorch_cpu there. Give the folder of libraries of an"
                    .formatted(folder)
                + " installed torch, such as site-packages/torch/lib, or unset it");
  }

  @Test
  void anInstalledLibtorchThatDoesNotLoadIsNamed() throws Exception {
    Files.write(folder.resolve(System.mapLibraryName("torch_cpu")), new byte[100]);
    String said = finish(start(Map.of("CREDENCE_LIBTORCH", folder.toString()), classPath()));
    assertThat(said)
        .startsWith("error CREDENCE_LIBTORCH=" + folder + ": libtorch_cpu")
        .hasLineCount(1);
  }

  @Test
  void anInstalledLibraryThatIsNoLibtorchOfOursIsNamed() throws Exception {
    Path other = Libtorch.folder().resolve("libgomp.so.1");
    assumeThat(other).as("a library to pass off as libtorch").exists();
    Files.copy(other, folder.resolve(System.mapLibraryName("torch_cpu")));
    String said = finish(start(Map.of("CREDENCE_LIBTORCH", folder.toString()), classPath()));
    assertThat(said)
        .startsWith("error the libtorch in " + folder + " has no function aoti_torch_abi_version")
        .hasLineCount(1);
  }

  @Test
  void anInstalledLibtorchIsUsed() throws Exception {
    Libtorch.load();
    String said = finish(start(Map.of("CREDENCE_LIBTORCH", Libtorch.folder().toString()), bare()));
    assertThat(said).startsWith("sum 54.0").contains("folder " + Libtorch.folder());
  }

  @Test
  void withoutAnyLibtorchBothWaysAreNamed() throws Exception {
    String said = finish(start(Map.of(), bare()));
    assertThat(said)
        .isEqualTo(
            "error no libtorch for %1$s: put org.bytedeco:pytorch with classifier %1$s on the class"
                    .formatted(Bundle.here())
                + " path, or set CREDENCE_LIBTORCH to the torch/lib folder of an installed torch"
                + " (2.10 to 2.13)");
  }

  @Test
  void everyCoreIsUsed() throws Exception {
    Libtorch.load();
    assertThat(Libtorch.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    Libtorch.threads(1);
    assertThat(Libtorch.threads()).isEqualTo(1);
    Libtorch.threads(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void theReleaseIsOneThatIsKnownToWork() {
    assertThat(Libtorch.version()).matches("2\\.1[0-9]\\.[0-9]+");
  }

  private static void assumeUnpacking() throws IOException {
    assumeThat(Bundle.onClassPath().isEmpty())
        .as("no libtorch on the class path to unpack")
        .isFalse();
  }

  private Path onlyLibtorch() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> folders = children.filter(Files::isDirectory).toList();
      assertThat(folders).hasSize(1);
      return folders.getFirst();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static String bare() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> !entry.contains("bytedeco"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> java(String classPath) {
    String program =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
            ? "java.exe"
            : "java";
    return List.of(
        Path.of(System.getProperty("java.home", ""), "bin", program).toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx512m",
        "-cp",
        classPath,
        Main.class.getName());
  }

  private static Process start(Map<String, String> environment, String classPath)
      throws IOException {
    return start(java(classPath), environment);
  }

  private static Process start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("CREDENCE_LIBTORCH");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String finish(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return output.strip();
  }
}
