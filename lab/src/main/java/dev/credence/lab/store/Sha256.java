package dev.credence.lab.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as 64 hexadecimal digits. */
final class Sha256 {
  private Sha256() {}

  /** Of a value's JSON. */
  static String of(Object value) {
    return ofParts(EditJson.bytes(value));
  }

  /** Of bytes, one part behind the other. */
  static String ofParts(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
