package dev.credence.transformer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.source.ModelSource.BuiltIn;
import dev.credence.transformer.source.ModelSource.Folder;
import dev.credence.transformer.source.ModelSource.GgufFile;
import dev.credence.transformer.source.ModelSource.Layout;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  @Test
  void aFolderIsKnownByItsConfiguration() throws IOException {
    var model = model(folder.resolve("m"), "config.json");
    Files.writeString(model.resolve("tokenizer.json"), "{}");
    var source = (Folder) resolve(model.toString());
    assertThat(source.layout()).isEqualTo(Layout.HUGGING_FACE);
    assertThat(source.config()).isEqualTo(model.resolve("config.json"));
    assertThat(source.beside("tokenizer.json")).contains(model.resolve("tokenizer.json"));
    assertThat(source.beside("task.yaml")).isEmpty();
    try (var weights = source.open()) {
      assertThat(weights.names()).containsExactly("w");
    }
    var lens = (Folder) resolve(model(folder.resolve("l"), "tl_config.json").toString());
    assertThat(lens.layout()).isEqualTo(Layout.TRANSFORMER_LENS);
  }

  @Test
  void aBareFileTakesTheConfigurationBesideIt() throws IOException {
    var model = model(folder.resolve("m"), "config.json");
    var source = (Folder) resolve(model.resolve("model.safetensors").toString());
    assertThat(source.config()).isEqualTo(model.resolve("config.json"));
    assertThat(source.folder()).isEqualTo(model);
    source.open().close();
    Files.delete(model.resolve("config.json"));
    refused(model.resolve("model.safetensors").toString(), "neither config.json nor tl_config");
  }

  @Test
  void aGgufIsFoundByItselfAndInItsFolder() throws IOException {
    var gguf = Files.createFile(folder.resolve("m.GGUF"));
    assertThat(resolve(gguf.toString())).isEqualTo(new GgufFile(gguf.toString(), gguf));
    assertThat(((GgufFile) resolve(folder.toString())).path()).isEqualTo(gguf);
    Files.createFile(folder.resolve("n.gguf"));
    refused(folder.toString(), "holds 2 .gguf files (m.GGUF, n.gguf)");
  }

  @Test
  void anIdIsLookedUpInTheCache() throws IOException {
    cached("ORG/Model", COMMIT);
    var source = (Folder) resolve("ORG/Model");
    assertThat(source.name()).isEqualTo("ORG/Model");
    assertThat(source.path())
        .isEqualTo(cache().folder().resolve("models--ORG--Model/snapshots/" + COMMIT));
    assertThat(resolve("ORG/Model@" + COMMIT)).isInstanceOf(Folder.class);
    refused("ORG/Model@v2", "but not whole at revision v2");
    refused("ORG/Mode", "which has ORG/Model. credence pull ORG/Mode fetches it");
  }

  @Test
  void aDamagedReferenceIsNotFollowed() throws IOException {
    cached("ORG/Model", "../../../../etc");
    refused("ORG/Model", "40 hexadecimal digits");
    assertThat(HubId.parse("ORG/Model@../x")).isEmpty();
    assertThat(HubId.parse("../x")).isEmpty();
    assertThat(HubId.parse("ORG/a/b")).isEmpty();
  }

  @Test
  void builtInsAreKnownByTheirPrefix() {
    assertThat(resolve("builtin:exact-bayes")).isEqualTo(new BuiltIn("exact-bayes"));
    assertThat(resolve("builtin:exact-bayes").name()).isEqualTo("builtin:exact-bayes");
  }

  @Test
  void whatIsNotThereSaysWhereWasLooked() throws IOException {
    refused("no/such/model", "no such file or folder (looked for /");
    refused(
        "absent", "not in the Hugging Face cache " + cache().folder() + ", which has no models");
    refused(" ", "no model is named");
    refused(folder.toString(), "no config.json, no tl_config.json and no .gguf file");
    refused(Files.createFile(folder.resolve("m.bin")).toString(), "a .gguf or a .safetensors");
    var both = model(folder.resolve("both"), "config.json");
    Files.createFile(both.resolve("tl_config.json"));
    refused(both.toString(), "both config.json and tl_config.json");
    refused(both.resolve("config.json").toString(), "Name its folder");
  }

  @Test
  void theCacheLiesWhereTheEnvironmentSays() {
    var home = Path.of("/home/u");
    assertThat(place(home, Map.of())).isEqualTo(Path.of("/home/u/.cache/huggingface/hub"));
    assertThat(place(home, Map.of("XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(place(home, Map.of("HF_HOME", "~/h", "XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/home/u/h/hub"));
    assertThat(place(home, Map.of("HF_HUB_CACHE", "/c", "HF_HOME", "/h"))).isEqualTo(Path.of("/c"));
  }

  private static Path place(Path home, Map<String, String> environment) {
    return HuggingFaceCache.of(environment, home).folder();
  }

  private ModelSource resolve(String text) {
    return ModelSource.resolve(text, cache());
  }

  private void refused(String text, String expected) {
    assertThatThrownBy(() -> resolve(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(expected);
  }

  private HuggingFaceCache cache() {
    return new HuggingFaceCache(folder.resolve("hub"));
  }

  private void cached(String id, String commit) throws IOException {
    var repository = cache().repository(HubId.parse(id).orElseThrow());
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), commit);
    model(repository.resolve("snapshots").resolve(COMMIT), "config.json");
  }

  private static Path model(Path folder, String config) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(config), "{}");
    var arrays = Map.of("w", NdArray.of(new float[] {1}));
    Safetensors.write(folder.resolve("model.safetensors"), arrays, Map.of());
    return folder;
  }
}
