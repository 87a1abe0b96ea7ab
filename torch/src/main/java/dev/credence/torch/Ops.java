package dev.credence.torch;

import static dev.credence.torch.Workbench.call;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.credence.torch.library.Operator;
import dev.credence.torch.library.StableAbi;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every operation on tensors, a typed method each.
 *
 * <p>Unless a method says otherwise its result is a new tensor, owned by the innermost open {@link
 * Scope}, on the device of the arguments; dimensions count from 0, or from -1 backwards from the
 * last; and a plain number takes part with the type of the tensor (a number that is not whole turns
 * a tensor of integers into float32). All throw {@link TorchException}, with the shapes, where
 * shapes or types do not fit or an argument was closed before.
 */
public final class Ops {
  private static final Operator MUL_TENSOR = Operator.of("aten::mul.Tensor");
  private static final Operator DIV_TENSOR = Operator.of("aten::div.Tensor");
  private static final Operator NEG = Operator.of("aten::neg");
  private static final Operator ABS = Operator.of("aten::abs");
  private static final Operator SQUARE = Operator.of("aten::square");
  private static final Operator SQRT = Operator.of("aten::sqrt");
  private static final Operator RSQRT = Operator.of("aten::rsqrt");
  private static final Operator EXP = Operator.of("aten::exp");
  private static final Operator LOG = Operator.of("aten::log");
  private static final Operator SIN = Operator.of("aten::sin");
  private static final Operator COS = Operator.of("aten::cos");
  private static final Operator TANH = Operator.of("aten::tanh");
  private static final Operator POW_TENSOR_TENSOR = Operator.of("aten::pow.Tensor_Tensor");
  private static final Operator MAXIMUM = Operator.of("aten::maximum");
  private static final Operator MINIMUM = Operator.of("aten::minimum");
  private static final Operator CLAMP_TENSOR = Operator.of("aten::clamp.Tensor");
  private static final Operator SIGMOID = Operator.of("aten::sigmoid");
  private static final Operator RELU = Operator.of("aten::relu");
  private static final Operator SILU = Operator.of("aten::silu");
  private static final Operator GELU = Operator.of("aten::gelu");
  private static final Operator LOGADDEXP = Operator.of("aten::logaddexp");
  private static final Operator PRELU = Operator.of("aten::prelu");
  private static final Operator MATMUL = Operator.of("aten::matmul");
  private static final Operator BMM = Operator.of("aten::bmm");
  private static final Operator LINEAR = Operator.of("aten::linear");
  private static final Operator MV = Operator.of("aten::mv");
  private static final Operator EINSUM = Operator.of("aten::einsum");
  private static final Operator SOFTMAX_INT = Operator.of("aten::softmax.int");
  private static final Operator LOG_SOFTMAX_INT = Operator.of("aten::log_softmax.int");
  private static final Operator LOGSUMEXP = Operator.of("aten::logsumexp");
  private static final Operator SUM = Operator.of("aten::sum");
  private static final Operator SUM_DIM_INTLIST = Operator.of("aten::sum.dim_IntList");
  private static final Operator MEAN = Operator.of("aten::mean");
  private static final Operator MEAN_DIM = Operator.of("aten::mean.dim");
  private static final Operator VAR_DIM = Operator.of("aten::var.dim");
  private static final Operator AMAX = Operator.of("aten::amax");
  private static final Operator AMIN = Operator.of("aten::amin");
  private static final Operator ARGMAX = Operator.of("aten::argmax");
  private static final Operator TOPK = Operator.of("aten::topk");
  private static final Operator SORT_STABLE = Operator.of("aten::sort.stable");
  private static final Operator CUMSUM = Operator.of("aten::cumsum");
  private static final Operator LINALG_MATRIX_NORM_STR_ORD =
      Operator.of("aten::linalg_matrix_norm.str_ord");
  private static final Operator LAYER_NORM = Operator.of("aten::layer_norm");
  private static final Operator RMS_NORM = Operator.of("aten::rms_norm");
  private static final Operator EMBEDDING = Operator.of("aten::embedding");
  private static final Operator SCALED_DOT_PRODUCT_ATTENTION =
      Operator.of("aten::scaled_dot_product_attention");
  private static final Operator CROSS_ENTROPY_LOSS = Operator.of("aten::cross_entropy_loss");
  private static final Operator MSE_LOSS = Operator.of("aten::mse_loss");
  private static final Operator INDEX_SELECT = Operator.of("aten::index_select");
  private static final Operator GATHER = Operator.of("aten::gather");
  private static final Operator SCATTER_SRC = Operator.of("aten::scatter.src");
  private static final Operator INDEX_COPY = Operator.of("aten::index_copy");
  private static final Operator SCATTER_ADD = Operator.of("aten::scatter_add");
  private static final Operator INDEX_FILL_INT_TENSOR = Operator.of("aten::index_fill.int_Tensor");
  private static final Operator MASKED_FILL_TENSOR = Operator.of("aten::masked_fill.Tensor");
  private static final Operator WHERE_SELF = Operator.of("aten::where.self");
  private static final Operator TRIL = Operator.of("aten::tril");
  private static final Operator TRIU = Operator.of("aten::triu");
  private static final Operator VIEW = Operator.of("aten::view");
  private static final Operator RESHAPE = Operator.of("aten::reshape");
  private static final Operator PERMUTE = Operator.of("aten::permute");
  private static final Operator TRANSPOSE_INT = Operator.of("aten::transpose.int");
  private static final Operator CONTIGUOUS = Operator.of("aten::contiguous");
  private static final Operator EXPAND = Operator.of("aten::expand");
  private static final Operator UNSQUEEZE = Operator.of("aten::unsqueeze");
  private static final Operator SQUEEZE_DIM = Operator.of("aten::squeeze.dim");
  private static final Operator NARROW = Operator.of("aten::narrow");
  private static final Operator SELECT_INT = Operator.of("aten::select.int");
  private static final Operator SPLIT_TENSOR = Operator.of("aten::split.Tensor");
  private static final Operator FLATTEN_USING_INTS = Operator.of("aten::flatten.using_ints");
  private static final Operator BROADCAST_TENSORS = Operator.of("aten::broadcast_tensors");
  private static final Operator CAT = Operator.of("aten::cat");
  private static final Operator STACK = Operator.of("aten::stack");
  private static final Operator REPEAT_INTERLEAVE_SELF_INT =
      Operator.of("aten::repeat_interleave.self_int");
  private static final Operator FLIP = Operator.of("aten::flip");
  private static final Operator TO_DTYPE = Operator.of("aten::to.dtype");
  private static final Operator TO_DEVICE = Operator.of("aten::to.device");
  private static final Operator CLONE = Operator.of("aten::clone");
  private static final Operator DETACH = Operator.of("aten::detach");
  private static final Operator EQ_TENSOR = Operator.of("aten::eq.Tensor");
  private static final Operator NE_TENSOR = Operator.of("aten::ne.Tensor");
  private static final Operator LT_TENSOR = Operator.of("aten::lt.Tensor");
  private static final Operator LE_TENSOR = Operator.of("aten::le.Tensor");
  private static final Operator GT_TENSOR = Operator.of("aten::gt.Tensor");
  private static final Operator GE_TENSOR = Operator.of("aten::ge.Tensor");
  private static final Operator LOGICAL_AND = Operator.of("aten::logical_and");
  private static final Operator LOGICAL_OR = Operator.of("aten::logical_or");
  private static final Operator LOGICAL_NOT = Operator.of("aten::logical_not");
  private static final Operator ISFINITE = Operator.of("aten::isfinite");
  private static final Operator ISNAN = Operator.of("aten::isnan");
  private static final Operator ALL = Operator.of("aten::all");
  private static final Operator ANY = Operator.of("aten::any");
  private static final Operator EQUAL = Operator.of("aten::equal");
  private static final Operator LINALG_QR = Operator.of("aten::linalg_qr");
  private static final Operator LINALG_EIGH = Operator.of("aten::linalg_eigh");
  private static final Operator LINALG_SVD = Operator.of("aten::linalg_svd");
  private static final Operator LINALG_SOLVE = Operator.of("aten::linalg_solve");
  private static final Operator LINALG_CHOLESKY = Operator.of("aten::linalg_cholesky");
  private static final Operator _FOREACH_ADDCMUL__TENSOR =
      Operator.of("aten::_foreach_addcmul_.Tensor");
  private static final Operator MUL__TENSOR = Operator.of("aten::mul_.Tensor");
  private static final Operator COPY_ = Operator.of("aten::copy_");
  private static final Operator INDEX_COPY_ = Operator.of("aten::index_copy_");
  private static final Operator ZERO_ = Operator.of("aten::zero_");
  private static final Operator MASKED_FILL__TENSOR = Operator.of("aten::masked_fill_.Tensor");

