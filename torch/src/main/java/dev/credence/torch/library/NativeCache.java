package dev.credence.torch.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The folder to which a bundle is unpacked, once for all processes of a user.
 *
 * <p>A folder appears under its final name only when every library in it is complete and checked,
 * so a process killed halfway leaves nothing that looks finished. A lock file makes several
 * processes that start together unpack once. A folder in which a library has the wrong size is
 * unpacked again, and so is one that {@linkplain #repair() fails its checksums}.
 */
final class NativeCache {
  private static final String UNFINISHED = ".unpacking";

  private final Path root;
  private final Bundle bundle;
  private final Path folder;

  NativeCache(Path root, Bundle bundle) {
    this.root = root;
    this.bundle = bundle;
    this.folder = root.resolve("libtorch-" + bundle.platform() + "-" + bundle.fingerprint());
  }

  /**
   * Where unpacked libraries go: {@code CREDENCE_CACHE} if set, otherwise {@code credence} in the
   * platform's folder for caches.
   */
  static Path root() {
    String own = System.getenv("CREDENCE_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Path home = Path.of(System.getProperty("user.home", "."));
    if (os.startsWith("mac")) {
      return home.resolve("Library/Caches/credence");
    }
    String base = System.getenv(os.startsWith("windows") ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
    if (base != null && !base.isBlank()) {
      return Path.of(base, "credence");
    }
    return home.resolve(os.startsWith("windows") ? "AppData/Local/credence" : ".cache/credence");
  }

  /** The folder with every library of the bundle in it, unpacking it first if need be. */
  Path folder() {
    return sizesMatch(folder) ? folder : underLock(() -> sizesMatch(folder) || unpack());
  }

  /**
   * Compares every library with its checksum and unpacks anew if one differs.
   *
   * @return whether anything had to be mended
   */
  boolean repair() {
    boolean[] mended = new boolean[1];
    underLock(
        () -> {
          mended[0] = !checksumsMatch(folder) && unpack();
          return true;
        });
    return mended[0];
  }

  private interface Work {
    boolean run() throws IOException;
  }

  private Path underLock(Work work) {
    try {
      Files.createDirectories(root);
      try (FileChannel file =
              FileChannel.open(
                  root.resolve("libtorch.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = file.lock()) {
        work.run();
      }
      return folder;
    } catch (IOException e) {
      throw new LibtorchException(
          e,
          "cannot unpack libtorch (%d MB) to %s: %s. Set CREDENCE_CACHE to a folder that can be"
              + " written to and has room, or CREDENCE_LIBTORCH to an installed torch/lib",
          bundle.bytes() >> 20,
          root,
          reason(e));
    }
  }

  private boolean unpack() throws IOException {
    deleteLeftovers();
    Path fresh = Files.createTempDirectory(root, folder.getFileName() + UNFINISHED);
    try {
      for (Bundle.Item item : bundle.files()) {
        write(item, fresh.resolve(item.name()));
      }
      if (Files.exists(folder)) {
        delete(folder);
      }
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(fresh);
      throw e;
    }
    return true;
  }

  private static void write(Bundle.Item item, Path to) throws IOException {
    try (InputStream in = item.open();
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      checked.transferTo(Channels.newOutputStream(out));
      out.force(true);
      if (checked.getChecksum().getValue() != item.crc() || out.size() != item.size()) {
        throw new IOException(item.resource() + " is damaged in its jar; fetch the jar again");
      }
    }
  }

  private boolean sizesMatch(Path candidate) {
    for (Bundle.Item item : bundle.files()) {
      try {
        if (Files.size(candidate.resolve(item.name())) != item.size()) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  private boolean checksumsMatch(Path candidate) throws IOException {
    if (!sizesMatch(candidate)) {
      return false;
    }
    for (Bundle.Item item : bundle.files()) {
      try (InputStream in = Files.newInputStream(candidate.resolve(item.name()));
          CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
        checked.transferTo(OutputStream.nullOutputStream());
        if (checked.getChecksum().getValue() != item.crc()) {
          return false;
        }
      }
    }
    return true;
  }

  /** What processes killed while unpacking left; the lock says that none is at work now. */
  private void deleteLeftovers() throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      List<Path> leftovers =
          children.filter(p -> p.getFileName().toString().contains(UNFINISHED)).toList();
      for (Path leftover : leftovers) {
        delete(leftover);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      throw new IOException("cannot clear " + tree + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    String words = e.getMessage();
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException exists -> exists.getFile() + " is in the way";
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      default -> words == null ? e.getClass().getSimpleName() : words;
    };
  }
}
