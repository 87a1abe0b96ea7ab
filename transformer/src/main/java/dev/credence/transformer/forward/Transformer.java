package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.allFinite;
import static dev.credence.torch.Ops.bmm;
import static dev.credence.torch.Ops.cat;
import static dev.credence.torch.Ops.contiguous;
import static dev.credence.torch.Ops.einsum;
import static dev.credence.torch.Ops.embedding;
import static dev.credence.torch.Ops.expand;
import static dev.credence.torch.Ops.ge;
import static dev.credence.torch.Ops.gt;
import static dev.credence.torch.Ops.indexSelect;
import static dev.credence.torch.Ops.isFinite;
import static dev.credence.torch.Ops.logicalAnd;
import static dev.credence.torch.Ops.logicalNot;
import static dev.credence.torch.Ops.logicalOr;
import static dev.credence.torch.Ops.lt;
import static dev.credence.torch.Ops.maskedFill;
import static dev.credence.torch.Ops.mul;
import static dev.credence.torch.Ops.narrow;
import static dev.credence.torch.Ops.permute;
import static dev.credence.torch.Ops.reshape;
import static dev.credence.torch.Ops.softmax;
import static dev.credence.torch.Ops.sum;
import static dev.credence.torch.Ops.tanh;
import static dev.credence.torch.Ops.to;
import static dev.credence.torch.Ops.unsqueeze;
import static dev.credence.torch.Ops.view;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.plan.Branch;
import dev.credence.transformer.plan.ContinuedPlan;
import dev.credence.transformer.plan.LastRowPlan;
import dev.credence.transformer.plan.LayerPlan;
import dev.credence.transformer.plan.RowPlan;
import dev.credence.transformer.plan.StagePlan;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass over packed rows. A row is one token position of one prompt under one set of
 * edits; the plan has made equal rows one and dropped those that nothing reads. Families differ by
 * values in the configuration and the weights (an absent bias or norm is the identity), never by
 * who they are.
 *
 * <p>A layer goes through three stages, because an edit makes rows of its own only from where it
 * acts: <em>keys</em>, what other positions read; <em>queries</em>, what a row reads of others;
 * <em>output</em>, what it makes of that.
 */
public final class Transformer {
  private static final Past ALONE = (layer, k, v) -> new KeyValueCache.Rows(k, v);
  private static final CaptureSink NOTHING_KEPT = (capture, activation) -> {};

  private final ModelConfig cfg;
  private final ModelWeights weights;
  private final Norm norm;
  private final Norm headNorm;
  private final DType dtype;
  private final Device device;

  /**
   * A transformer of these weights; they must stay open as long as it is used.
   *
   * @param dtype of the activations and of the layers; embedding and unembedding may be narrower
   */
  public Transformer(ModelConfig cfg, ModelWeights weights, DType dtype) {
    this.cfg = cfg;
    this.weights = weights;
    this.norm = new Norm(cfg.norm(), cfg.normEpsilon());
    this.headNorm = new Norm(NormKind.RMS, cfg.normEpsilon());
    this.dtype = dtype;
    this.device = weights.embed().device();
  }

  /** What queries of a layer may look at, given the keys and values of the run's own rows. */
  @FunctionalInterface
  private interface Past {
    KeyValueCache.Rows seen(int layer, Tensor k, Tensor v);
  }

  /** One run: what it edits, where it leaves what it keeps, the angles of its positions. */
  private record Run(RowChanges changes, CaptureSink sink, @Nullable Rotary rotary, Past past) {
    Hooks at(StagePlan stage) {
      return new Hooks(stage, changes, sink);
    }
  }

  /**
   * Runs a plan from tokens to normed rows.
   *
   * @param tensors what interventions name
   * @param sink takes the captures
   * @param progress told the share of the work that is done, after each layer
   * @return the rows of {@link RowPlan#last} as the unembedding reads them, {@code [row, d_model]};
   *     it belongs to the open scope
   */
  public Tensor run(
      RowPlan plan, Map<String, NdArray> tensors, CaptureSink sink, DoubleConsumer progress) {
    return run(plan, 0, ALONE, new EditTensors(tensors, Map.of()), sink, progress);
  }

