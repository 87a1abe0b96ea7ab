package dev.credence.torch.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * The native libraries carried on the class path for one platform, as JavaCPP's artifacts lay them
 * out: {@code org/bytedeco/pytorch/PLATFORM/} and its neighbours. Only libtorch's libraries and
 * what they need are taken; JavaCPP's own ({@code jni*}) are left.
 *
 * @param platform as JavaCPP writes it, such as {@code linux-x86_64}
 * @param files the libraries; empty if the class path carries none for this platform
 */
record Bundle(String platform, List<Item> files) {

  /** One library: where it is, and what its archive says about it. */
  record Item(String name, String resource, long size, long crc) {
    InputStream open() throws IOException {
      InputStream in = Bundle.class.getClassLoader().getResourceAsStream(resource);
      if (in == null) {
        throw new IOException(resource + " has left the class path");
      }
      return in;
    }
  }

  /** The bundle for the machine this process runs on. */
  static Bundle onClassPath() throws IOException {
    String platform = here();
    List<Item> items = new ArrayList<>();
    for (String project : List.of("javacpp", "openblas", "pytorch")) {
      String folder = "org/bytedeco/" + project + "/" + platform + "/";
      URL probe = Bundle.class.getClassLoader().getResource(folder);
      if (probe != null && probe.openConnection() instanceof JarURLConnection connection) {
        // Not closed: the class path shares this archive.
        JarFile jar = connection.getJarFile();
        jar.stream()
            .filter(entry -> entry.getName().startsWith(folder) && isLibrary(entry, folder))
            .map(entry -> item(entry, folder))
            .forEach(items::add);
      }
    }
    items.sort(Comparator.comparing(Item::name));
    boolean complete = items.stream().anyMatch(item -> item.name().contains("torch_cpu"));
    return new Bundle(platform, complete ? List.copyOf(items) : List.of());
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Changes whenever a library does; names the folder the bundle is unpacked to. */
  String fingerprint() {
    StringBuilder text = new StringBuilder(platform);
    for (Item item : files) {
      text.append('\n').append(item.name()).append(' ').append(item.size());
      text.append(' ').append(item.crc());
    }
    byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 6);
  }

  long bytes() {
    return files.stream().mapToLong(Item::size).sum();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String here() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
    return switch (arch) {
      case "amd64", "x86_64" -> system + "-x86_64";
      case "aarch64", "arm64" -> system + "-arm64";
      default -> system + "-" + arch;
    };
  }

  private static boolean isLibrary(ZipEntry entry, String folder) {
    String name = entry.getName().substring(folder.length());
    return !name.contains("/")
        && !name.startsWith("jni")
        && !name.startsWith("libjni")
        && (name.endsWith(".dll")
            || name.endsWith(".dylib")
            || name.endsWith(".so")
            || name.contains(".so."));
  }

  private static Item item(ZipEntry entry, String folder) {
    String name = entry.getName().substring(folder.length());
    return new Item(name, entry.getName(), entry.getSize(), entry.getCrc());
  }
}
