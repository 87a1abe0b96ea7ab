package dev.credence.lab.control;

import dev.credence.belief.Task;
import dev.credence.lab.task.TaskFile;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.source.ModelSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model to be examined, with the task that says what its tokens mean.
 *
 * @param model open
 * @param task of a built-in model, or of a {@code task.yaml} beside the weights; null where English
 *     is spoken
 */
public record Subject(Model model, @Nullable Task task) implements AutoCloseable {

  /**
   * Opens what a user named: a built-in model, or one in files.
   *
   * @param name as {@link ModelSource#resolve} takes it
   * @param options precision, place, processing
   * @param taskFile a task file to use instead of what comes with the model; null for that
   * @return to be closed by the caller
   * @throws dev.credence.transformer.config.InvalidInputException if there is no such model, or one
   *     of its files is damaged
   */
  public static Subject open(String name, ModelOptions options, @Nullable Path taskFile) {
    ModelSource source = ModelSource.resolve(name);
    Task given = taskFile == null ? null : TaskFile.read(taskFile);
    return switch (source) {
      case ModelSource.BuiltIn builtIn -> {
        Control control = Controls.named(builtIn.model());
        yield new Subject(control.open(options), given == null ? control.task() : given);
      }
      case ModelSource.Stored stored -> {
        Task beside = stored.beside(TaskFile.NAME).map(TaskFile::read).orElse(null);
        yield new Subject(Model.open(stored, options), given == null ? beside : given);
      }
    };
  }

  @Override
  public void close() {
    model.close();
  }
}