  /**
   * Runs a plan with some of the named tensors given as they are: where this thread records
   * gradients, they and the weights are followed through the run.
   *
   * @param tensors what interventions name
   * @param learnt stand before arrays of the same name; they stay the caller's
   * @return as of the other; nothing is captured
   */
  public Tensor run(RowPlan plan, Map<String, NdArray> tensors, Map<String, Tensor> learnt) {
    return run(plan, 0, ALONE, new EditTensors(tensors, learnt), NOTHING_KEPT, share -> {});
  }

  /**
   * Runs a plan that goes on behind the rows of a cache, and adds its own to it.
   *
   * @param cache as earlier plans of the same continuation have left it, empty before the first
   * @param tensors what interventions name
   * @return as of the other; nothing is captured
   */
  public Tensor run(ContinuedPlan continued, KeyValueCache cache, Map<String, NdArray> tensors) {
    Past past = (layer, k, v) -> cache.extend(layer, k, v, continued.kept()[layer]);
    EditTensors edits = new EditTensors(tensors, Map.of());
    Tensor normed = run(continued.plan(), cache.length(), past, edits, NOTHING_KEPT, share -> {});
    cache.advanceTo(continued.plan().length(0)); // donors may be longer
    return normed;
  }

  private Tensor run(
      RowPlan plan,
      int first,
      Past past,
      EditTensors tensors,
      CaptureSink sink,
      DoubleConsumer progress) {
    double work = plan.flops();
    double done = 0;
    try (Scope whole = Scope.open()) {
      Run run = new Run(new RowChanges(tensors), sink, rotary(first, plan.longest()), past);
      Tensor stream = embed(plan.embedding(), run);
      for (LayerPlan layer : plan.layers()) {
        if (layer.isEmpty()) {
          continue; // nothing above reads it
        }
        Tensor entering = stream;
        try (Scope scope = Scope.open()) {
          stream = scope.keep(block(entering, layer, run));
        }
        if (stream != entering) {
          entering.close();
        }
        done += plan.flops(layer);
        progress.accept(done / work);
      }
      Hooks at = run.at(plan.last());
      Tensor last = finalNorm(gather(stream, plan.last().input()), at);
      at.finish(Hook.LOGITS);
      return whole.keep(last);
    }
  }

  /**
   * Runs last rows on from a place in the stream. Where this thread records gradients, they go back
   * to {@code rows}.
   *
   * @param from {@code resid_pre}, {@code resid_mid} or {@code resid_post} of a layer
   * @param rows {@code [row, d_model]}: what is there
   * @param plan of the prompts
   * @param which for each row the prompt whose last row it is
   * @param cache as the run of {@link LastRowPlan#promptRun} has left it
   * @return as of the others: {@code [row, d_model]}
   */
  public Tensor runLastRows(
      HookPoint from, Tensor rows, LastRowPlan plan, int[] which, KeyValueCache cache) {
    try (Scope whole = Scope.open()) {
      RowChanges none = new RowChanges(new EditTensors(Map.of(), Map.of()));
      Past past = (layer, k, v) -> cache.beside(layer, plan.kept(layer), k, v);
      Run run = new Run(none, NOTHING_KEPT, rotary(0, plan.longest()), past);
      Tensor stream = rows;
      int next = from.layer() + 1;
      switch (from.hook()) {
        case RESID_PRE -> next = from.layer();
        case RESID_MID -> {
          LayerWeights w = weights.layers().get(from.layer());
          Hooks at = run.at(new StagePlan(new int[0], new int[0], Map.of(), Map.of()));
          stream = add(stream, mlp(stream, w, at));
        }
        case RESID_POST -> {}
        default -> throw new IllegalStateException(from + " is no place in the stream");
      }
      for (LayerPlan layer : plan.layers(next, which)) {
        try (Scope scope = Scope.open()) {
          stream = scope.keep(block(stream, layer, run));
        }
      }
      return whole.keep(finalNorm(stream));
    }
  }

