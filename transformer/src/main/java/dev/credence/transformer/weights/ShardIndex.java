package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonToken;

/**
 * A checkpoint in several safetensors files, held together by {@code model.safetensors.index.json}:
 * {@code {"metadata": {...}, "weight_map": {tensor name: file name}}}.
 */
final class ShardIndex {
  private final Path index;
  private final Map<String, String> fileOf;

  private ShardIndex(Path index, Map<String, String> fileOf) {
    this.index = index;
    this.fileOf = fileOf;
  }

  /** Reads the index alone. */
  static ShardIndex read(Path index) {
    try (var mapped = MappedFile.open(index);
        var json = new StrictJson(mapped, "shard index", 0, mapped.bytes().byteSize())) {
      Map<String, String> fileOf = new LinkedHashMap<>();
      json.expect(JsonToken.START_OBJECT, "it");
      while (json.next() != JsonToken.END_OBJECT) {
        if (json.text().equals("weight_map")) {
          json.expect(JsonToken.START_OBJECT, "weight_map");
          while (json.next() != JsonToken.END_OBJECT) {
            Limit.TENSORS.check(fileOf.size() + 1L, index, "tensors");
            var name = json.text();
            fileOf.put(name, plainName(json.string("weight_map \"" + name + "\""), json));
          }
        } else {
          json.skipValue();
        }
      }
      json.expectEnd();
      if (fileOf.isEmpty()) {
        throw json.refused("has no weight_map, or an empty one");
      }
      return new ShardIndex(index, fileOf);
    }
  }

  /** A shard lies beside its index; a name that leads elsewhere is not followed. */
  private static String plainName(String file, StrictJson json) {
    if (file.isEmpty()
        || file.startsWith(".")
        || file.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
      throw json.refused("names the shard \"%s\", which is not a plain file name", file);
    }
    return file;
  }

  /** Opens all shards and holds them against the index, both ways. */
  Checkpoint open() {
    List<MappedFile> mapped = new ArrayList<>();
    boolean accepted = false;
    try {
      Map<String, MappedCheckpoint> shards = new LinkedHashMap<>();
      for (var name : new LinkedHashSet<>(fileOf.values())) {
        var file = MappedFile.open(present(name));
        mapped.add(file);
        shards.put(name, SafetensorsHeader.read(file));
      }
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      fileOf.forEach((name, file) -> tensors.put(name, listed(name, file, shards)));
      Map<String, Object> metadata = new LinkedHashMap<>();
      shards.forEach(
          (file, shard) -> {
            expectListed(file, shard);
            shard.metadata().forEach(metadata::putIfAbsent);
          });
      accepted = true;
      return new MappedCheckpoint(index, mapped, tensors, metadata);
    } finally {
      if (!accepted) {
        mapped.forEach(MappedFile::close);
      }
    }
  }

  private Path present(String name) {
    var path = index.resolveSibling(name);
    if (!Files.exists(path)) {
      var missing =
          fileOf.values().stream()
              .distinct()
              .filter(f -> !Files.exists(index.resolveSibling(f)))
              .toList();
      throw new InvalidInputException(
          "%s: %d of the shards it names are not beside it: %s. Fetch them into %s",
          index,
          missing.size(),
          String.join(", ", missing.subList(0, Math.min(5, missing.size()))),
          index.toAbsolutePath().resolveSibling(""));
    }
    return path;
  }

  private StoredTensor listed(String name, String file, Map<String, MappedCheckpoint> shards) {
    var shard = shards.get(file);
    if (shard != null && shard.has(name)) {
      return shard.get(name);
    }
    var elsewhere =
        shards.entrySet().stream()
            .filter(s -> s.getValue().has(name))
            .map(Map.Entry::getKey)
            .findFirst();
    throw new InvalidInputException(
        "%s: tensor \"%s\" should be in %s but is %s. Index and shards of different models?",
        index, name, file, elsewhere.map(f -> "in " + f).orElse("in none of the shards"));
  }

  private void expectListed(String file, MappedCheckpoint shard) {
    for (var name : shard.names()) {
      if (!file.equals(fileOf.get(name))) {
        throw new InvalidInputException(
            "%s: tensor \"%s\" is in %s, the index %s. Index and shards of different models?",
            index,
            name,
            file,
            fileOf.containsKey(name) ? "has it in " + fileOf.get(name) : "does not list it");
      }
    }
  }
}
