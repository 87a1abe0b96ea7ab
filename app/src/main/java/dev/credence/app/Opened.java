package dev.credence.app;

import dev.credence.belief.Evidence;
import dev.credence.belief.Task;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.replicate.Binding;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.source.ModelSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model and, where its tokens are not words, what they mean.
 *
 * @param model to be asked
 * @param task null to ask in English
 */
record Opened(Model model, @Nullable Task task) implements AutoCloseable {

  /** Opens a model from its files, or a built-in one. */
  static Opened of(String name, ModelOptions options) {
    return switch (ModelSource.resolve(name)) {
      case ModelSource.BuiltIn builtIn -> of(Controls.named(builtIn.model()), options);
      case ModelSource.Stored stored -> new Opened(Model.open(stored, options), null);
    };
  }

  /** Opens a built-in model. */
  static Opened of(Control control, ModelOptions options) {
    return new Opened(control.open(options), control.task());
  }

  /**
   * The token ids of a prompt written as draws, {@code XXYX}; null where the model has no such
   * task, or it is written otherwise.
   */
  @Nullable List<Integer> draws(String text) {
    String draws = text.replace(" ", "").toUpperCase(Locale.ROOT);
    if (!(task instanceof Task.WhichGenerator) || !draws.matches("[XY]+")) {
      return null;
    }
    Binding binding = Binding.of(model, task);
    String wording = binding.wordings().getFirst();
    return Arrays.stream(binding.prompt(wording, Evidence.of(draws)).tokens()).boxed().toList();
  }

  /** The token id of X or Y; null for anything else, or without such a task. */
  @Nullable Integer symbol(String text) {
    if (!(task instanceof Task.WhichGenerator which)) {
      return null;
    }
    return switch (text.strip()) {
      case "X" -> which.symbols().x();
      case "Y" -> which.symbols().y();
      default -> null;
    };
  }

  @Override
  public void close() {
    model.close();
  }
}