  /** In the precision of the activations, and where they lie. */
  public Tensor likeActivations(Tensor values) {
    return to(to(values, dtype), device);
  }

  private @Nullable Rotary rotary(int first, int end) {
    return cfg.positions() instanceof PositionScheme.Rotary scheme
        ? new Rotary(scheme, first, end, dtype, device)
        : null;
  }

  /** Tokens to the stream: {@code [row, d_model]}. */
  private Tensor embed(StagePlan plan, Run run) {
    Hooks at = run.at(plan);
    Tensor x = to(embedding(weights.embed(), index(plan.input())), dtype); // [row, d_model]
    if (cfg.embeddingScale() != 1) {
      x = mul(x, cfg.embeddingScale());
    }
    x = at.hook(Hook.EMBED, x);
    if (weights.positionEmbed() != null) {
      Tensor p = indexSelect(weights.positionEmbed(), 0, index(plan.positions()));
      x = add(x, at.hook(Hook.POS_EMBED, p));
    }
    at.finish();
    return x;
  }

  /** One block: the stream that enters to the stream that leaves, both {@code [row, d_model]}. */
  private Tensor block(Tensor stream, LayerPlan plan, Run run) {
    Rotary rotary = run.rotary(); // null where positions are told in another way
    LayerWeights w = weights.layers().get(plan.layer());

    // Keys: what other positions read.
    Hooks at = run.at(plan.keys());
    Tensor x = at.hook(Hook.RESID_PRE, gather(stream, plan.keys().input())); // [row, d_model]
    Tensor n = norm.of(x, w.ln1(), Hook.LN1_SCALE, Hook.LN1_NORMALIZED, at);
    Tensor k = project(n, w.k(), cfg.kvHeads()); // [row, kv_head, d_head]
    Tensor v = project(n, w.v(), cfg.kvHeads()); // [row, kv_head, d_head]
    HeadInputs attnIn = headInputs(Hook.ATTN_IN, x, cfg.heads(), w, at);
    k = headInputs(Hook.K_INPUT, x, cfg.kvHeads(), w, at).into(attnIn.into(k, w.k()), w.k());
    v = headInputs(Hook.V_INPUT, x, cfg.kvHeads(), w, at).into(attnIn.into(v, w.v()), w.v());
    k = at.hook(Hook.K, k);
    v = at.hook(Hook.V, v);
    if (cfg.queryKeyNorm()) {
      k = headNorm.of(k, w.kNorm(), Hook.K_NORM_SCALE, Hook.K_NORM_NORMALIZED, at);
    }
    if (rotary != null) {
      k = at.hook(Hook.ROT_K, rotary.turn(k, index(plan.keys().positions())));
    }
    at.finish();
    KeyValueCache.Rows seen =
        run.past().seen(plan.layer(), k, v); // [past and row, kv_head, d_head]
    if (plan.queries().rows() == 0) {
      return narrow(x, 0, 0, 0); // keys or values are kept, and nothing above is read
    }

    // Queries: what a row reads of others.
    at = run.at(plan.queries());
    int[] from = plan.queries().input();
    Tensor q = project(gather(n, from), w.q(), cfg.heads()); // [query, head, d_head]
    HeadInputs qInput = headInputs(Hook.Q_INPUT, gather(x, from), cfg.heads(), w, at);
    q = at.hook(Hook.Q, qInput.into(attnIn.through(from).into(q, w.q()), w.q()));
    if (cfg.queryKeyNorm()) {
      q = headNorm.of(q, w.qNorm(), Hook.Q_NORM_SCALE, Hook.Q_NORM_NORMALIZED, at);
    }
    if (rotary != null) {
      q = at.hook(Hook.ROT_Q, rotary.turn(q, index(plan.queries().positions())));
    }
    boolean finite = allFinite(seen.values());
    List<Tensor> looks = new ArrayList<>();
    for (Branch branch : plan.branches()) { // pasts of like length attend together
      looks.add(attend(q, seen.keys(), seen.values(), finite, branch, plan.layer(), at));
    }
    Tensor z = looks.size() == 1 ? looks.getFirst() : cat(looks, 0); // [query, head, d_head]
    at.finish();

    // Output: what it makes of that.
    at = run.at(plan.output());
    z = at.hook(Hook.Z, gather(z, plan.output().input())); // [row, head, d_head]
    Tensor own = gather(x, through(plan.queries(), plan.output())); // [row, d_model]
    Tensor attnOut = combine(z, w.o(), at); // [row, d_model]
    if (cfg.postNorms()) {
      attnOut = norm.of(attnOut, w.ln1Post(), Hook.LN1_POST_SCALE, Hook.LN1_POST_NORMALIZED, at);
    }
    attnOut = at.hook(Hook.ATTN_OUT, attnOut); // what is added to the stream
    Tensor out;
    if (cfg.attentionOnly()) {
      out = add(own, attnOut);
    } else if (cfg.parallel()) {
      out = add(add(own, attnOut), mlp(own, w, at));
    } else {
      Tensor mid = at.hook(Hook.RESID_MID, add(own, attnOut));
      out = add(mid, mlp(mid, w, at));
    }
    out = at.hook(Hook.RESID_POST, out);
    at.finish();
    return out;
  }

