package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Safetensors files, single or in shards.
 *
 * <pre>
 * bytes 0..7    n, the length of the header: unsigned, 64 bits, little-endian
 * n bytes       {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...,
 *                "__metadata__": {"KEY": "TEXT", ...}}, padded with spaces
 * the rest      the tensors, little-endian, in C order; offsets count from here
 * </pre>
 *
 * <p>The tensors cover the data without overlap and without holes; a file in which they do not is
 * refused, as are doubled names, sizes that contradict the offsets, and text that is not UTF-8.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">The format</a>
 */
public final class Safetensors {
  /** The index of a checkpoint in shards. */
  public static final String INDEX_FILE = "model.safetensors.index.json";

  /** A checkpoint in one file. */
  public static final String SINGLE_FILE = "model.safetensors";

  private Safetensors() {}

  /**
   * Opens one file.
   *
   * @param file of any name
   * @return its tensors
   * @throws InvalidInputException if it is missing, or contradicts itself or the format
   */
  public static Checkpoint open(Path file) {
    return MappedCheckpoint.over(file, SafetensorsHeader::read);
  }

  /**
   * Opens a checkpoint in shards.
   *
   * @param index the {@code .index.json}; its shards lie beside it
   * @return the tensors of all shards, and their metadata; of a key in several, the first shard's
   * @throws InvalidInputException if a shard is missing, a tensor lies in another shard than the
   *     index says, or a shard has one that the index does not list
   */
  public static Checkpoint openSharded(Path index) {
    return ShardIndex.read(index).open();
  }

  /**
   * Opens the checkpoint of a folder: {@code model.safetensors}, else the shards of {@code
   * model.safetensors.index.json} (the order in which Hugging Face's transformers look), else the
   * only file that ends in {@code .safetensors}.
   *
   * @param folder as saved by {@code save_pretrained}
   * @return its tensors
   * @throws InvalidInputException if there is none, or more than one to choose from
   */
  public static Checkpoint openFolder(Path folder) {
    if (Files.isRegularFile(folder.resolve(SINGLE_FILE))) {
      return open(folder.resolve(SINGLE_FILE));
    }
    if (Files.isRegularFile(folder.resolve(INDEX_FILE))) {
      return openSharded(folder.resolve(INDEX_FILE));
    }
    var found = ending(folder, ".safetensors");
    if (found.size() == 1) {
      return open(found.getFirst());
    }
    if (found.isEmpty()) {
      boolean pickled =
          Stream.of(".bin", ".pt", ".pth").anyMatch(e -> !ending(folder, e).isEmpty());
      throw new InvalidInputException(
          "%s: no %s, no %s and no other .safetensors file.%s",
          folder,
          SINGLE_FILE,
          INDEX_FILE,
          pickled
              ? " Pickled weights are there but can run code and are not read; save them with"
                  + " save_pretrained(..., safe_serialization=True)"
              : " Is this the right folder?");
    }
    throw new InvalidInputException(
        "%s: %d .safetensors files (%s, %s, ...) but neither %s nor %s. Name the one that is meant",
        folder,
        found.size(),
        found.get(0).getFileName(),
        found.get(1).getFileName(),
        SINGLE_FILE,
        INDEX_FILE);
  }

  /**
   * Writes arrays; whole or not at all.
   *
   * @param file replaced if it is there
   * @param arrays by name
   * @param metadata texts to keep with them
   * @throws InvalidInputException if the file cannot be written
   */
  public static void write(
      Path file, Map<String, ? extends NdArray> arrays, Map<String, String> metadata) {
    List<StoredTensor> tensors = new ArrayList<>();
    arrays.forEach((name, array) -> tensors.add(StoredTensor.of(name, array)));
    write(file, tensors, metadata);
  }

  /**
   * Writes tensors; whole or not at all. Larger elements come first and names are sorted within, so
   * that every tensor is aligned and equal contents give equal files.
   *
   * @param file replaced if it is there
   * @param tensors of plain types, each name once
   * @param metadata texts to keep with them
   * @throws IllegalArgumentException if a type is quantised, or a name doubled or reserved
   * @throws InvalidInputException if the file cannot be written
   */
  public static void write(
      Path file, Collection<StoredTensor> tensors, Map<String, String> metadata) {
    writeUnmade(file, tensors.stream().map(UnmadeTensor::of).toList(), metadata);
  }

  /**
   * Writes a model as Hugging Face's transformers do: shards of bounded size beside their index
   * {@value #INDEX_FILE}, a tensor never in two. Numbers are made when their turn comes, so a model
   * may be larger than memory.
   *
   * @param folder where; it must be there
   * @param tensors of plain types, each name once, in the order in which they fill the shards
   * @param shardBytes most bytes of tensors in a shard; a larger tensor has one of its own
   * @throws IllegalArgumentException if a type is quantised, or a name doubled or reserved
   * @throws InvalidInputException if a file cannot be written
   */
  public static void writeSharded(Path folder, List<UnmadeTensor> tensors, long shardBytes) {
    new ShardWriter(folder, tensors, shardBytes).write();
  }

  static void writeUnmade(
      Path file, Collection<UnmadeTensor> tensors, Map<String, String> metadata) {
    var names = new HashSet<String>();
    for (var tensor : tensors) {
      if (tensor.type().isQuantised()
          || tensor.name().equals("__metadata__")
          || !names.add(tensor.name())) {
        throw new IllegalArgumentException(
            tensor + ": quantised, doubled or of a reserved name; safetensors cannot hold it");
      }
    }
    var ordered =
        tensors.stream()
            .sorted(
                Comparator.comparingInt((UnmadeTensor t) -> -t.type().blockBytes())
                    .thenComparing(UnmadeTensor::name))
            .toList();
    var header = header(ordered, metadata);
    WholeFile.write(
        file,
        channel -> {
          var length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          WholeFile.writeFully(channel, length.putLong(header.length).flip());
          WholeFile.writeFully(channel, ByteBuffer.wrap(header));
          for (var tensor : ordered) {
            for (long at = 0; at < tensor.bytes(); at += UnmadeTensor.PART_BYTES) {
              long count = Math.min(UnmadeTensor.PART_BYTES, tensor.bytes() - at);
              WholeFile.writeFully(channel, tensor.numbers().part(at, count).asByteBuffer());
            }
          }
        });
  }

  private static byte[] header(List<UnmadeTensor> tensors, Map<String, String> metadata) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeName("__metadata__").writeStartObject();
        new TreeMap<>(metadata).forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long begin = 0;
      for (var tensor : tensors) {
        long end = begin + tensor.bytes();
        json.writeName(tensor.name()).writeStartObject();
        json.writeStringProperty("dtype", tensor.type().name());
        json.writeName("shape").writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeName("data_offsets").writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of 8, so that the data that follows is aligned in a mapped file.
    var padded = new byte[Math.ceilDiv(bytes.length, 8) * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    return padded;
  }

  private static List<Path> ending(Path folder, String suffix) {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw MappedFile.unreadable(folder, e);
    }
  }
}
