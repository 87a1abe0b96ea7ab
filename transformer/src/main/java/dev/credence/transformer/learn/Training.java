package dev.credence.transformer.learn;

import dev.credence.torch.AdamW;
import dev.credence.torch.Autograd;
import dev.credence.torch.DType;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.torch.library.Libtorch;
import dev.credence.transformer.DifferentiableRun;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.family.TrainableWeights;
import dev.credence.transformer.family.TrainableWeights.Parameter;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Trains a model on examples, step by step, on the CPU in float32.
 *
 * <pre>
 * loss = sum of w CE(target, prediction) / sum of w         over all targets of the step
 * gradient, shortened to the schedule's clip; AdamW at the schedule's rate
 * </pre>
 *
 * <p>Everything a step does follows from the seed and the step's number: equal trainings are equal
 * bit for bit on one machine, also across {@link #save} and {@link #resume}. Prompts that begin
 * alike share rows, as in every run. A step computes on one thread: products of small models are
 * over before a second one has begun, and sums do not depend on the number of cores.
 *
 * <p>Not safe for use by several threads. Close it.
 */
public final class Training implements AutoCloseable {
  private static final double EPSILON = 1e-8;

  private final ModelConfig config;
  private final Schedule schedule;
  private final long seed;
  private final IntFunction<List<Example>> examples;
  private final TrainableWeights weights;
  private final List<Group> groups = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();

  /** Parameters that share a weight decay. */
  private record Group(List<Parameter> parameters, AdamW optimiser) {}

  /**
   * What a step found before it changed anything.
   *
   * @param crossEntropyNats the weighted mean over targets
   * @param divergenceNats the same less the targets' entropy: KL(target, prediction), 0 at best
   */
  public record Loss(double crossEntropyNats, double divergenceNats) {}

  /**
   * A training that has not begun.
   *
   * @param seed of the first weights
   * @param examples of each step, from 0 on; always the same for the same step
   */
  public Training(
      ModelConfig config, Schedule schedule, long seed, IntFunction<List<Example>> examples) {
    this(config, schedule, seed, examples, TrainableWeights.drawn(config, seed));
  }

  private Training(
      ModelConfig config,
      Schedule schedule,
      long seed,
      IntFunction<List<Example>> examples,
      TrainableWeights weights) {
    this.config = config;
    this.schedule = schedule;
    this.seed = seed;
    this.examples = examples;
    this.weights = weights;
    for (boolean decays : new boolean[] {true, false}) {
      List<Parameter> own =
          weights.parameters().stream().filter(p -> p.decays() == decays).toList();
      groups.add(
          new Group(
              own,
              new AdamW(
                  own.stream().map(Parameter::tensor).toList(),
                  schedule.rate(0),
                  schedule.beta1(),
                  schedule.beta2(),
                  EPSILON,
                  decays ? schedule.weightDecay() : 0)));
    }
  }

  /**
   * A training as {@link #save} left it.
   *
   * @param file what was saved
   * @param seed as it began
   * @throws InvalidInputException if the file is damaged, or is of another training
   */
  public static Training resume(
      Path file,
      ModelConfig config,
      Schedule schedule,
      long seed,
      IntFunction<List<Example>> examples) {
    TrainingState state = TrainingState.read(file, identity(config, schedule, seed));
    Training training =
        new Training(config, schedule, seed, examples, TrainableWeights.of(config, state.arrays()));
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      training.losses.addAll(state.losses());
      training.eachMoment(
          (name, tensor) ->
              Ops.copyInPlace(
                  tensor,
                  Ops.reshape(Tensor.of(state.array(name).floats()), tensor.shape().sizes())));
    }
    return training;
  }

  /**
   * Writes all that the steps to come depend on; whole or not at all.
   *
   * @param file replaced if it is there
   * @throws InvalidInputException if it cannot be written
   */
  public void save(Path file) {
    Map<String, NdArray> arrays = weights.arrays();
    eachMoment(
        (name, tensor) -> arrays.put(name, NdArray.of(tensor.toFloats(), tensor.shape().sizes())));
    new TrainingState(arrays, losses).write(file, identity(config, schedule, seed));
  }

  private interface MomentSink {
    void take(String name, Tensor tensor);
  }

  private void eachMoment(MomentSink sink) {
    for (Group group : groups) {
      List<AdamW.Moments> moments = group.optimiser().moments();
      for (int i = 0; i < moments.size(); i++) {
        String name = group.parameters().get(i).name();
        sink.take(name + "/mean", moments.get(i).mean());
        sink.take(name + "/square", moments.get(i).square());
        sink.take(name + "/steps", moments.get(i).steps());
      }
    }
  }

  private static String identity(ModelConfig config, Schedule schedule, long seed) {
    return config + " " + schedule + " seed " + seed;
  }

  /** How many steps were taken. */
  public int steps() {
    return losses.size();
  }

  /** What each step found, from the first on. */
  public List<Loss> losses() {
    return List.copyOf(losses);
  }

  /** The weights as they are now, under TransformerLens's names and in its layouts. */
  public Map<String, NdArray> weights() {
    return weights.arrays();
  }

  /**
   * Takes one step.
   *
   * @return what it found
   * @throws InvalidInputException if the loss is no longer a number
   */
  public Loss step() {
    int threads = Libtorch.threads();
    Libtorch.threads(1);
    try {
      return stepOnThisThread();
    } finally {
      Libtorch.threads(threads);
    }
  }

  private Loss stepOnThisThread() {
    int step = losses.size();
    List<Example> batch = examples.apply(step);
    Loss loss;
    try (var _ = Scope.open();
        var _ = Autograd.withGrad()) {
      groups.forEach(group -> group.optimiser().zeroGrad());
      Targets targets = new Targets(batch, config.vocabOut());
      Transformer transformer = new Transformer(config, weights.weights(), DType.FLOAT32);
      Tensor logits = new DifferentiableRun(cells(batch), config, transformer).logits();
      Tensor crossEntropy = Ops.neg(Ops.sum(Ops.mul(targets.tensor(), Ops.logSoftmax(logits, -1))));
      loss = new Loss(crossEntropy.item(), crossEntropy.item() - targets.entropyNats());
      if (!Double.isFinite(loss.crossEntropyNats())) {
        throw new InvalidInputException(
            "training: the loss of step %d is %s; lower the rate (%s) or the clip (%s)",
            step, loss.crossEntropyNats(), schedule.rate(), schedule.clip());
      }
      Autograd.backward(crossEntropy);
    }
    clip();
    for (Group group : groups) {
      group.optimiser().setLearningRate(schedule.rate(step));
      group.optimiser().step();
    }
    losses.add(loss);
    return loss;
  }

  /** All gradients together are at most as long as the schedule says. */
  private void clip() {
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      double square = 0;
      List<Tensor> gradients = new ArrayList<>();
      for (Parameter parameter : weights.parameters()) {
        Autograd.grad(parameter.tensor()).ifPresent(gradients::add);
      }
      for (Tensor gradient : gradients) {
        square += Ops.sum(Ops.square(gradient)).item();
      }
      double length = Math.sqrt(square);
      if (length > schedule.clip()) {
        gradients.forEach(gradient -> Ops.mulInPlace(gradient, schedule.clip() / length));
      }
    }
  }

  private static CellSet cells(List<Example> batch) {
    CellSet.Builder cells = CellSet.builder();
    var readouts = new java.util.LinkedHashMap<List<Integer>, String>();
    for (int i = 0; i < batch.size(); i++) {
      Example example = batch.get(i);
      List<Integer> positions = example.targets().stream().map(Example.Target::position).toList();
      String readout = readouts.computeIfAbsent(positions, p -> "read" + readouts.size());
      cells.prompt("p" + i, example.tokens());
      cells.cell(Cell.unedited("c" + i, "p" + i, readout));
    }
    readouts.forEach(
        (positions, name) ->
            cells.readout(
                name, new Readout(Map.of("0", List.of(0)), new Positions.At(positions), 0, false)));
    return cells.build();
  }

  /** Targets as weights of log-probabilities: {@code [read, vocab_out]}, in the order of reads. */
  private static final class Targets {
    private final float[] values;
    private final int vocabulary;
    private double entropy;

    Targets(List<Example> batch, int vocabulary) {
      this.vocabulary = vocabulary;
      List<Example.Target> all = batch.stream().flatMap(e -> e.targets().stream()).toList();
      double whole = all.stream().mapToDouble(Example.Target::weight).sum();
      values = new float[Math.multiplyExact(all.size(), vocabulary)];
      for (int row = 0; row < all.size(); row++) {
        Example.Target target = all.get(row);
        double share = target.weight() / whole;
        entropy += share * target.entropyNats();
        for (int i = 0; i < target.tokens().length; i++) {
          int token = target.tokens()[i];
          if (token < 0 || token >= vocabulary) {
            throw new InvalidInputException(
                "target at position %d: token %d; the model predicts tokens 0 to %d (%s)",
                target.position(), token, vocabulary - 1, Arrays.toString(target.tokens()));
          }
          values[row * vocabulary + token] += (float) (share * target.probabilities()[i]);
        }
      }
    }

    Tensor tensor() {
      return Tensor.of(values, values.length / vocabulary, vocabulary);
    }

    double entropyNats() {
      return entropy;
    }
  }

  /** Frees weights and moments. */
  @Override
  public void close() {
    groups.forEach(group -> group.optimiser().close());
    weights.close();
  }
}