  /** What one batch of branches gathers from its past: {@code [query, head, d_head]}. */
  private Tensor attend(
      Tensor q, Tensor k, Tensor v, boolean finite, Branch branch, int layer, Hooks at) {
    long b = branch.count();
    long keys = branch.keysEach();
    long queries = branch.queriesEach();
    long shared = cfg.kvHeads();
    long group = cfg.group();
    long d = cfg.dHead();

    Tensor ks = view(gather(k, branch.keys()), b, keys, shared, d);
    ks = reshape(permute(ks, 0, 2, 3, 1), b * shared, d, keys); // [b kv_head, d_head, key]
    Tensor vs = view(gather(v, branch.keys()), b, keys, shared, d);
    vs = reshape(permute(vs, 0, 2, 1, 3), b * shared, keys, d); // [b kv_head, key, d_head]
    Tensor qs = view(indexSelect(q, 0, index(branch.queries())), b, queries, shared, group, d);
    qs = reshape(permute(qs, 0, 2, 3, 1, 4), b * shared, group * queries, d);

    Tensor scores = mul(bmm(qs, ks), cfg.attentionScale()); // [b kv_head, group query, key]
    scores = single(view(scores, b, cfg.heads(), queries, keys));
    Tensor hidden = hidden(branch, cfg.window(layer)); // [b, 1, query, key]
    scores = maskedFill(softcap(scores, cfg.attentionSoftcap()), hidden, Double.NEGATIVE_INFINITY);
    if (at.names(Hook.ATTN_SCORES)) {
      scores = attentionHook(Hook.ATTN_SCORES, scores, hidden, branch, at);
    }
    Tensor pattern = softmax(scores, -1); // [b, head, query, key]
    if (at.names(Hook.PATTERN)) {
      pattern = attentionHook(Hook.PATTERN, pattern, hidden, branch, at);
    }
    pattern = view(to(pattern, v.dtype()), b * shared, group * queries, keys);
    Tensor mixed = finite ? bmm(pattern, vs) : mixOverflowed(pattern, vs, hidden);
    Tensor z = permute(view(mixed, b, shared, group, queries, d), 0, 3, 1, 2, 4);
    z = reshape(z, b * queries, cfg.heads(), d); // [b query, head, d_head]
    return branch.isFull() ? z : indexSelect(z, 0, index(branch.places()));
  }

  /**
   * Values by their weights, where some are not finite: these are seen by the queries that look at
   * them and by no others. Queries of other cells may stand in this product, and 0 times infinity
   * is not a number.
   *
   * @param pattern {@code [b kv_head, group query, key]}
   * @param values {@code [b kv_head, key, d_head]}
   * @param hidden {@code [b, 1, query, key]}
   */
  private Tensor mixOverflowed(Tensor pattern, Tensor values, Tensor hidden) {
    Tensor overflowed = logicalNot(isFinite(values));
    Tensor seen = expand(logicalNot(hidden), -1, cfg.heads(), -1, -1);
    seen = to(reshape(seen, pattern.shape().sizes()), values.dtype());
    Tensor looks = bmm(seen, to(overflowed, values.dtype()));
    return maskedFill(bmm(pattern, maskedFill(values, overflowed, 0)), gt(looks, 0), Double.NaN);
  }

