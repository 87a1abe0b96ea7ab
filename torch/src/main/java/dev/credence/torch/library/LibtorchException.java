package dev.credence.torch.library;

import java.util.Locale;

/**
 * libtorch could not be found, unpacked or loaded. The message is one line and names the way out.
 */
@SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
public final class LibtorchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LibtorchException(String format, Object... arguments) {
    super(String.format(Locale.ROOT, format, arguments));
  }

  LibtorchException(Throwable cause, String format, Object... arguments) {
    super(String.format(Locale.ROOT, format, arguments), cause);
  }
}
