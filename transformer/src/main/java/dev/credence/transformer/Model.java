package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.family.Blueprint;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.family.LoadedWeights;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.tokenizer.BosPolicy;
import dev.credence.transformer.tokenizer.ChatTemplates;
import dev.credence.transformer.tokenizer.EndOfSequence;
import dev.credence.transformer.tokenizer.Tokenizer;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A transformer with every activation in reach: the door of this floor.
 *
 * <p>Cells go in, readings and captured activations come out. One forward pass serves a single
 * prompt and a sweep of thousands of cells alike; what cells share is computed once.
 *
 * <p>Not safe for use by several threads at once. Weights lie outside the heap, so a model must be
 * closed.
 */
public final class Model implements AutoCloseable {
  private final String name;
  private final ModelConfig config;
  private final HookTable hooks;
  private final ModelOptions options;
  private final LoadedWeights loaded;
  private final Transformer transformer;
  private final @Nullable Tokenizer tokenizer;
  private final EndOfSequence endOfSequence;
  private final @Nullable String chatTemplate;
  private final Supplier<LoadedWeights> widened;

  private Model(
      String name,
      ModelConfig config,
      ModelOptions options,
      LoadedWeights loaded,
      @Nullable Tokenizer tokenizer,
      EndOfSequence endOfSequence,
      @Nullable String chatTemplate,
      Supplier<LoadedWeights> widened) {
    this.name = name;
    this.config = config;
    this.hooks = new HookTable(config);
    this.options = options;
    this.loaded = loaded;
    this.transformer = new Transformer(config, loaded.weights(), loaded.dtype());
    this.tokenizer = tokenizer;
    this.endOfSequence = endOfSequence;
    this.chatTemplate = chatTemplate;
    this.widened = widened;
  }

  /**
   * Opens a model from its files, in float32, with raw weights, on the CPU.
   *
   * @throws InvalidInputException if files are missing or damaged, or the family is not known
   */
  public static Model open(ModelSource source) {
    return open(source, ModelOptions.standard());
  }

  /**
   * Opens a model from its files.
   *
   * @throws InvalidInputException if files are missing or damaged, or the family is not known
   * @throws dev.credence.torch.TorchException if there is no such device
   */
  public static Model open(ModelSource source, ModelOptions options) {
    return switch (source) {
      case ModelSource.Folder folder -> openFolder(folder, options);
      case ModelSource.GgufFile file -> openGguf(file, options);
      case ModelSource.BuiltIn builtIn ->
          throw new InvalidInputException(
              "%s: built-in models are made by the laboratory, not read from files",
              builtIn.name());
    };
  }

  private static Model openFolder(ModelSource.Folder folder, ModelOptions options) {
    Blueprint blueprint = Families.read(folder.folder());
    Tokenizer tokenizer =
        folder.beside("tokenizer.json").isPresent()
            ? Tokenizer.fromFolder(folder.folder(), prependsBos(blueprint))
            : null;
    var end = EndOfSequence.ofFolder(folder.folder(), blueprint.config().vocabOut(), tokenizer);
    String chat = ChatTemplates.ofFolder(folder.folder());
    return loaded(folder, blueprint, folder.open(), options, tokenizer, end, chat);
  }

  private static Model openGguf(ModelSource.GgufFile file, ModelOptions options) {
    Checkpoint gguf = file.open();
    try {
      Blueprint blueprint = Families.read(gguf);
      Tokenizer tokenizer =
          Tokenizer.fromGguf(gguf.metadata(), file.path().toString(), prependsBos(blueprint));
      var end = EndOfSequence.ofGguf(gguf.metadata(), blueprint.config().vocabOut());
      String chat = ChatTemplates.ofGguf(gguf.metadata());
      return loaded(file, blueprint, gguf, options, tokenizer, end, chat);
    } catch (RuntimeException e) {
      gguf.close();
      throw e;
    }
  }

  private static Model loaded(
      ModelSource.Stored source,
      Blueprint blueprint,
      Checkpoint checkpoint,
      ModelOptions options,
      @Nullable Tokenizer tokenizer,
      EndOfSequence end,
      @Nullable String chatTemplate) {
    LoadedWeights weights =
        blueprint.load(checkpoint, options.dtype(), options.device(), options.profile());
    return new Model(
        shortName(source),
        blueprint.config(),
        options,
        weights,
        tokenizer,
        end,
        chatTemplate,
        widening(source, blueprint, checkpoint, options));
  }

