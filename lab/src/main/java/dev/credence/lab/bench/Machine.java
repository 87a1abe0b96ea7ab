package dev.credence.lab.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a time was measured on.
 *
 * @param processor its name, or the architecture where the system does not tell
 * @param cores processors that Java may use
 * @param memoryBytes of the machine, or of the container it runs in
 * @param system operating system and release
 * @param java release and maker of the virtual machine
 */
public record Machine(String processor, int cores, long memoryBytes, String system, String java) {

  /**
   * This one.
   *
   * @return as the system tells it
   */
  public static Machine here() {
    return new Machine(
        name(),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        Runtime.version() + " (" + property("java.vm.name") + ", " + property("java.vendor") + ")");
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private static String name() {
    String name = ofLinux(Path.of("/proc/cpuinfo"));
    if (name == null && property("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
      name = ofMac();
    }
    if (name == null) {
      name = System.getenv("PROCESSOR_IDENTIFIER"); // Windows
    }
    return Objects.requireNonNullElse(name, property("os.arch"));
  }

  /** The name of the first processor; none on some architectures. */
  static @Nullable String ofLinux(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name") && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String ofMac() {
    try {
      Process sysctl =
          new ProcessBuilder("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string").start();
      try (var out = sysctl.getInputStream()) {
        String name = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return name.isEmpty() ? null : name;
      }
    } catch (IOException e) {
      return null;
    }
  }
}
