"""TransformerLens 4 (TransformerBridge), with the loops of the notebooks, which it runs nearly as
they stand.

Settings: float32, inference mode, all cores; the bridge as boot_transformers gives it, without
compatibility mode, which processes the weights and changes nothing that is asked here.
"""
from importlib.metadata import version

import torch
from transformer_lens.model_bridge import TransformerBridge

import protocol
from lens_loops import LensLoops


class TransformerLens4(LensLoops):
    PROGRAM = "TransformerLens bridge"
    VERSION = version("transformer-lens")

    def __init__(self, folder: str):
        super().__init__(folder)
        self.model = TransformerBridge.boot_transformers(folder, device="cpu", dtype=torch.float32)
        c = self.model.cfg
        self.layers, self.heads, self.width = c.n_layers, c.n_heads, c.d_model

    def set_heads(self, z: torch.Tensor, heads: list[int], value) -> torch.Tensor:
        """The bridge has heads side by side, [1, pos, head * d_head]."""
        apart = z.view(*z.shape[:2], self.heads, -1)
        if torch.is_tensor(value):
            value = value.view(apart.shape)
        super().set_heads(apart, heads, value)
        return z


if __name__ == "__main__":
    protocol.serve(TransformerLens4)