  /** Where a query does not look: later keys, padding, other tails, keys before the window. */
  private Tensor hidden(Branch branch, int window) {
    Tensor key =
        view(index(IntStream.range(0, branch.keysEach()).toArray()), 1, 1, 1, branch.keysEach());
    Tensor hidden = ge(key, ofQueries(branch, branch.visible())); // [b, 1, query, key]
    if (branch.hasTails()) {
      Tensor before = lt(key, ofQueries(branch, branch.tailFrom()));
      Tensor behind = ge(key, ofQueries(branch, branch.tailTo()));
      hidden = logicalAnd(hidden, logicalOr(before, behind));
    }
    if (window > 0) {
      Tensor position = view(index(branch.keyPositions()), branch.count(), 1, 1, branch.keysEach());
      int[] first = Arrays.stream(branch.queryPositions()).map(p -> p + 1 - window).toArray();
      hidden = logicalOr(hidden, lt(position, ofQueries(branch, first)));
    }
    return hidden;
  }

  /** One number a query, to be compared with every key: {@code [b, 1, query, 1]}. */
  private Tensor ofQueries(Branch branch, int[] values) {
    return view(index(values), branch.count(), 1, branch.queriesEach(), 1);
  }

  private Tensor attentionHook(Hook hook, Tensor t, Tensor hidden, Branch branch, Hooks at) {
    long b = branch.count();
    long queries = branch.queriesEach();
    long keys = branch.keysEach();
    Tensor rows =
        reshape(permute(t, 0, 2, 1, 3), b * queries, cfg.heads(), keys); // [b query, head, key]
    Tensor unseen = view(hidden, b * queries, 1, keys);
    rows = at.attention(hook, rows, branch, unseen);
    return contiguous(permute(view(rows, b, queries, cfg.heads(), keys), 0, 2, 1, 3));
  }

  /** Heads' outputs to what attention adds to the stream: {@code [row, d_model]}. */
  private Tensor combine(Tensor z, LinearWeights o, Hooks at) {
    Tensor plain = linear(reshape(z, z.size(0), z.size(1) * z.size(2)), o);
    if (!at.names(Hook.RESULT)) {
      return plain;
    }
    Tensor w = view(o.weight(), cfg.dModel(), cfg.heads(), cfg.dHead());
    Tensor result = einsum("rhd,mhd->rhm", z, w); // [row, head, d_model]
    Tensor total = sum(at.hook(Hook.RESULT, result), 1, false);
    total = o.bias() == null ? total : add(total, o.bias());
    return at.withEdited(plain, total, Hook.RESULT);
  }

  /** What the MLP adds to the stream: {@code [row, d_model]}. */
  private Tensor mlp(Tensor stream, LayerWeights w, Hooks at) {
    Tensor x =
        at.edits(Hook.MLP_IN) ? Ops.clone(stream) : stream; // the stream itself stays as it is
    x = at.hook(Hook.MLP_IN, x);
    Tensor n = norm.of(x, w.ln2(), Hook.LN2_SCALE, Hook.LN2_NORMALIZED, at); // [row, d_model]
    Tensor pre = at.hook(Hook.MLP_PRE, linear(n, required(w.pre()))); // [row, d_mlp]
    Tensor h = Activation.act(cfg.activation(), pre);
    if (cfg.gated()) {
      h = mul(h, at.hook(Hook.MLP_PRE_LINEAR, linear(n, required(w.preLinear()))));
    }
    if (cfg.activation() == ActivationFunction.SOLU_LN) {
      Norm overNeurons = new Norm(NormKind.LAYER_NORM, cfg.normEpsilon());
      h = overNeurons.of(at.hook(Hook.MLP_MID, h), w.mlpNorm());
    }
    Tensor mlpOut = linear(at.hook(Hook.MLP_POST, h), required(w.out())); // [row, d_model]
    if (cfg.postNorms()) {
      mlpOut = norm.of(mlpOut, w.ln2Post(), Hook.LN2_POST_SCALE, Hook.LN2_POST_NORMALIZED, at);
    }
    return at.hook(Hook.MLP_OUT, mlpOut);
  }

