package dev.credence.app;

import dev.credence.transformer.hook.Hook;

/** The text of {@code docs/hooks.md}, from the {@link Hook} enumeration. */
final class HooksPage {
  private HooksPage() {}

  static String text() {
    StringBuilder page =
        new StringBuilder(
            """
            # Hook points

            Every named place in the forward pass, in the order in which it is reached; written from \
            the program. Names are TransformerLens's, to the letter. `credence inspect MODEL` shows \
            which of them a model has, with sizes.

            | name | shape | heads |
            |---|---|---|
            """);
    for (Hook hook : Hook.values()) {
      page.append("| `")
          .append(hook.layered() ? "blocks.{l}." : "")
          .append(hook.suffix())
          .append("` | `")
          .append(shape(hook))
          .append("` | ")
          .append(!hook.hasHeads() ? "" : hook.countsKvHeads() ? "key/value" : "query")
          .append(" |\n");
    }
    return page.append(
            """

            No axis for a batch. An edited activation is what everything downstream reads; `logits` \
            can be captured, not edited. `hook_normalized` is the output of a layer norm, after weight \
            and bias, but of an RMS norm `x / scale`, before the weight. `hook_attn_out` and \
            `hook_mlp_out` are what is added to the residual stream. At `hook_pattern` and \
            `hook_attn_scores` positions are those of the query.
            """)
        .toString();
  }

  private static String shape(Hook hook) {
    return switch (hook.axes()) {
      case D_MODEL -> "[pos, d_model]";
      case SCALE -> "[pos, 1]";
      case HEAD_SCALE -> "[pos, head, 1]";
      case KV_HEAD_SCALE -> "[pos, kv_head, 1]";
      case HEAD_D_HEAD -> "[pos, head, d_head]";
      case KV_HEAD_D_HEAD -> "[pos, kv_head, d_head]";
      case HEAD_D_MODEL -> "[pos, head, d_model]";
      case KV_HEAD_D_MODEL -> "[pos, kv_head, d_model]";
      case HEAD_KEY -> "[head, query, key]";
      case D_MLP -> "[pos, d_mlp]";
      case VOCAB -> "[pos, d_vocab_out]";
    };
  }
}