  /** Over the files that are open, or over the same files again if they had to be closed. */
  private static Supplier<LoadedWeights> widening(
      ModelSource.Stored source, Blueprint blueprint, Checkpoint checkpoint, ModelOptions options) {
    boolean open =
        options.device().equals(Device.CPU)
            && options.profile().stepsFor(blueprint.config()).isEmpty();
    return open
        ? () -> blueprint.widenedBeside(checkpoint, options.device())
        : () -> blueprint.widened(source.open(), options.device(), options.profile());
  }

  /** A path's last part, or an id as it was given: results should not tell where files lay. */
  private static String shortName(ModelSource source) {
    Path file = Path.of(source.name()).getFileName();
    return Files.exists(Path.of(source.name())) && file != null ? file.toString() : source.name();
  }

  private static boolean prependsBos(Blueprint blueprint) {
    return !Boolean.FALSE.equals(blueprint.config().prependBos());
  }

  /**
   * A model whose weights were made in Java.
   *
   * @param name what results and messages call it
   * @param weights under TransformerLens's names and layouts, {@code blocks.0.attn.W_Q} {@code
   *     [head, d_model, d_head]} and so on; absent biases are 0
   * @throws InvalidInputException if arrays are missing, left over or of another shape
   */
  public static Model of(String name, ModelConfig config, Map<String, NdArray> weights) {
    return of(name, config, weights, ModelOptions.standard());
  }

  /** The same with options. */
  public static Model of(
      String name, ModelConfig config, Map<String, NdArray> weights, ModelOptions options) {
    return new Model(
        name,
        config,
        options,
        Families.load(name, config, weights, options.dtype(), options.device(), options.profile()),
        null,
        EndOfSequence.NONE,
        null,
        () -> Families.widened(name, config, weights, options.device(), options.profile()));
  }

  /**
   * The same model computed in float32, from the same stored weights: what is stored is widened a
   * layer at a time as a run comes to it, so that memory holds one layer of them. For a few cells;
   * who runs many opens the model in float32.
   *
   * @return without a tokenizer; to be closed by the caller, before this one
   * @throws InvalidInputException if a file can no longer be read
   */
  public Model widened() {
    LoadedWeights wide = widened.get();
    return new Model(
        name,
        config,
        options.withDtype(DType.FLOAT32),
        wide,
        null,
        endOfSequence,
        chatTemplate,
        widened);
  }

  /** What results and messages call it. */
  public String name() {
    return name;
  }

  /** Sizes and choices. */
  public ModelConfig config() {
    return config;
  }

  /** Its hook points. */
  public HookTable hooks() {
    return hooks;
  }

  /** How it was opened. */
  public ModelOptions options() {
    return options;
  }

  /** A fingerprint of its weights as stored; worked out at the first call. */
  public String digest() {
    return loaded.digest();
  }

  /** Its tokenizer; none where a model has only token ids. */
  public Optional<Tokenizer> tokenizer() {
    return Optional.ofNullable(tokenizer);
  }

  /**
   * Its tokenizer.
   *
   * @throws InvalidInputException if it has none
   */
  public Tokenizer requireTokenizer() {
    if (tokenizer == null) {
      throw new InvalidInputException(
          "%s: it has no tokenizer, so prompts and answers can only be given as token ids", name);
    }
    return tokenizer;
  }

  /** The tokens with which it says that it is done; none for a model made in Java. */
  public EndOfSequence endOfSequence() {
    return endOfSequence;
  }

  /**
   * How its makers wrap the words of a user, as they wrote it down (Jinja).
   *
   * @return empty where they did not
   */
  public Optional<String> chatTemplate() {
    return Optional.ofNullable(chatTemplate);
  }

  /**
   * The tokens of a prompt, begun as the model's tokenizer decides: with exactly one
   * beginning-of-sequence token where it has one.
   *
   * @throws InvalidInputException if the model has no tokenizer
   */
  public int[] tokens(String text) {
    return requireTokenizer().prompt(text, BosPolicy.AUTO).ids();
  }

  /** Runs every cell. */
  public Results run(CellSet cells) {
    return run(cells, SweepListener.SILENT);
  }

  /**
   * Runs every cell.
   *
   * @param listener told how far the run has come
   * @throws InvalidInputException if a cell names something that is not there, before anything runs
   */
  public Results run(CellSet cells, SweepListener listener) {
    return run(cells, Map.of(), listener);
  }

  /**
   * Runs every cell, with functions of this process as further edits.
   *
   * @param edits by cell id; at one hook point they act after the cell's interventions
   * @throws InvalidInputException if a cell names something that is not there, before anything runs
   */
  public Results run(CellSet cells, Map<String, List<Edit>> edits, SweepListener listener) {
    return new SweepRun(cells, config, hooks, transformer, edits, options).run(listener);
  }

