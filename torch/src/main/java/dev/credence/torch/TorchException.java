package dev.credence.torch;

/**
 * An operation on tensors failed. The message is one line: the operation, the types and shapes of
 * its arguments, and libtorch's own words where it gives them (from release 2.13 on). Also thrown
 * where there is no libtorch to load, or no graphics card to use.
 */
public class TorchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the reader. */
  public TorchException(String message) {
    super(message);
  }

  /** With a message for the reader and its cause. */
  public TorchException(String message, Throwable cause) {
    super(message, cause);
  }
}