  private Ops() {}

  /**
   * The largest elements, or all in order, and where they were.
   *
   * @param values the elements
   * @param indices their places along the dimension, int64
   */
  public record TopK(Tensor values, Tensor indices) {}

  /**
   * A matrix as a product of an orthonormal and a triangular one.
   *
   * @param q orthonormal columns
   * @param r upper triangular
   */
  public record Qr(Tensor q, Tensor r) {}

  /**
   * Eigenvalues and eigenvectors.
   *
   * @param values ascending
   * @param vectors in columns, of length 1
   */
  public record Eigen(Tensor values, Tensor vectors) {}

  /**
   * A singular value decomposition.
   *
   * @param u left singular vectors, in columns
   * @param s singular values, descending
   * @param vh right singular vectors, in rows
   */
  public record Svd(Tensor u, Tensor s, Tensor vh) {}

  // ---- arithmetic, element by element, with broadcasting

  /** {@code a + b}. */
  public static Tensor add(Tensor a, Tensor b) {
    return plus(a, b, -1, "add");
  }

  /** {@code a + b}. */
  public static Tensor add(Tensor a, double b) {
    return plus(a, b, -1, "add");
  }

  /** {@code a - b}. */
  public static Tensor sub(Tensor a, Tensor b) {
    return plus(a, b, 1, "sub");
  }

  /** {@code a - b}. */
  public static Tensor sub(Tensor a, double b) {
    return plus(a, b, 1, "sub");
  }

  /** {@code a b}. */
  public static Tensor mul(Tensor a, Tensor b) {
    return call(MUL_TENSOR).tensor(a).tensor(b).one();
  }