  /** The stream as the unembedding reads it: {@code [row, d_model]}. */
  private Tensor finalNorm(Tensor stream, Hooks at) {
    return cfg.finalNorm()
        ? norm.of(stream, weights.finalNorm(), Hook.LN_FINAL_SCALE, Hook.LN_FINAL_NORMALIZED, at)
        : stream;
  }

  /** The final norm alone, without hooks: {@code [row, d_model]} to the same shape. */
  public Tensor finalNorm(Tensor stream) {
    return cfg.finalNorm() ? norm.of(stream, weights.finalNorm()) : stream;
  }

  /**
   * Logits of normed rows: {@code [row, d_model]} to {@code [row, vocab_out]}, float32, or float64
   * where rows are.
   */
  public Tensor unembed(Tensor normed) {
    return softcap(single(Unembedding.of(normed, weights.unembed())), cfg.logitSoftcap());
  }

  /** Logits of some tokens: {@code [row, d_model]} to {@code [row, token]}. */
  public Tensor unembed(Tensor normed, int[] tokens) {
    LinearWeights w = weights.unembed();
    Tensor bias = w.bias() == null ? null : indexSelect(w.bias(), 0, index(tokens));
    LinearWeights some = new LinearWeights(indexSelect(w.weight(), 0, index(tokens)), bias);
    return softcap(single(Unembedding.of(normed, some)), cfg.logitSoftcap());
  }

  /** Queries, keys or values: {@code [row, d_model]} to {@code [row, head, d_head]}. */
  private Tensor project(Tensor n, LinearWeights w, int heads) {
    return view(linear(n, w), n.size(0), heads, cfg.dHead());
  }

  private HeadInputs headInputs(Hook hook, Tensor x, int heads, LayerWeights w, Hooks at) {
    if (!at.names(hook)) {
      return new HeadInputs(null, new int[0]);
    }
    Tensor copies = expand(unsqueeze(x, 1), x.size(0), heads, x.size(1));
    // A true copy, also for a single head: the stream itself must stay as it is.
    Tensor each = at.hook(hook, contiguous(Ops.clone(copies))); // [row, head, d_model]
    int[] rows = at.editedRows(hook);
    return new HeadInputs(
        rows.length == 0 ? null : norm.of(indexSelect(each, 0, index(rows)), w.ln1()), rows);
  }

  private static Tensor linear(Tensor x, LinearWeights w) {
    return Ops.linear(x, w.weight(), w.bias());
  }

  private static LinearWeights required(@Nullable LinearWeights w) {
    return Objects.requireNonNull(
        w, "the configuration says there is an MLP; its weights are absent");
  }

  /** At least single precision. */
  private static Tensor single(Tensor t) {
    return t.dtype() == DType.FLOAT64 ? t : to(t, DType.FLOAT32);
  }

  private static Tensor softcap(Tensor x, double cap) {
    return cap == 0 ? x : mul(tanh(mul(x, 1 / cap)), cap);
  }

  /**
   * Rows of {@code t} in the order asked for; -1 is a row that an edit overwrites whatever it was.
   */
  private Tensor gather(Tensor t, int[] rows) {
    boolean identity = rows.length == t.size(0);
    for (int i = 0; identity && i < rows.length; i++) {
      identity = rows[i] == i;
    }
    if (identity) {
      return t;
    }
    return t.size(0) == 0
        ? Tensor.zeros(dtype, device, rows.length, cfg.dModel())
        : indexSelect(t, 0, index(Arrays.stream(rows).map(row -> Math.max(row, 0)).toArray()));
  }

  private static int[] through(StagePlan queries, StagePlan output) {
    return Arrays.stream(output.input()).map(row -> queries.input()[row]).toArray();
  }

  private Tensor index(int[] values) {
    return to(Tensor.of(values), device);
  }
}
