package dev.credence.lab.ask;

import dev.credence.belief.prompt.Frame;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words around a user's in a chat, from the template that a model's makers wrote down.
 * Templates are programs; what is read from one is which marks it uses, and the system message that
 * it puts in front where nobody gives one. A template of other marks is left alone.
 */
public final class ChatFrame {
  /** A default system message, written out in a template with ChatML's marks. */
  private static final Pattern CHATML_SYSTEM =
      Pattern.compile("<\\|im_start\\|>system(?:\\\\n|\\n)([^'\"{}]*?)<\\|im_end\\|>");

  /**
   * Marks of one kind of template.
   *
   * @param mark by which it is known
   * @param before the user's words
   * @param after them, up to where the assistant begins
   */
  private record Marks(String mark, String before, String after) {}

  private static final List<Marks> KNOWN =
      List.of(
          new Marks("<|im_start|>", "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"),
          new Marks(
              "<|start_header_id|>",
              "<|start_header_id|>user<|end_header_id|>\n\n",
              "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"),
          new Marks(
              "<start_of_turn>", "<start_of_turn>user\n", "<end_of_turn>\n<start_of_turn>model\n"),
          new Marks("[INST]", "[INST] ", " [/INST]"));

  private ChatFrame() {}

  /**
   * Reads a template.
   *
   * @param template as the model's makers wrote it
   * @return empty if its marks are not known
   */
  public static Optional<Frame.Chat> of(String template) {
    return KNOWN.stream()
        .filter(marks -> template.contains(marks.mark()))
        .findFirst()
        .map(marks -> new Frame.Chat(system(template) + marks.before(), marks.after()));
  }

  private static String system(String template) {
    Matcher matcher = CHATML_SYSTEM.matcher(template);
    return matcher.find() ? "<|im_start|>system\n" + matcher.group(1) + "<|im_end|>\n" : "";
  }
}
