package dev.credence.transformer.weights;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Tensors into shards, filled one after the other in the order given; what ShardIndex reads. */
final class ShardWriter {
  private final Path folder;
  private final List<List<UnmadeTensor>> shards = new ArrayList<>();

  ShardWriter(Path folder, List<UnmadeTensor> tensors, long shardBytes) {
    this.folder = folder;
    long filled = 0;
    for (UnmadeTensor tensor : tensors) {
      if (shards.isEmpty() || filled + tensor.bytes() > shardBytes) {
        shards.add(new ArrayList<>());
        filled = 0;
      }
      shards.getLast().add(tensor);
      filled += tensor.bytes();
    }
  }

  /** Writes the shards, and last their index: with it the model is whole. */
  void write() {
    Map<String, String> fileOf = new TreeMap<>();
    long bytes = 0;
    for (int i = 0; i < shards.size(); i++) {
      String file = name(i);
      for (UnmadeTensor tensor : shards.get(i)) {
        if (fileOf.put(tensor.name(), file) != null) {
          throw new IllegalArgumentException(tensor + ": another tensor has this name");
        }
        bytes += tensor.bytes();
      }
      // Without "format" Hugging Face's transformers refuse a file.
      Safetensors.writeUnmade(folder.resolve(file), shards.get(i), Map.of("format", "pt"));
    }
    byte[] index = index(fileOf, bytes).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(
        folder.resolve(Safetensors.INDEX_FILE),
        channel -> WholeFile.writeFully(channel, ByteBuffer.wrap(index)));
  }

  private String name(int shard) {
    return String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, shards.size());
  }

  private static String index(Map<String, String> fileOf, long bytes) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeName("metadata").writeStartObject();
      json.writeNumberProperty("total_size", bytes);
      json.writeEndObject();
      json.writeName("weight_map").writeStartObject();
      fileOf.forEach(json::writeStringProperty);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }
}
