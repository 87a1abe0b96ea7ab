package dev.credence.transformer.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The metadata of a GGUF file, read without any care, so that this package is tested alone. */
final class GgufMetadata {
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private final ByteBuffer in;

  private GgufMetadata(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  static Map<String, Object> of(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      var reader = new GgufMetadata(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      reader.in.position(16); // magic, version, number of tensors
      long entries = reader.in.getLong();
      Map<String, Object> metadata = new HashMap<>();
      for (long i = 0; i < entries; i++) {
        String key = reader.string();
        metadata.put(key, reader.value(reader.in.getInt()));
      }
      return metadata;
    }
  }

  private Object value(int type) {
    return switch (type) {
      case 0, 1 -> in.get();
      case 2, 3 -> in.getShort();
      case 4, 5 -> in.getInt();
      case 6 -> in.getFloat();
      case 7 -> in.get() != 0;
      case STRING -> string();
      case ARRAY -> {
        int element = in.getInt();
        long length = in.getLong();
        List<Object> list = new ArrayList<>();
        for (long i = 0; i < length; i++) {
          list.add(value(element));
        }
        yield list;
      }
      case 10, 11 -> in.getLong();
      case 12 -> in.getDouble();
      default -> throw new IllegalArgumentException("GGUF type " + type);
    };
  }

  private String string() {
    byte[] bytes = new byte[Math.toIntExact(in.getLong())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