  /** {@code a b}. */
  public static Tensor mul(Tensor a, double b) {
    return call(MUL_TENSOR).tensor(a).number(a, b).one();
  }

  /** {@code a / b}; of integers, a float32. */
  public static Tensor div(Tensor a, Tensor b) {
    return call(DIV_TENSOR).tensor(a).tensor(b).one();
  }

  /** {@code a / b}; of integers, a float32. */
  public static Tensor div(Tensor a, double b) {
    return call(DIV_TENSOR).tensor(a).number(a, b).one();
  }

  /** {@code -t}. */
  public static Tensor neg(Tensor t) {
    return call(NEG).tensor(t).one();
  }

  /** {@code |t|}. */
  public static Tensor abs(Tensor t) {
    return call(ABS).tensor(t).one();
  }

  /** {@code t²}. */
  public static Tensor square(Tensor t) {
    return call(SQUARE).tensor(t).one();
  }

  /** Square root; NaN below 0. */
  public static Tensor sqrt(Tensor t) {
    return call(SQRT).tensor(t).one();
  }

  /** {@code 1 / sqrt(t)}. */
  public static Tensor rsqrt(Tensor t) {
    return call(RSQRT).tensor(t).one();
  }

  /** {@code e^t}. */
  public static Tensor exp(Tensor t) {
    return call(EXP).tensor(t).one();
  }

  /** Natural logarithm; NaN below 0. */
  public static Tensor log(Tensor t) {
    return call(LOG).tensor(t).one();
  }

  /** Sine, of radians. */
  public static Tensor sin(Tensor t) {
    return call(SIN).tensor(t).one();
  }

  /** Cosine, of radians. */
  public static Tensor cos(Tensor t) {
    return call(COS).tensor(t).one();
  }

  /** Hyperbolic tangent. */
  public static Tensor tanh(Tensor t) {
    return call(TANH).tensor(t).one();
  }

  /** {@code t^exponent}. */
  public static Tensor pow(Tensor t, double exponent) {
    return call(POW_TENSOR_TENSOR).tensor(t).number(t, exponent).one();
  }

  /** The larger of the two. */
  public static Tensor maximum(Tensor a, Tensor b) {
    return call(MAXIMUM).tensor(a).tensor(b).one();
  }

  /** The smaller of the two. */
  public static Tensor minimum(Tensor a, Tensor b) {
    return call(MINIMUM).tensor(a).tensor(b).one();
  }

  /** Into the interval from {@code low} to {@code high}, both of which it may reach. */
  public static Tensor clamp(Tensor t, double low, double high) {
    return call(CLAMP_TENSOR).tensor(t).optionalNumber(t, low).optionalNumber(t, high).one();
  }

  // ---- activations

  /** {@code 1 / (1 + e^-t)}. */
  public static Tensor sigmoid(Tensor t) {
    return call(SIGMOID).tensor(t).one();
  }

  /** {@code max(t, 0)}. */
  public static Tensor relu(Tensor t) {
    return call(RELU).tensor(t).one();
  }

  /** {@code t sigmoid(t)}. */
  public static Tensor silu(Tensor t) {
    return call(SILU).tensor(t).one();
  }

  /**
   * {@code t Φ(t)} with the normal distribution function, by erf. <a
   * href="https://arxiv.org/abs/1606.08415">Hendrycks and Gimpel</a>.
   */
  public static Tensor gelu(Tensor t) {
    return call(GELU).tensor(t).text("none").one();
  }

  /**
   * The approximation of {@link #gelu} by tanh: {@code t/2 (1 + tanh(sqrt(2/π) (t + .044715 t³)))}.
   */
  public static Tensor geluTanh(Tensor t) {
    return call(GELU).tensor(t).text("tanh").one();
  }

  /** {@code log(1 + e^t)}. */
  public static Tensor softplus(Tensor t) {
    return call(LOGADDEXP).tensor(t).number(t, 0).one();
  }

  /** {@code t}, and below 0 {@code slope t}. */
  public static Tensor leakyRelu(Tensor t, double slope) {
    // The operator wants its slope as a tensor of the same type.
    try (Tensor leak = Tensor.full(slope, t.dtype(), t.device(), 1)) {
      return call(PRELU).tensor(t).tensor(leak).one();
    }
  }

  // ---- products of matrices

  /**
   * Matrix product over the last two dimensions, broadcasting those before; vectors as in PyTorch.
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    return call(MATMUL).tensor(a).tensor(b).one();
  }

  /** {@code [b, n, k] x [b, k, m] -> [b, n, m]}. */
  public static Tensor bmm(Tensor a, Tensor b) {
    return call(BMM).tensor(a).tensor(b).one();
  }

  /** {@code bias + a b}, for matrices; the bias broadcasts. */
  public static Tensor addmm(Tensor bias, Tensor a, Tensor b) {
    try (Tensor product = matmul(a, b)) {
      return add(product, bias);
    }
  }

