"""TransformerLens 2 (HookedTransformer), with the loops of the notebooks as they stand.

Settings: float32, inference mode, all cores; weights processed as from_pretrained does by default
(layer norms folded, value biases folded), which saves work, but for the centring of the unembedding,
which would shift all logits by one number and costs or saves nothing.
"""
from importlib.metadata import version

import torch
from transformers import AutoModelForCausalLM
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import convert_llama_weights

import protocol
from lens_loops import LensLoops


class TransformerLens2(LensLoops):
    PROGRAM = "TransformerLens"
    VERSION = version("transformer-lens")

    def __init__(self, folder: str):
        super().__init__(folder)
        source = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        c = source.config
        if c.model_type != "llama" or c.rope_scaling is not None:
            raise SystemExit(f"{c.model_type}: a Llama without rope_scaling was expected")
        d_head = c.head_dim or c.hidden_size // c.num_attention_heads
        config = HookedTransformerConfig(
            original_architecture="LlamaForCausalLM",
            n_layers=c.num_hidden_layers,
            d_model=c.hidden_size,
            n_heads=c.num_attention_heads,
            n_key_value_heads=c.num_key_value_heads,
            d_head=d_head,
            d_mlp=c.intermediate_size,
            d_vocab=c.vocab_size,
            n_ctx=2048,
            act_fn=c.hidden_act,
            gated_mlp=True,
            normalization_type="RMS",
            final_rms=True,
            eps=c.rms_norm_eps,
            positional_embedding_type="rotary",
            rotary_adjacent_pairs=False,
            rotary_dim=d_head,
            rotary_base=int(c.rope_theta),
            init_weights=False,
            dtype=torch.float32,
            device="cpu",
        )
        self.model = HookedTransformer(config, self.tokens.tokenizer)
        self.model.load_and_process_state_dict(
            convert_llama_weights(source, config),
            fold_ln=True,
            center_writing_weights=False,  # there is no centring in a model with RMS norms
            center_unembed=False,
            fold_value_biases=True,
        )
        self.model.eval()
        self.layers, self.heads, self.width = config.n_layers, config.n_heads, config.d_model


if __name__ == "__main__":
    protocol.serve(TransformerLens2)
