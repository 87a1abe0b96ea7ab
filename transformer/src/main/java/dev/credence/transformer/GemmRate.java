package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast this machine multiplies matrices of a model's shapes: what the speed of a sweep is to be
 * compared with.
 *
 * <p>Each of the model's weights is multiplied with {@value #ROWS} rows, as the forward pass does
 * it, {@code [rows, in] x [in, out]}; the fastest of several tries counts. Values play no part, so
 * no model is needed but its sizes.
 *
 * @param products one a distinct shape, in the order of the forward pass
 */
public record GemmRate(List<Product> products) {

  /** Rows of each product: enough that no machine gains much from more. */
  public static final int ROWS = 512;

  private static final int TRIES = 5;

  /** No machine gains from more columns than these. */
  private static final int MOST_COLUMNS = 8192;

  /** Floating-point operations of one try at least: short products are repeated. */
  private static final double LEAST_FLOP = 2e9;

  /** But not more often: products of toy models would take forever to get there. */
  private static final int MOST_REPEATS = 200;

  /** Keeps a copy. */
  public GemmRate {
    products = List.copyOf(products);
  }

  /**
   * One shape and its rate.
   *
   * @param weight what the weight does: {@code query}, {@code key}, ...; the first of its shape
   * @param rows rows multiplied at once
   * @param in width of a row before
   * @param out and after
   * @param flopPerSecond {@code 2 rows in out} over seconds, fastest try
   */
  public record Product(String weight, int rows, int in, int out, double flopPerSecond) {}

  /** {@code [out, in]}. */
  private record Size(int out, int in) {}

  /**
   * Measures; takes a second or a few.
   *
   * @param config whose weights' shapes to use
   * @param options precision and place
   */
  public static GemmRate measure(ModelConfig config, ModelOptions options) {
    return measure(config, options, LEAST_FLOP);
  }

  static GemmRate measure(ModelConfig config, ModelOptions options, double leastFlop) {
    List<Product> products = new ArrayList<>();
    shapes(config)
        .forEach(
            (size, weight) ->
                products.add(
                    new Product(
                        weight, ROWS, size.in(), size.out(), rate(size, options, leastFlop))));
    return new GemmRate(products);
  }

  /**
   * One rate that a sweep can be foretold from: of the first product of the MLP, or of the queries
   * where there is none. Takes some tenths of a second whatever the model's size.
   *
   * @return floating-point operations a second
   */
  public static double typical(ModelConfig config, ModelOptions options) {
    int out = config.attentionOnly() ? config.heads() * config.dHead() : config.dMlp();
    return rate(new Size(Math.min(out, MOST_COLUMNS), config.dModel()), options, LEAST_FLOP);
  }

  private static Map<Size, String> shapes(ModelConfig config) {
    int d = config.dModel();
    int width = config.heads() * config.dHead();
    Map<Size, String> shapes = new LinkedHashMap<>();
    if (config.layers() > 0) {
      shapes.putIfAbsent(new Size(width, d), "query");
      shapes.putIfAbsent(new Size(config.kvHeads() * config.dHead(), d), "key");
      shapes.putIfAbsent(new Size(d, width), "attention output");
      if (!config.attentionOnly()) {
        shapes.putIfAbsent(new Size(config.dMlp(), d), "MLP input");
        shapes.putIfAbsent(new Size(d, config.dMlp()), "MLP output");
      }
    }
    shapes.putIfAbsent(new Size(Math.min(config.vocabOut(), MOST_COLUMNS), d), "unembedding");
    return shapes;
  }

  private static double rate(Size size, ModelOptions options, double leastFlop) {
    double flop = 2.0 * ROWS * size.in() * size.out();
    int repeats = (int) Math.clamp(Math.ceil(leastFlop / flop), 1, MOST_REPEATS);
    double best = 0;
    try (Scope scope = Scope.open()) {
      Tensor x = some(ROWS, size.in(), options);
      Tensor w = some(size.out(), size.in(), options);
      product(x, w);
      for (int i = 0; i < TRIES; i++) {
        long began = System.nanoTime();
        for (int j = 0; j < repeats - 1; j++) {
          try (Scope one = Scope.open()) {
            Ops.linear(x, w, null);
          }
        }
        product(x, w);
        best = Math.max(best, repeats * flop / ((System.nanoTime() - began) / 1e9));
      }
    }
    return best;
  }

  /** One product, and one number of it read: until then a graphics card may still be at work. */
  private static void product(Tensor x, Tensor w) {
    try (Scope scope = Scope.open()) {
      double unused =
          Ops.to(Ops.select(Ops.select(Ops.linear(x, w, null), 0, 0), 0, 0), DType.FLOAT32).item();
      assert !Double.isNaN(unused);
    }
  }

  /** Numbers between -1 and 1, none like its neighbours. */
  private static Tensor some(int rows, int columns, ModelOptions options) {
    try (Scope scope = Scope.open()) {
      Tensor counted = Ops.to(Tensor.arange((long) rows * columns), DType.FLOAT32);
      Tensor values = Ops.reshape(Ops.sin(counted), rows, columns);
      return scope.keep(Ops.to(Ops.to(values, options.dtype()), options.device()));
    }
  }

  /** The rate of the fastest shape, in floating-point operations a second. */
  public double best() {
    return products.stream().mapToDouble(Product::flopPerSecond).max().orElse(Double.NaN);
  }
}
