package dev.credence.lab.replicate;

import dev.credence.belief.Task;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.Npy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first notebooks' analysis, number for number and quirk for quirk: the parts in order, each
 * from the files that earlier ones left in the folder, as the notebooks hand over to each other.
 *
 * {@snippet :
 * var replication = new Replication(model, null, ReplicateOptions.NOTEBOOK, Path.of("results"));
 * replication.run(ReplicationListener.SILENT);
 * }
 */
public final class Replication {
  private static final String RECOVERY = "head_patching_recovery.npy";

  private final Model model;
  private final Binding binding;
  private final ReplicateOptions options;
  private final Path out;

  /**
   * Prepares the analysis of a model.
   *
   * @param model to be asked
   * @param task what its tokens mean; null to ask in English
   * @param options what can be chosen
   * @param out folder of the results, made if it is not there
   * @throws InvalidInputException if the model cannot be asked, or not so much at a time
   */
  public Replication(Model model, @Nullable Task task, ReplicateOptions options, Path out) {
    this.model = model;
    this.binding = Binding.of(model, task);
    this.options = options;
    this.out = out;
    String why = binding.whyNot(options.nTotal());
    if (why != null) {
      throw new InvalidInputException("--n-total %d: %s", options.nTotal(), why);
    }
  }

  /**
   * Runs the chosen parts and writes their files.
   *
   * @param listener told how it gets on
   * @return what each part found
   * @throws InvalidInputException if the folder holds results of another model, a file of an
   *     earlier part is missing or does not fit, or files cannot be written
   */
  public Map<Part, PartResult> run(ReplicationListener listener) {
    Map<Part, PartResult> found = new EnumMap<>(Part.class);
    for (Part part : options.partsInOrder()) {
      ResultFolder folder = ResultFolder.open(out, model);
      Progress progress = new Progress(part, listener);
      binding.notes().forEach(progress::note);
      long start = System.nanoTime();
      PartResult result = run(part, folder, progress);
      long empty = result.answers().stream().filter(Answer::empty).count();
      if (empty > 0) {
        progress.note(empty + " answers with P(X) + P(Y) = 0 are taken as one half");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      folder.write(result, progress, about(), seconds);
      progress.end((System.nanoTime() - start) / 1e9);
      found.put(part, result);
    }
    return found;
  }

  private PartResult run(Part part, ResultFolder folder, Progress progress) {
    return switch (part) {
      case BEHAVIOUR -> new Behaviour(model, binding, options, progress).run();
      case LOCALISE -> new Localisation(model, binding, options, progress).run();
      case CAUSAL ->
          new Causal(
                  model,
                  binding,
                  options,
                  progress,
                  recovery(folder, progress),
                  direction(folder, progress))
              .run();
    };
  }

  private HeadRecovery recovery(ResultFolder folder, Progress progress) {
    Path file = folder.file(RECOVERY);
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          "%s: it is not there, and the causal part chooses heads by it. Run --part localise first",
          file);
    }
    if (folder.foreign()) {
      progress.note(
          folder.path() + ": no run.json says of which model its files are; taken as this model's");
    }
    HeadRecovery recovery =
        HeadRecovery.of(
            Npy.read(file), model.config().layers(), model.config().heads(), file.toString());
    if (recovery.unmeasured() > 0) {
      progress.note(RECOVERY + ": " + recovery.unmeasured() + " heads are NaN and are not ranked");
    }
    return recovery;
  }

  private @Nullable ProbeDirection direction(ResultFolder folder, Progress progress) {
    ModelConfig config = model.config();
    ProbeDirection direction =
        ProbeDirection.find(folder.path(), options.steerLayer(), config.dModel(), config.layers());
    if (direction != null && direction.others() > 0) {
      progress.note(
          "steering: "
              + direction.file().getFileName()
              + " is taken of "
              + (direction.others() + 1)
              + " probe files");
    }
    return direction;
  }

  private ObjectNode about() {
    ModelConfig config = model.config();
    ObjectNode about = ResultFolder.object();
    about.put("finished", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    about
        .putObject("model")
        .put("name", model.name())
        .put("digest", model.digest())
        .put("layers", config.layers())
        .put("heads", config.heads())
        .put("d_model", config.dModel())
        .put("vocab", config.vocab())
        .put("dtype", String.valueOf(model.options().dtype()))
        .put("device", String.valueOf(model.options().device()));
    ObjectNode chosen =
        about
            .putObject("options")
            .put("seed", options.seed())
            .put("n_total", options.nTotal())
            .put("permutations", options.permutations())
            .put("behaviour_permutations", options.behaviourPermutations())
            .put("control", binding.wording(options.control()))
            .put("top_k", options.topK())
            .put("patch_layers", options.patchEveryLayer() ? "all" : "last8")
            .put("steer_alpha", options.steerAlpha());
    if (options.steerLayer() != null) {
      chosen.put("steer_layer", options.steerLayer());
    }
    about
        .putObject("question")
        .put("p_a", binding.question().a().pX())
        .put("p_b", binding.question().b().pX())
        .put("prior", binding.question().prior());
    about
        .putObject("made_by")
        .put("java", Runtime.version().toString())
        .put("credence", String.valueOf(Replication.class.getPackage().getImplementationVersion()));
    return about;
  }
}
