"""nnsight in the fastest form found for it: equally long prompts as one batch of one trace, each row
with its own edit, and the logits of the last position only.

Settings: float32, inference mode, all cores, sdpa attention, BATCH rows a trace. No prefix is kept
and equal cells are run again: nnsight has neither. (by_hand.py shows what both are worth.)
"""
from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version

import numpy as np
import torch
from nnsight import LanguageModel
from transformers import AutoModelForCausalLM

import jobs
import protocol

BATCH = 27


class NnsightBatched:
    PROGRAM = "nnsight"
    VERSION = version("nnsight")

    def __init__(self, folder: str):
        self.tokens = jobs.Tokens(folder)
        source = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        c = source.config
        self.layers, self.heads, self.width = (
            c.num_hidden_layers,
            c.num_attention_heads,
            c.hidden_size,
        )
        self.size = source.model.layers[0].self_attn.o_proj.in_features // self.heads
        self.model = LanguageModel(source, tokenizer=self.tokens.tokenizer)
        self.clean = self.tokens.ids(jobs.prompt(jobs.CLEAN))
        self.corrupt = self.tokens.ids(jobs.prompt(jobs.CORRUPT))

    def head(self, head: int) -> slice:
        return slice(head * self.size, (head + 1) * self.size)

    def row(self, ids: torch.Tensor, symbols: str = "XY") -> torch.Tensor:
        """[1, 2]"""
        model, at = self.model, self.tokens.symbols[symbols]
        with model.trace(ids, logits_to_keep=1, use_cache=False):
            logits = model.lm_head.output[:, -1, at].save()
        return logits

    def single(self) -> np.ndarray:
        return self.row(self.clean).numpy()

    def patched(self, first_layer: int) -> torch.Tensor:
        """Clean, corrupt, then each head of each layer from the first one on. [row, 2]"""
        model, at = self.model, self.tokens.symbols["XY"]
        z = [None] * self.layers
        with model.trace(self.clean, logits_to_keep=1, use_cache=False):
            for layer in range(self.layers):
                z[layer] = model.model.layers[layer].self_attn.o_proj.input.save()
            clean = model.lm_head.output[:, -1, at].save()
        rows = [clean, self.row(self.corrupt)]
        cells = [(l, h) for l in range(first_layer, self.layers) for h in range(self.heads)]
        for first in range(0, len(cells), BATCH):
            batch = cells[first : first + BATCH]
            edits = defaultdict(list)
            for row, (layer, head) in enumerate(batch):
                edits[layer].append((row, self.head(head)))
            ids = self.corrupt.expand(len(batch), -1)
            with model.trace(ids, logits_to_keep=1, use_cache=False):
                for layer, edited in edits.items():
                    into = model.model.layers[layer].self_attn.o_proj.input
                    for row, head in edited:
                        into[row, :, head] = z[layer][0, :, head]
                logits = model.lm_head.output[:, -1, at].save()
            rows.append(logits)
        return torch.cat(rows)

    def patch_grid(self) -> np.ndarray:
        return self.patched(0)[2:].numpy()

    def notebook(self) -> np.ndarray:
        rows = self.patched(self.layers - jobs.LAST_LAYERS)
        grid = jobs.recovery(rows[0], rows[1], rows[2:], self.layers, self.heads)
        zeroed = {name: jobs.by_layer(heads) for name, heads in jobs.select(grid).items()}
        zeroed[None] = {}
        cells = jobs.causal_cells()
        alike = defaultdict(list)  # cells that can be rows of one batch
        for index, cell in enumerate(cells):
            ids = self.tokens.ids(cell.text)
            steered = cell.alpha is not None
            alike[cell.zeroed, cell.symbols, steered, ids.shape[1]].append((index, ids))
        causal = torch.empty(len(cells), 2)
        for (name, symbols, steered, _), members in alike.items():
            for first in range(0, len(members), BATCH):
                batch = members[first : first + BATCH]
                at = [index for index, _ in batch]
                ids = torch.cat([ids for _, ids in batch])
                doses = torch.tensor([cells[i].alpha for i in at]) if steered else None
                causal[at] = self.batch(ids, zeroed[name], doses, symbols)
        return torch.cat([rows, causal]).numpy()

    def batch(self, ids, zeroed: dict[int, list[int]], doses, symbols: str) -> torch.Tensor:
        """Logits [row, 2] of equally long prompts that are edited alike."""
        model, at = self.model, self.tokens.symbols[symbols]
        direction = jobs.steering_direction(self.width)
        with model.trace(ids, logits_to_keep=1, use_cache=False):
            for layer, heads in zeroed.items():
                into = model.model.layers[layer].self_attn.o_proj.input
                for head in heads:
                    into[:, :, self.head(head)] = 0
            if doses is not None:
                resid = model.model.layers[jobs.STEERED_BLOCK].output
                resid[:, -1, :] += doses[:, None] * direction
            logits = model.lm_head.output[:, -1, at].save()
        return logits


if __name__ == "__main__":
    protocol.serve(NnsightBatched)
