package dev.credence.belief;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Expected values from the test resources. */
public final class Golden {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Golden() {}

  /** A JSON file below {@code golden/}. */
  public static JsonNode json(String path) {
    try (var in = Golden.class.getResourceAsStream("/golden/" + path)) {
      if (in == null) {
        throw new IllegalStateException("no test resource golden/" + path);
      }
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A double given by the hex digits of its bits. */
  public static double bits(JsonNode hex) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(hex.asString(), 16));
  }

  /** An integer of any size, as a number or as a string. */
  public static BigInteger integer(JsonNode node) {
    return node.isString() ? new BigInteger(node.asString()) : node.bigIntegerValue();
  }
}