  /**
   * Runs every cell whose wave the journal has not got, and hands what each wave gives to the
   * journal; for runs that can be stopped at any moment and go on.
   *
   * @param listener told how far the run has come; waves that are there already count as done
   * @throws InvalidInputException if a cell names something that is not there, before anything runs
   */
  public void run(CellSet cells, SweepListener listener, WaveJournal journal) {
    new SweepRun(cells, config, hooks, transformer, Map.of(), options).run(listener, journal);
  }

  /** Runs some of the cells, by index; others only where they are donors. */
  Results run(CellSet cells, int[] wanted) {
    return new SweepRun(cells, config, hooks, transformer, Map.of(), options)
        .run(wanted, SweepListener.SILENT);
  }

  /**
   * Runs one cell's prompt in such a way that further tokens can follow, each at the cost of one
   * row a layer.
   *
   * @param cells the cell with all that it names; readouts and captures are left out
   * @param cell the cell's id
   * @return to be closed by the caller
   * @throws InvalidInputException if there is no such cell, it names something that is not there,
   *     or an edit is a mean over the run, which is not known while the run goes on
   */
  public ContinuedRun begin(CellSet cells, String cell) {
    return new ContinuedRun(cells, cell, config, hooks, transformer);
  }

  /**
   * Cells whose logits come back with the way they were computed, so that gradients of tensors that
   * interventions name can be taken through it: how a direction or a rotation is learnt.
   *
   * @param cells what is to be learnt has an array there all the same, which gives its shape
   * @return valid as long as this model is open
   * @throws InvalidInputException if a cell names something that is not there, or the weights are
   *     widened a layer at a time
   */
  public DifferentiableRun differentiable(CellSet cells) {
    requireHeld();
    return new DifferentiableRun(cells, config, transformer);
  }

  private void requireHeld() {
    if (!loaded.areHeld()) {
      throw new InvalidInputException(
          "%s: its layers are widened one at a time, and a gradient goes back through all of them;"
              + " open the model in float32",
          name);
    }
  }

  /**
   * The last rows of prompts, to be run on from a place in the stream as often as one likes, with
   * gradients if the thread records them.
   *
   * @param prompts tokens
   * @param firstLayer the lowest layer that last rows will go through; below it nothing is kept
   * @return to be closed by the caller, before this model
   * @throws InvalidInputException if a prompt does not suit this model, or the weights are widened
   *     a layer at a time
   */
  public LastRows lastRows(List<int[]> prompts, int firstLayer) {
    requireHeld();
    return new LastRows(prompts, firstLayer, config, hooks, transformer);
  }

  /**
   * What running these cells would compute; see {@link SweepPlan#explain}.
   *
   * @throws InvalidInputException if a cell names something that is not there
   */
  public SweepPlan plan(CellSet cells) {
    return new SweepRun(cells, config, hooks, transformer, Map.of(), options)
        .plan(IntStream.range(0, cells.cells().size()).toArray());
  }

  /**
   * The final norm of rows of the residual stream.
   *
   * @param resid {@code [n, d_model]}
   * @return {@code [n, d_model]}, weight and bias of the norm applied
   */
  public NdArray finalNorm(NdArray resid) {
    try (Scope scope = Scope.open()) {
      return array(transformer.finalNorm(tensor(resid)));
    }
  }

  /**
   * Logits of rows of the residual stream, as the logit lens reads them (nostalgebraist 2020).
   *
   * @param resid {@code [n, d_model]}
   * @param norm whether the final norm comes first
   * @return {@code [n, d_vocab_out]}
   */
  public NdArray unembed(NdArray resid, boolean norm) {
    try (Scope scope = Scope.open()) {
      Tensor rows = tensor(resid);
      return array(transformer.unembed(norm ? transformer.finalNorm(rows) : rows));
    }
  }

  private Tensor tensor(NdArray rows) {
    if (rows.shape().length != 2 || rows.shape()[1] != config.dModel()) {
      throw new InvalidInputException(
          "rows of the residual stream are %s; expected [n, %d]",
          java.util.Arrays.toString(rows.shape()), config.dModel());
    }
    return Ops.to(
        Ops.to(Tensor.of(rows.floats(), rows.shape()), options.dtype()), options.device());
  }

  private static NdArray array(Tensor t) {
    return NdArray.of(Ops.to(t, DType.FLOAT32).toFloats(), t.shape().sizes());
  }

  @Override
  public void close() {
    loaded.close();
    if (tokenizer != null) {
      tokenizer.close();
    }
  }
}
