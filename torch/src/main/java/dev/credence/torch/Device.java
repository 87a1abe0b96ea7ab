package dev.credence.torch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tensor lies and its operations run.
 *
 * @param kind the processor or a CUDA graphics card
 * @param index which card, from 0; 0 for the processor
 */
public record Device(Kind kind, int index) {
  /** The processor and its memory. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /** Checks that the index fits the kind. */
  public Device {
    if (index < 0 || (kind == Kind.CPU && index != 0)) {
      throw new IllegalArgumentException("there is no device " + index + " of kind " + kind);
    }
  }

  /** The kinds of devices. */
  public enum Kind {
    /** The processor. */
    CPU(0),
    /** An NVIDIA graphics card. */
    CUDA(1);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** libtorch's number for it. */
    int code() {
      return code;
    }
  }

  /** The graphics card of that number, from 0. */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /**
   * The device of that name: {@code cpu}, {@code cuda} (the first card) or {@code cuda:1}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    Matcher cuda = CUDA.matcher(text);
    if (!cuda.matches()) {
      throw new IllegalArgumentException(
          "device \"" + text + "\" is not one of cpu, cuda, cuda:0, cuda:1, ...");
    }
    return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }

  /** {@code cpu} or {@code cuda:0}. */
  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "cuda:" + index;
  }

  /** The index as libtorch wants it: it gives the processor none. */
  int nativeIndex() {
    return kind == Kind.CPU ? -1 : index;
  }
}