  /**
   * {@code x wᵀ + bias}.
   *
   * @param x {@code [..., in]}
   * @param w {@code [out, in]}
   * @param bias {@code [out]} or null for none
   * @return {@code [..., out]}
   */
  public static Tensor linear(Tensor x, Tensor w, @Nullable Tensor bias) {
    // One row: in these types a product of matrix and vector is several times faster.
    boolean oneRow = x.rank() > 0 && w.rank() == 2 && x.elements() == x.size(-1);
    boolean faster = w.dtype() == DType.FLOAT32 || w.dtype() == DType.FLOAT64;
    if (!oneRow || !faster || x.size(-1) != w.size(1)) {
      return call(LINEAR).tensor(x).tensor(w).optional(bias).one();
    }
    long[] sizes = x.shape().sizes();
    sizes[sizes.length - 1] = w.size(0);
    try (Tensor row = reshape(x, -1);
        Tensor product = call(MV).tensor(w).tensor(row).one();
        Tensor shifted = bias == null ? alias(product) : add(product, bias)) {
      return view(shifted, sizes);
    }
  }

  /** Sum of products in Einstein's notation, such as {@code qhd,khd->hqk}. */
  public static Tensor einsum(String equation, Tensor... operands) {
    return call(EINSUM).text(equation).tensors(List.of(operands)).none().view();
  }

  // ---- reductions

  /** {@code e^t / Σ e^t} along {@code dim}. */
  public static Tensor softmax(Tensor t, int dim) {
    return call(SOFTMAX_INT).tensor(t).integer(dim).none().one();
  }

  /** {@code t - log Σ e^t} along {@code dim}. */
  public static Tensor logSoftmax(Tensor t, int dim) {
    return call(LOG_SOFTMAX_INT).tensor(t).integer(dim).none().one();
  }

  /** {@code log Σ e^t} along {@code dim}. */
  public static Tensor logsumexp(Tensor t, int dim, boolean keepdim) {
    return call(LOGSUMEXP).tensor(t).integers(dim).bool(keepdim).one();
  }

  /** Sum of all elements. */
  public static Tensor sum(Tensor t) {
    return call(SUM).tensor(t).none().one();
  }

  /** Sum along {@code dim}. */
  public static Tensor sum(Tensor t, int dim, boolean keepdim) {
    return call(SUM_DIM_INTLIST).tensor(t).optionalIntegers(dim).bool(keepdim).none().one();
  }

  /** Mean of all elements. */
  public static Tensor mean(Tensor t) {
    return call(MEAN).tensor(t).none().one();
  }

  /** Mean along {@code dim}. */
  public static Tensor mean(Tensor t, int dim, boolean keepdim) {
    return call(MEAN_DIM).tensor(t).optionalIntegers(dim).bool(keepdim).none().one();
  }

  /**
   * Variance along {@code dim}.
   *
   * @param unbiased whether to divide by n - 1 rather than n
   */
  public static Tensor var(Tensor t, int dim, boolean unbiased, boolean keepdim) {
    return call(VAR_DIM).tensor(t).optionalIntegers(dim).bool(unbiased).bool(keepdim).one();
  }

  /** Largest along {@code dim}, which goes. As {@link #amax} without {@code keepdim}. */
  public static Tensor max(Tensor t, int dim) {
    return amax(t, dim, false);
  }

  /** Largest along {@code dim}; gradients are shared among equals. */
  public static Tensor amax(Tensor t, int dim, boolean keepdim) {
    return call(AMAX).tensor(t).integers(dim).bool(keepdim).one();
  }

  /** Smallest along {@code dim}; gradients are shared among equals. */
  public static Tensor amin(Tensor t, int dim, boolean keepdim) {
    return call(AMIN).tensor(t).integers(dim).bool(keepdim).one();
  }

  /** Index of the largest along {@code dim}, as int64; {@code dim} goes. */
  public static Tensor argmax(Tensor t, int dim) {
    return call(ARGMAX).tensor(t).optionalInteger(dim).bool(false).one();
  }

  /** The {@code k} largest along {@code dim}, in descending order. */
  public static TopK topk(Tensor t, int k, int dim) {
    Tensor[] results =
        call(TOPK).tensor(t).integer(k).integer(dim).bool(true).bool(true).several(2);
    return new TopK(results[0], results[1]);
  }

  /** All along {@code dim} in order, equal ones in the order they came. */
  public static TopK sort(Tensor t, int dim, boolean descending) {
    Tensor[] results =
        call(SORT_STABLE).tensor(t).optionalInteger(1).integer(dim).bool(descending).several(2);
    return new TopK(results[0], results[1]);
  }

  /** Running sums along {@code dim}. */
  public static Tensor cumsum(Tensor t, int dim) {
    return call(CUMSUM).tensor(t).integer(dim).none().one();
  }

  /** Euclidean length along {@code dim}. */
  public static Tensor norm(Tensor t, int dim, boolean keepdim) {
    // The norm of vectors takes its order as a kind of argument that does not cross the C
    // interface;
    // that of matrices does not, and a matrix of one column is a vector.
    int plain = dim < 0 ? dim - 1 : dim;
    try (Tensor column = unsqueeze(t, -1);
        Tensor length =
            call(LINALG_MATRIX_NORM_STR_ORD)
                .tensor(column)
                .text("fro")
                .integers(plain, -1)
                .bool(keepdim)
                .none()
                .one()) {
      return keepdim ? squeeze(length, -1) : alias(length);
    }
  }

  /** Euclidean length of all elements. */
  public static Tensor norm(Tensor t) {
    try (Tensor flat = reshape(t, -1)) {
      return norm(flat, 0, false);
    }
  }

