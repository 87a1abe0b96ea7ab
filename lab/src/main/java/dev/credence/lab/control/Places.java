package dev.credence.lab.control;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a model go. A seed draws it all: the directions, how wide the stream is, how
 * many heads and neurons there are and which of them work, and whether a block rests and where. The
 * mechanism is what is done with the places; nothing here knows it.
 *
 * <p>The stream is made of blocks of {@value Axes#BLOCK} coordinates: some for flags, which are
 * exactly 0 or 1, some for real numbers, and one or two that nothing reads (see {@link
 * DeadFeatures}).
 */
final class Places {
  /** Entries of a head. */
  static final int D_HEAD = 8;

  /**
   * What a mechanism needs.
   *
   * @param stages blocks that do something
   * @param heads most that work in one block
   * @param neurons most that work in one block
   * @param flagBlocks blocks of the stream for flags
   * @param realBlocks blocks of the stream for numbers
   * @param restsAfter whether the block that rests may be the last; costly where there are many
   *     neurons
   * @param positions how a row learns where it stands
   */
  record Needs(
      int stages,
      int heads,
      int neurons,
      int flagBlocks,
      int realBlocks,
      boolean restsAfter,
      PositionScheme positions) {

    /** Without position embeddings; the last block may rest. */
    static Needs of(int stages, int heads, int neurons) {
      return new Needs(stages, heads, neurons, 1, 1, true, new PositionScheme.None());
    }

    Needs flags(int blocks) {
      return new Needs(stages, heads, neurons, blocks, realBlocks, restsAfter, positions);
    }

    Needs endingInAnswer() {
      return new Needs(stages, heads, neurons, flagBlocks, realBlocks, false, positions);
    }

    Needs learnedPositions() {
      return new Needs(
          stages, heads, neurons, flagBlocks, realBlocks, restsAfter, new PositionScheme.Learned());
    }
  }

  private final Needs needs;
  private final NumpyRandom random;
  private final Axes axes;
  private final ModelConfig config;
  private final List<Integer> blocks;
  private final List<List<Integer>> freeHeads = new ArrayList<>();
  private final List<List<Integer>> freeNeurons = new ArrayList<>();
  private int flags;
  private int reals;

  Places(long seed, Needs needs, int vocab, int context) {
    this.needs = needs;
    random = NumpyRandom.ofSeed(seed);
    int dead = 1 + random.integers(2);
    axes = new Axes(needs.flagBlocks() + needs.realBlocks() + dead, random);
    int resting = random.integers(2);
    int rest = random.integers(needs.stages() + (needs.restsAfter() ? 1 : 0));
    blocks = new ArrayList<>();
    for (int stage = 0; stage < needs.stages(); stage++) {
      blocks.add(stage + (stage >= rest ? resting : 0));
    }
    int heads = needs.heads() + 1 + random.integers(3);
    int neurons = needs.neurons() + 8 + random.integers(9);
    config =
        ModelConfig.builder()
            .layers(needs.stages() + resting)
            .dModel(axes.width())
            .heads(heads)
            .dHead(D_HEAD)
            .dMlp(neurons)
            .vocab(vocab)
            .context(context)
            .norm(NormKind.NONE, 0)
            .finalNorm(false)
            .activation(ActivationFunction.SOFTPLUS)
            .positions(needs.positions())
            .attentionScale(1)
            .build();
    for (int block = 0; block < config.layers(); block++) {
      freeHeads.add(shuffled(heads));
      freeNeurons.add(shuffled(neurons));
    }
  }

  ModelConfig config() {
    return config;
  }

  NumpyRandom random() {
    return random;
  }

  /** The block of a stage. */
  int block(int stage) {
    return blocks.get(stage);
  }

  /** A head of a stage's block that does nothing yet. */
  int head(int stage) {
    return freeHeads.get(block(stage)).removeLast();
  }

  /** A neuron of a stage's block that does nothing yet. */
  int neuron(int stage) {
    return freeNeurons.get(block(stage)).removeLast();
  }

  /** Heads of a block that do nothing yet. */
  List<Integer> spareHeads(int block) {
    return List.copyOf(freeHeads.get(block));
  }

  /** Neurons of a block that do nothing yet. */
  List<Integer> spareNeurons(int block) {
    return List.copyOf(freeNeurons.get(block));
  }

  /** A direction for a flag. */
  double[] flag() {
    if (flags == needs.flagBlocks() * Axes.BLOCK) {
      throw new IllegalStateException("no direction is left for a flag; there were " + flags);
    }
    return axes.axis(flags / Axes.BLOCK, flags++ % Axes.BLOCK);
  }

  /** A direction for a number. */
  double[] real() {
    if (reals == needs.realBlocks() * Axes.BLOCK) {
      throw new IllegalStateException("no direction is left for a number; there were " + reals);
    }
    return axes.axis(needs.flagBlocks() + reals / Axes.BLOCK, reals++ % Axes.BLOCK);
  }

  /** The directions that no mechanism reads. */
  List<double[]> dead() {
    List<double[]> dead = new ArrayList<>();
    for (int block = needs.flagBlocks() + needs.realBlocks();
        block * Axes.BLOCK < axes.width();
        block++) {
      for (int i = 0; i < Axes.BLOCK; i++) {
        dead.add(axes.axis(block, i));
      }
    }
    return dead;
  }

  private List<Integer> shuffled(int count) {
    List<Integer> places = new ArrayList<>();
    for (int place : random.permutation(count)) {
      places.add(place);
    }
    return places;
  }
}
