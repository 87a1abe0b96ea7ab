package dev.credence.transformer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardIndexTest {
  @TempDir Path folder;

  @BeforeEach
  void twoShards() {
    shard("1.safetensors", "a", "b");
    shard("2.safetensors", "c");
  }

  @Test
  void tensorsOfAllShardsAreOneCheckpointInTheOrderOfTheIndex() throws IOException {
    index("{'c':'2.safetensors','a':'1.safetensors','b':'1.safetensors'}");
    try (var file = Safetensors.openFolder(folder)) {
      assertThat(file.names()).containsExactly("c", "a", "b");
      assertThat(file.get("c").toFloats()).containsExactly('c');
      assertThat(file.metadata()).containsEntry("of", "2.safetensors");
      assertThat(file.digest()).matches("sha256:[0-9a-f]{64}");
    }
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    index("{'a':'1.safetensors','b':'1.safetensors','c':'3.safetensors'}");
    refused("1 of the shards it names are not beside it: 3.safetensors");
  }

  @Test
  void aTensorInAnotherShardThanTheIndexSaysIsRefused() throws IOException {
    index("{'a':'1.safetensors','b':'2.safetensors','c':'2.safetensors'}");
    refused("tensor \"b\" should be in 2.safetensors but is in 1.safetensors");
  }

  @Test
  void aTensorThatNoShardHasIsRefused() throws IOException {
    index("{'a':'1.safetensors','b':'1.safetensors','c':'2.safetensors','d':'2.safetensors'}");
    refused("tensor \"d\" should be in 2.safetensors but is in none of the shards");
  }

  @Test
  void aTensorThatTheIndexDoesNotListIsRefused() throws IOException {
    index("{'a':'1.safetensors','c':'2.safetensors'}");
    refused("tensor \"b\" is in 1.safetensors, the index does not list it");
  }

  @Test
  void aTensorInTwoShardsIsRefused() throws IOException {
    shard("2.safetensors", "c", "a");
    index("{'a':'1.safetensors','b':'1.safetensors','c':'2.safetensors'}");
    refused("tensor \"a\" is in 2.safetensors, the index has it in 1.safetensors");
  }

  @Test
  void aShardOutsideTheFolderIsNotFollowed() throws IOException {
    for (var name : new String[] {"../x.safetensors", "/etc/passwd", "..", "", "C:x", "a\\\\b"}) {
      index("{'a':'" + name + "'}");
      refused("is not a plain file name");
    }
  }

  @Test
  void anIndexWithoutAMapIsRefused() throws IOException {
    Files.writeString(folder.resolve(Safetensors.INDEX_FILE), "{\"metadata\":{\"x\":[1]}}");
    refused("has no weight_map");
    Files.writeString(folder.resolve(Safetensors.INDEX_FILE), "");
    refused("ends too early");
  }

  private void refused(String expected) {
    assertThatThrownBy(() -> Safetensors.openFolder(folder).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(expected);
  }

  private void index(String map) throws IOException {
    Files.writeString(
        folder.resolve(Safetensors.INDEX_FILE),
        ("{'metadata':{'total_size':12},'weight_map':" + map + "}").replace('\'', '"'));
  }

  private void shard(String file, String... names) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    for (var name : names) {
      arrays.put(name, NdArray.of(new float[] {name.charAt(0)}));
    }
    Safetensors.write(folder.resolve(file), arrays, Map.of("of", file));
  }
}