  // ---- layers

  /**
   * {@code (x - mean) / sqrt(variance + eps) w + b} over the last dimension, whose size is given.
   *
   * @param w {@code [normalizedSize]} or null for 1
   * @param b {@code [normalizedSize]} or null for 0
   */
  public static Tensor layerNorm(
      Tensor x, long normalizedSize, @Nullable Tensor w, @Nullable Tensor b, double eps) {
    return call(LAYER_NORM)
        .tensor(x)
        .integers(normalizedSize)
        .optional(w)
        .optional(b)
        .real(eps)
        .bool(true)
        .one();
  }

  /**
   * {@code x / sqrt(mean of x² + eps) w} over the last dimension. <a
   * href="https://arxiv.org/abs/1910.07467">Zhang and Sennrich</a>.
   *
   * @param w {@code [size of the last dimension]} or null for 1
   */
  public static Tensor rmsNorm(Tensor x, @Nullable Tensor w, double eps) {
    long size = x.size(-1);
    return call(RMS_NORM).tensor(x).integers(size).optional(w).optionalReal(eps).one();
  }

  /**
   * Rows of a table.
   *
   * @param weight {@code [rows, size]}
   * @param ids integers of any shape
   * @return {@code [shape of ids, size]}
   */
  public static Tensor embedding(Tensor weight, Tensor ids) {
    return call(EMBEDDING).tensor(weight).tensor(ids).integer(-1).bool(false).bool(false).one();
  }

  /**
   * {@code softmax(scale q kᵀ + mask) v}, without keeping the pattern. Heads of {@code k} and
   * {@code v} are shared evenly among those of {@code q} if there are fewer.
   *
   * @param q {@code [..., head, query, size]}
   * @param k {@code [..., head, key, size]}
   * @param v {@code [..., head, key, size of a value]}
   * @param mask null for none; bool: true where a query sees a key; otherwise added to the scores
   * @param causal whether query i sees keys 0 to i only; excludes a mask
   * @return {@code [..., head, query, size of a value]}
   */
  public static Tensor scaledDotProductAttention(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, boolean causal, double scale) {
    return call(SCALED_DOT_PRODUCT_ATTENTION)
        .tensor(q)
        .tensor(k)
        .tensor(v)
        .optional(mask)
        .real(0)
        .bool(causal)
        .optionalReal(scale)
        .bool(true)
        .one();
  }

  /**
   * Mean of {@code -log softmax(logits)[target]}, in nats.
   *
   * @param logits {@code [row, class]}
   * @param targets {@code [row]}, int64; rows with -100 do not count
   */
  public static Tensor crossEntropy(Tensor logits, Tensor targets) {
    return call(CROSS_ENTROPY_LOSS)
        .tensor(logits)
        .tensor(targets)
        .none()
        .integer(1)
        .integer(-100)
        .real(0)
        .one();
  }

  /** Mean of {@code (a - b)²}. */
  public static Tensor mseLoss(Tensor a, Tensor b) {
    return call(MSE_LOSS).tensor(a).tensor(b).integer(1).one();
  }

  // ---- by index

  /**
   * The slices along {@code dim} at {@code index}, in its order.
   *
   * @param index int64, one dimension
   */
  public static Tensor indexSelect(Tensor t, int dim, Tensor index) {
    return call(INDEX_SELECT).tensor(t).integer(dim).tensor(index).one();
  }

  /** {@code result[i][j] = t[index[i][j]][j]} for {@code dim} 0, and so on. */
  public static Tensor gather(Tensor t, int dim, Tensor index) {
    return call(GATHER).tensor(t).integer(dim).tensor(index).bool(false).one();
  }

  /**
   * The inverse of {@link #gather}: {@code result[index[i][j]][j] = source[i][j]} for {@code dim}
   * 0.
   */
  public static Tensor scatter(Tensor t, int dim, Tensor index, Tensor source) {
    return call(SCATTER_SRC).tensor(t).integer(dim).tensor(index).tensor(source).one();
  }

  /** A copy of {@code t} whose slices at {@code index} are those of {@code source}. */
  public static Tensor indexCopy(Tensor t, int dim, Tensor index, Tensor source) {
    return call(INDEX_COPY).tensor(t).integer(dim).tensor(index).tensor(source).one();
  }

  /**
   * A copy of {@code t} with {@code alpha} times the slices of {@code source} added at {@code
   * index}; where an index repeats, all are.
   */
  public static Tensor indexAdd(Tensor t, int dim, Tensor index, Tensor source, double alpha) {
    long[] column = new long[t.rank()];
    Arrays.fill(column, 1);
    column[Math.floorMod(dim, Math.max(column.length, 1))] = -1;
    try (Tensor scaled = alpha == 1 ? alias(source) : mul(source, alpha);
        Tensor upright = reshape(index, column);
        Tensor everywhere = expand(upright, source.shape().sizes())) {
      return call(SCATTER_ADD).tensor(t).integer(dim).tensor(everywhere).tensor(scaled).one();
    }
  }

  /** A copy of {@code t} whose slices at {@code index} hold one value. */
  public static Tensor indexFill(Tensor t, int dim, Tensor index, double value) {
    return call(INDEX_FILL_INT_TENSOR).tensor(t).integer(dim).tensor(index).number(t, value).one();
  }

