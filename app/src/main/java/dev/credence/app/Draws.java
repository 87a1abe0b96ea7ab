package dev.credence.app;

import dev.credence.belief.Evidence;
import dev.credence.belief.Task;
import dev.credence.lab.control.Subject;
import dev.credence.lab.replicate.Binding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prompts and answers written as draws, {@code XXYX}, for a model whose task says what its tokens
 * mean.
 *
 * @param subject the model and its task
 */
record Draws(Subject subject) {

  /** The token ids of a prompt; null where there is no such task, or it is written otherwise. */
  @Nullable List<Integer> prompt(String text) {
    String draws = text.replace(" ", "").toUpperCase(Locale.ROOT);
    if (!(subject.task() instanceof Task.WhichGenerator) || !draws.matches("[XY]+")) {
      return null;
    }
    Binding binding = Binding.of(subject.model(), subject.task());
    String wording = binding.wordings().getFirst();
    return Arrays.stream(binding.prompt(wording, Evidence.of(draws)).tokens()).boxed().toList();
  }

  /** The token id of X or Y; null for anything else, or without such a task. */
  @Nullable Integer answer(String text) {
    if (!(subject.task() instanceof Task.WhichGenerator which)) {
      return null;
    }
    return switch (text.strip()) {
      case "X" -> which.symbols().x();
      case "Y" -> which.symbols().y();
      default -> null;
    };
  }
}
