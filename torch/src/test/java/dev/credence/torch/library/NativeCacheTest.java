package dev.credence.torch.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache, with class files for libraries. */
class NativeCacheTest {
  @TempDir Path root;

  private final Bundle bundle =
      new Bundle("test", List.of(item("Bundle.class"), item("NativeCache.class")));

  @Test
  void aBundleIsUnpackedOnceAndUnderItsOwnName() throws IOException {
    NativeCache cache = new NativeCache(root, bundle);
    Path folder = cache.folder();
    assertThat(folder).isEqualTo(root.resolve("libtorch-test-" + bundle.fingerprint()));
    assertThat(folder.resolve("Bundle.class")).hasBinaryContent(bytes("Bundle.class"));
    var time = Files.getLastModifiedTime(folder.resolve("Bundle.class"));
    assertThat(new NativeCache(root, bundle).folder()).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(folder.resolve("Bundle.class"))).isEqualTo(time);
    assertThat(cache.repair()).isFalse();
  }

  @Test
  void anotherBundleGoesToAnotherFolder() {
    Bundle other = new Bundle("test", List.of(item("Bundle.class")));
    assertThat(new NativeCache(root, other).folder())
        .isNotEqualTo(new NativeCache(root, bundle).folder());
  }

  @Test
  void aMissingOrShortLibraryIsUnpackedAgain() throws IOException {
    NativeCache cache = new NativeCache(root, bundle);
    Path library = cache.folder().resolve("NativeCache.class");
    Files.write(library, new byte[] {1, 2, 3});
    assertThat(cache.folder().resolve("NativeCache.class"))
        .hasBinaryContent(bytes("NativeCache.class"));
    Files.delete(library);
    assertThat(cache.folder().resolve("NativeCache.class"))
        .hasBinaryContent(bytes("NativeCache.class"));
  }

  @Test
  void aLibraryOfTheRightSizeAndTheWrongBytesIsRepaired() throws IOException {
    NativeCache cache = new NativeCache(root, bundle);
    Path library = cache.folder().resolve("Bundle.class");
    byte[] wrong = bytes("Bundle.class");
    wrong[100]++;
    Files.write(library, wrong);
    assertThat(cache.repair()).isTrue();
    assertThat(library).hasBinaryContent(bytes("Bundle.class"));
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Path leftover = root.resolve("libtorch-test-123.unpacking456");
    Files.createDirectories(leftover);
    Files.write(leftover.resolve("half.so"), new byte[10]);
    Path folder = new NativeCache(root, bundle).folder();
    assertThat(leftover).doesNotExist();
    try (var children = Files.list(root)) {
      assertThat(children).containsExactlyInAnyOrder(folder, root.resolve("libtorch.lock"));
    }
  }

  @Test
  void aDamagedJarIsNotUnpacked() {
    Bundle.Item good = item("Bundle.class");
    Bundle damaged =
        new Bundle(
            "test",
            List.of(new Bundle.Item(good.name(), good.resource(), good.size(), good.crc() + 1)));
    NativeCache cache = new NativeCache(root, damaged);
    assertThatThrownBy(cache::folder)
        .isInstanceOf(LibtorchException.class)
        .hasMessageContaining("is damaged in its jar")
        .hasMessageNotContaining("\n");
    assertThat(root.resolve("libtorch-test-" + damaged.fingerprint())).doesNotExist();
  }

  @Test
  void aRootThatCannotBeUsedIsNamedInOneLine() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[1]);
    NativeCache cache = new NativeCache(file.resolve("cache"), bundle);
    assertThatThrownBy(cache::folder)
        .isInstanceOf(LibtorchException.class)
        .hasMessageStartingWith("cannot unpack libtorch (0 MB) to " + file.resolve("cache"))
        .hasMessageContaining("Set CREDENCE_CACHE")
        .hasMessageNotContaining("\n");
  }

  private static Bundle.Item item(String name) {
    byte[] bytes = bytes(name);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return new Bundle.Item(name, resource(name), bytes.length, crc.getValue());
  }

  private static byte[] bytes(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            NativeCacheTest.class.getClassLoader().getResourceAsStream(resource(name)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) {
    return "dev/credence/torch/library/" + name;
  }
}