  /** A copy of {@code t} with one value where the mask is true; the mask broadcasts. */
  public static Tensor maskedFill(Tensor t, Tensor mask, double value) {
    return call(MASKED_FILL_TENSOR).tensor(t).tensor(mask).number(t, value).one();
  }

  /** {@code a} where the mask is true, {@code b} elsewhere; all broadcast. */
  public static Tensor where(Tensor mask, Tensor a, Tensor b) {
    return call(WHERE_SELF).tensor(mask).tensor(a).tensor(b).one();
  }

  /** The part on and below a diagonal of the last two dimensions, zero above. */
  public static Tensor tril(Tensor t, int diagonal) {
    return call(TRIL).tensor(t).integer(diagonal).one();
  }

  /** The part on and above a diagonal of the last two dimensions, zero below. */
  public static Tensor triu(Tensor t, int diagonal) {
    return call(TRIU).tensor(t).integer(diagonal).one();
  }

  // ---- shapes; what comes back shares memory with the argument unless a line says otherwise

  /**
   * The same elements in another shape.
   *
   * @param shape at most one size may be -1, for what is left
   * @throws TorchException if the elements do not lie so that no copy is needed
   */
  public static Tensor view(Tensor t, long... shape) {
    return call(VIEW).tensor(t).integers(shape).view();
  }

  /** As {@link #view}, but copies if it must. */
  public static Tensor reshape(Tensor t, long... shape) {
    return call(RESHAPE).tensor(t).integers(shape).view();
  }

  /** The dimensions in another order. */
  public static Tensor permute(Tensor t, long... dims) {
    return call(PERMUTE).tensor(t).integers(dims).view();
  }

  /** Two dimensions exchanged. */
  public static Tensor transpose(Tensor t, int a, int b) {
    return call(TRANSPOSE_INT).tensor(t).integer(a).integer(b).view();
  }

  /**
   * The same tensor if its elements lie row by row without gaps, a copy where they do otherwise.
   */
  public static Tensor contiguous(Tensor t) {
    return call(CONTIGUOUS).tensor(t).integer(0).view();
  }

  /**
   * Repeated along dimensions of size 1, without a copy.
   *
   * @param shape -1 keeps a size; new dimensions come first
   */
  public static Tensor expand(Tensor t, long... shape) {
    return call(EXPAND).tensor(t).integers(shape).bool(false).view();
  }

  /** With a new dimension of size 1 before {@code dim}. */
  public static Tensor unsqueeze(Tensor t, int dim) {
    return call(UNSQUEEZE).tensor(t).integer(dim).view();
  }

  /** Without {@code dim}, if its size is 1. */
  public static Tensor squeeze(Tensor t, int dim) {
    return call(SQUEEZE_DIM).tensor(t).integer(dim).view();
  }

  /** The part from {@code start} of that length along {@code dim}. */
  public static Tensor narrow(Tensor t, int dim, long start, long length) {
    return call(NARROW).tensor(t).integer(dim).integer(start).integer(length).view();
  }

  /** One slice along {@code dim}, which goes. */
  public static Tensor select(Tensor t, int dim, long index) {
    return call(SELECT_INT).tensor(t).integer(dim).integer(index).view();
  }

  /** Parts of that size along {@code dim}; the last may be smaller. */
  public static List<Tensor> split(Tensor t, long size, int dim) {
    return call(SPLIT_TENSOR).tensor(t).integer(size).integer(dim).list();
  }

  /** Dimensions {@code start} to {@code end}, both included, made one; copies if it must. */
  public static Tensor flatten(Tensor t, int start, int end) {
    return call(FLATTEN_USING_INTS).tensor(t).integer(start).integer(end).view();
  }

  /** One after the other along {@code dim}: a copy. */
  public static Tensor cat(List<Tensor> parts, int dim) {
    return call(CAT).tensors(parts).integer(dim).one();
  }

  /** Side by side along a new dimension: a copy. */
  public static Tensor stack(List<Tensor> parts, int dim) {
    return call(STACK).tensors(parts).integer(dim).one();
  }

  /** Each slice along {@code dim} {@code repeats} times in a row: a copy. */
  public static Tensor repeatInterleave(Tensor t, long repeats, int dim) {
    return call(REPEAT_INTERLEAVE_SELF_INT)
        .tensor(t)
        .integer(repeats)
        .optionalInteger(dim)
        .none()
        .one();
  }

  /** In reverse order along those dimensions: a copy. */
  public static Tensor flip(Tensor t, long... dims) {
    return call(FLIP).tensor(t).integers(dims).one();
  }

  // ---- types, places, copies

  /** With elements of another type: a copy, or the same tensor if it has them already. */
  public static Tensor to(Tensor t, DType dtype) {
    return call(TO_DTYPE).tensor(t).dtype(dtype).bool(false).bool(false).none().view();
  }

  /**
   * On another device: a copy, or the same tensor if it is there already.
   *
   * @throws TorchException if there is no such device
   */
  public static Tensor to(Tensor t, Device device) {
    Tensor.checkPresent(device);
    if (t.device().equals(device)) {
      return alias(t);
    }
    DType dtype = t.dtype();
    return call(TO_DEVICE)
        .tensor(t)
        .device(device)
        .dtype(dtype)
        .bool(false)
        .bool(false)
        .none()
        .one();
  }

