"""The notebooks' loops, for both TransformerLens: one forward pass for each cell, one after another.

Nothing is batched and no prefix is shared, because the notebooks do neither.
"""
from __future__ import annotations

import numpy as np
import torch

import jobs


class LensLoops:
    """What TransformerLens 2 and 4 do alike. A subclass loads `model` and says its sizes."""

    def __init__(self, folder: str):
        self.tokens = jobs.Tokens(folder)
        self.clean = self.tokens.ids(jobs.prompt(jobs.CLEAN))
        self.corrupt = self.tokens.ids(jobs.prompt(jobs.CORRUPT))

    def set_heads(self, z: torch.Tensor, heads: list[int], value) -> torch.Tensor:
        """Sets some heads of z, [1, pos, head, d_head], at every position."""
        z[:, :, heads, :] = value[:, :, heads, :] if torch.is_tensor(value) else value
        return z

    def row(self, logits: torch.Tensor, symbols: str = "XY") -> list[float]:
        return logits[0, -1, self.tokens.symbols[symbols]].tolist()

    def single(self) -> np.ndarray:
        return np.array([self.row(self.model(self.clean))])

    def patch_grid(self) -> np.ndarray:
        return np.array(self.patched(0)[2:])

    def patched(self, first_layer: int) -> list[list[float]]:
        """Clean, corrupt, then each head of each layer from the first one on."""
        clean_logits, cache = self.model.run_with_cache(self.clean)
        rows = [self.row(clean_logits), self.row(self.model(self.corrupt))]
        for layer in range(first_layer, self.layers):
            name = f"blocks.{layer}.attn.hook_z"
            for head in range(self.heads):

                def patch(z, hook, head=head, name=name):
                    return self.set_heads(z, [head], cache[name])

                rows.append(
                    self.row(self.model.run_with_hooks(self.corrupt, fwd_hooks=[(name, patch)]))
                )
        return rows

    def notebook(self) -> np.ndarray:
        rows = self.patched(self.layers - jobs.LAST_LAYERS)
        grid = jobs.recovery(rows[0], rows[1], np.array(rows[2:]), self.layers, self.heads)
        zeroing = {
            name: [
                (f"blocks.{layer}.attn.hook_z", lambda z, hook, at=at: self.set_heads(z, at, 0.0))
                for layer, at in jobs.by_layer(heads).items()
            ]
            for name, heads in jobs.select(grid).items()
        }
        direction = jobs.steering_direction(self.width)
        for cell in jobs.causal_cells():
            ids = self.tokens.ids(cell.text)
            if cell.alpha is not None:

                def steer(resid, hook, alpha=cell.alpha):
                    resid[:, -1, :] = resid[:, -1, :] + alpha * direction
                    return resid

                hooks = [(f"blocks.{jobs.STEERED_BLOCK}.hook_resid_post", steer)]
            else:
                hooks = zeroing[cell.zeroed] if cell.zeroed else []
            logits = self.model.run_with_hooks(ids, fwd_hooks=hooks) if hooks else self.model(ids)
            rows.append(self.row(logits, cell.symbols))
        return np.array(rows)