  /** A copy. */
  public static Tensor clone(Tensor t) {
    return call(CLONE).tensor(t).none().one();
  }

  /** The same elements, cut off from the record of gradients. */
  public static Tensor detach(Tensor t) {
    return call(DETACH).tensor(t).view();
  }

  /** Another handle of the same tensor, to be closed on its own. */
  public static Tensor alias(Tensor t) {
    Workbench bench = Workbench.mine();
    return new Tensor(bench.dispatcher().duplicate(Workbench.open(t, "alias")), t.memory, bench);
  }

  // ---- comparisons and truth; results are bool

  /** Whether a = b. */
  public static Tensor eq(Tensor a, Tensor b) {
    return call(EQ_TENSOR).tensor(a).tensor(b).one();
  }

  /** Whether a = b. */
  public static Tensor eq(Tensor a, double b) {
    return call(EQ_TENSOR).tensor(a).number(a, b).one();
  }

  /** Whether a ≠ b. */
  public static Tensor ne(Tensor a, Tensor b) {
    return call(NE_TENSOR).tensor(a).tensor(b).one();
  }

  /** Whether a ≠ b. */
  public static Tensor ne(Tensor a, double b) {
    return call(NE_TENSOR).tensor(a).number(a, b).one();
  }

  /** Whether a {@literal <} b. */
  public static Tensor lt(Tensor a, Tensor b) {
    return call(LT_TENSOR).tensor(a).tensor(b).one();
  }

  /** Whether a {@literal <} b. */
  public static Tensor lt(Tensor a, double b) {
    return call(LT_TENSOR).tensor(a).number(a, b).one();
  }

  /** Whether a ≤ b. */
  public static Tensor le(Tensor a, Tensor b) {
    return call(LE_TENSOR).tensor(a).tensor(b).one();
  }

  /** Whether a ≤ b. */
  public static Tensor le(Tensor a, double b) {
    return call(LE_TENSOR).tensor(a).number(a, b).one();
  }

  /** Whether a {@literal >} b. */
  public static Tensor gt(Tensor a, Tensor b) {
    return call(GT_TENSOR).tensor(a).tensor(b).one();
  }

  /** Whether a {@literal >} b. */
  public static Tensor gt(Tensor a, double b) {
    return call(GT_TENSOR).tensor(a).number(a, b).one();
  }

  /** Whether a ≥ b. */
  public static Tensor ge(Tensor a, Tensor b) {
    return call(GE_TENSOR).tensor(a).tensor(b).one();
  }

  /** Whether a ≥ b. */
  public static Tensor ge(Tensor a, double b) {
    return call(GE_TENSOR).tensor(a).number(a, b).one();
  }

  /** Whether both are true. */
  public static Tensor logicalAnd(Tensor a, Tensor b) {
    return call(LOGICAL_AND).tensor(a).tensor(b).one();
  }

  /** Whether one is true, or both are. */
  public static Tensor logicalOr(Tensor a, Tensor b) {
    return call(LOGICAL_OR).tensor(a).tensor(b).one();
  }

  /** Whether it is false. */
  public static Tensor logicalNot(Tensor t) {
    return call(LOGICAL_NOT).tensor(t).one();
  }

  /** Whether it is neither NaN nor infinite. */
  public static Tensor isFinite(Tensor t) {
    return call(ISFINITE).tensor(t).one();
  }

  /** Whether it is NaN. */
  public static Tensor isNan(Tensor t) {
    return call(ISNAN).tensor(t).one();
  }

  /** Whether all elements are true. */
  public static boolean all(Tensor t) {
    try (Tensor truth = call(ALL).tensor(t).one()) {
      return truth.item() != 0;
    }
  }

  /** Whether any element is true. */
  public static boolean any(Tensor t) {
    try (Tensor truth = call(ANY).tensor(t).one()) {
      return truth.item() != 0;
    }
  }

  /** Whether no element is NaN or infinite. */
  public static boolean allFinite(Tensor t) {
    try (Tensor finite = isFinite(t)) {
      return all(finite);
    }
  }

  /** Whether type, shape and every element are equal. */
  public static boolean equal(Tensor a, Tensor b) {
    return Workbench.open(a, "equal") != 0
        && Workbench.open(b, "equal") != 0
        && a.dtype() == b.dtype()
        && a.shape().equals(b.shape())
        && call(EQUAL).tensor(a).tensor(b).truth();
  }

  // ---- linear algebra, of float32 and float64

  /**
   * {@code t = q r} with orthonormal columns in {@code q} and {@code r} upper triangular; reduced:
   * {@code [n, k]} and {@code [k, m]}, k the smaller of n and m.
   */
  public static Qr qr(Tensor t) {
    Tensor[] results = call(LINALG_QR).tensor(t).text("reduced").several(2);
    return new Qr(results[0], results[1]);
  }

  /**
   * Eigenvalues, ascending, and eigenvectors, in columns, of a symmetric matrix; only its lower
   * half is read.
   */
  public static Eigen eigh(Tensor t) {
    Tensor[] results = call(LINALG_EIGH).tensor(t).text("L").several(2);
    return new Eigen(results[0], results[1]);
  }

  /** {@code t = u diag(s) vh}, singular values descending; reduced. */
  public static Svd svd(Tensor t) {
    Tensor[] results = call(LINALG_SVD).tensor(t).bool(false).none().several(3);
    return new Svd(results[0], results[1], results[2]);
  }

  /**
   * The x with {@code a x = b}.
   *
   * @throws TorchException if {@code a} is singular
   */
  public static Tensor solve(Tensor a, Tensor b) {
    return call(LINALG_SOLVE).tensor(a).tensor(b).bool(true).one();
  }

  /**
   * The lower triangular l with {@code t = l lᵀ}.
   *
   * @throws TorchException if {@code t} is not positive definite
   */
  public static Tensor cholesky(Tensor t) {
    return call(LINALG_CHOLESKY).tensor(t).bool(false).one();
  }

  // ---- in place: the first argument changes and nothing is returned

  /** {@code a += alpha b}; {@code b} broadcasts to {@code a}. */
  public static void addInPlace(Tensor a, Tensor b, double alpha) {
    if (Workbench.mine().recording() || !a.dtype().isFloatingPoint()) {
      try (Tensor scaled = mul(b, alpha);
          Tensor sum = add(a, scaled)) {
        copyInPlace(a, sum);
      }
      return;
    }
    Workbench.open(a, "addInPlace");
    // The plain operator takes its factor as a kind of argument that does not cross the C
    // interface.
    try (Tensor one = number(a, 1);
        Tensor factor = Tensor.of(new double[] {alpha})) {
      call(_FOREACH_ADDCMUL__TENSOR)
          .tensors(List.of(a))
          .tensors(List.of(b))
          .tensors(List.of(one))
          .tensor(factor)
          .nothing();
    }
  }

  /** {@code a *= b}; {@code b} broadcasts to {@code a}. */
  public static void mulInPlace(Tensor a, Tensor b) {
    call(MUL__TENSOR).tensor(a).tensor(b).inPlace();
  }

  /** {@code a *= b}. */
  public static void mulInPlace(Tensor a, double b) {
    call(MUL__TENSOR).tensor(a).number(a, b).inPlace();
  }

  /** {@code to = from}, converted and broadcast as needed. */
  public static void copyInPlace(Tensor to, Tensor from) {
    call(COPY_).tensor(to).tensor(from).bool(false).inPlace();
  }

  /** Rows {@code start} and following of {@code to} become those of {@code from}. */
  public static void copyRowsInPlace(Tensor to, long start, Tensor from) {
    try (Tensor rows = narrow(to, 0, start, from.size(0))) {
      copyInPlace(rows, from);
    }
  }

  /** The slices of {@code t} at {@code index} become those of {@code source}. */
  public static void indexCopyInPlace(Tensor t, int dim, Tensor index, Tensor source) {
    call(INDEX_COPY_).tensor(t).integer(dim).tensor(index).tensor(source).inPlace();
  }

  /** All zero. */
  public static void zeroInPlace(Tensor t) {
    call(ZERO_).tensor(t).inPlace();
  }

  /** All one value. */
  public static void fillInPlace(Tensor t, double value) {
    Workbench.mine()
        .check(StableAbi.fill(Workbench.open(t, "fillInPlace"), value), "fillInPlace", t);
  }

  /** One value where the mask is true. */
  public static void maskedFillInPlace(Tensor t, Tensor mask, double value) {
    call(MASKED_FILL__TENSOR).tensor(t).tensor(mask).number(t, value).inPlace();
  }

  /** {@code a - alpha b}. */
  private static Tensor plus(Tensor a, Tensor b, double alpha, String operation) {
    long left = Workbench.open(a, operation);
    long right = Workbench.open(b, operation);
    if (!a.dtype().isFloatingPoint() && !b.dtype().isFloatingPoint()) {
      return wholePlus(a, b, alpha);
    }
    Workbench bench = Workbench.mine();
    MemorySegment out = bench.dispatcher().out();
    bench.check(StableAbi.subtract(left, right, alpha, out.address()), operation, a, b);
    return new Tensor(out.get(JAVA_LONG, 0), null, bench);
  }

  private static Tensor plus(Tensor a, double b, double alpha, String operation) {
    Workbench.open(a, operation);
    try (Tensor number = number(a, b)) {
      return plus(a, number, alpha, operation);
    }
  }

  /**
   * {@code a - alpha b} of integers: the C function takes its factor as a floating-point number,
   * which libtorch refuses for them. A sum takes none.
   */
  private static Tensor wholePlus(Tensor a, Tensor b, double alpha) {
    try (var scope = Scope.open()) {
      Tensor other = alpha == -1 ? b : neg(to(b, DType.INT64));
      List<Tensor> both = call(BROADCAST_TENSORS).tensors(List.of(a, other)).list();
      Tensor sum = sum(stack(both, 0), 0, false);
      boolean keepsType = a.dtype() != DType.BOOL && (b.rank() == 0 || a.dtype() == b.dtype());
      return scope.keep(keepsType ? to(sum, a.dtype()) : sum);
    }
  }

  private static Tensor number(Tensor like, double value) {
    Workbench bench = Workbench.mine();
    return new Tensor(bench.scalar(like, value), null, bench);
  }
}
