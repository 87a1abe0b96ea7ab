"""PyTorch by hand: what a careful person writes with transformers and forward hooks to be fast.

The prefix that prompts share is run once and its keys and values are kept; what comes after it runs
in batches; only the last position's logits are computed; equal cells run once. Settings: float32,
inference mode, all cores, sdpa attention, BATCH rows at a time. What it does not do: start in the
middle of the layers where everything below is known already.
"""
from __future__ import annotations

import os
from collections import defaultdict
from importlib.metadata import version

import numpy as np
import torch
from transformers import AutoModelForCausalLM, DynamicCache

import jobs
import protocol

BATCH = 54


def shared_prefix(prompts: list[tuple[int, ...]]) -> int:
    """How many first tokens all prompts have in common, at least one left to run."""
    shared = len(os.path.commonprefix(prompts))
    return min(shared, min(map(len, prompts)) - 1)


class ByHand:
    PROGRAM = "PyTorch by hand"
    VERSION = f"torch {torch.__version__}, transformers {version('transformers')}"

    def __init__(self, folder: str):
        self.tokens = jobs.Tokens(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        c = self.model.config
        self.layers, self.heads, self.width = (
            c.num_hidden_layers,
            c.num_attention_heads,
            c.hidden_size,
        )
        self.blocks = self.model.model.layers
        self.outputs = [block.self_attn.o_proj for block in self.blocks]  # its input is hook_z
        self.clean = self.tokens.ids(jobs.prompt(jobs.CLEAN))
        self.corrupt = self.tokens.ids(jobs.prompt(jobs.CORRUPT))

    def last(self, ids: torch.Tensor, prefix=None, symbols: str = "XY") -> torch.Tensor:
        """Logits of two symbols at the last position, [row, 2]; ids [row, pos] after the prefix."""
        cache = None
        if prefix is not None:
            cache = DynamicCache()
            for layer, (keys, values) in enumerate(prefix):
                rows = (len(ids), -1, -1, -1)
                cache.update(keys.expand(rows), values.expand(rows), layer)
        logits = self.model(
            ids, past_key_values=cache, use_cache=cache is not None, logits_to_keep=1
        ).logits
        return logits[:, -1, self.tokens.symbols[symbols]]

    def prefix(self, ids: torch.Tensor):
        """Keys and values of the first tokens, a pair for each layer."""
        cache = self.model.model(ids, use_cache=True).past_key_values
        return [(layer.keys, layer.values) for layer in cache.layers]

    def head(self, head: int) -> slice:
        size = self.outputs[0].in_features // self.heads
        return slice(head * size, (head + 1) * size)

    def patched(self, first_layer: int) -> torch.Tensor:
        """Clean, corrupt, then each head of each layer from the first one on. [row, 2]"""
        start = int((self.clean != self.corrupt).nonzero()[0, 1])
        z = {}
        hooks = [
            output.register_forward_pre_hook(
                lambda module, args, layer=layer: z.__setitem__(layer, args[0][0, start:].clone())
            )
            for layer, output in enumerate(self.outputs)
        ]
        rows = [self.last(self.clean)]
        for hook in hooks:
            hook.remove()
        prefix = self.prefix(self.corrupt[:, :start])
        rest = self.corrupt[:, start:]
        rows.append(self.last(rest, prefix))
        cells = [(l, h) for l in range(first_layer, self.layers) for h in range(self.heads)]
        for first in range(0, len(cells), BATCH):
            batch = cells[first : first + BATCH]
            edits = defaultdict(list)
            for row, (layer, head) in enumerate(batch):
                edits[layer].append((row, self.head(head)))
            hooks = []
            for layer, at in edits.items():

                def patch(module, args, layer=layer, at=at):
                    for row, head in at:
                        args[0][row, :, head] = z[layer][:, head]

                hooks.append(self.outputs[layer].register_forward_pre_hook(patch))
            rows.append(self.last(rest.expand(len(batch), -1), prefix))
            for hook in hooks:
                hook.remove()
        return torch.cat(rows)

    def patch_grid(self) -> np.ndarray:
        return self.patched(0)[2:].numpy()

    def notebook(self) -> np.ndarray:
        rows = self.patched(self.layers - jobs.LAST_LAYERS)
        grid = jobs.recovery(rows[0], rows[1], rows[2:], self.layers, self.heads)
        chosen = jobs.select(grid)
        cells = jobs.causal_cells()
        ids = {}
        for cell in cells:
            if cell.text not in ids:
                ids[cell.text] = tuple(self.tokens.ids(cell.text)[0].tolist())
        found = {}
        for zeroed in (None, "anti", "bayes"):
            hooks = self.zero(chosen[zeroed]) if zeroed else []
            for symbols in ("XY", "AB"):
                texts = {
                    cell.text
                    for cell in cells
                    if (cell.zeroed, cell.symbols, cell.alpha) == (zeroed, symbols, None)
                }
                answers = self.texts([ids[text] for text in texts], symbols) if texts else {}
                found.update(((text, zeroed, None), answers[ids[text]]) for text in texts)
            for hook in hooks:
                hook.remove()
        steered = [cell for cell in cells if cell.alpha is not None]
        doses = sorted({cell.alpha for cell in steered})
        answers = self.steered(torch.tensor([ids[steered[0].text]]), doses)
        found.update(((steered[0].text, None, alpha), row) for alpha, row in zip(doses, answers))
        causal = [found[cell.text, cell.zeroed, cell.alpha] for cell in cells]
        return torch.cat([rows, torch.stack(causal)]).numpy()

    def texts(self, prompts: list[tuple[int, ...]], symbols: str) -> dict:
        """Different prompts under the hooks that are set: their prefix once, then by length."""
        start = shared_prefix(prompts)
        prefix = self.prefix(torch.tensor([prompts[0][:start]])) if len(prompts) > 1 else None
        by_length = defaultdict(list)
        for ids in prompts:
            by_length[len(ids)].append(ids)
        found = {}
        for equally_long in by_length.values():
            for first in range(0, len(equally_long), BATCH):
                batch = equally_long[first : first + BATCH]
                rest = torch.tensor(batch)[:, start if prefix else 0 :]
                found.update(zip(batch, self.last(rest, prefix, symbols)))
        return found

    def zero(self, heads: list[tuple[int, int]]) -> list:
        hooks = []
        for layer, at in jobs.by_layer(heads).items():

            def ablate(module, args, at=at):
                for head in at:
                    args[0][:, :, self.head(head)] = 0

            hooks.append(self.outputs[layer].register_forward_pre_hook(ablate))
        return hooks

    def steered(self, ids: torch.Tensor, doses: list[float]) -> torch.Tensor:
        """One prompt, [1, pos], with each dose; all but its last token are the prefix."""
        added = torch.tensor(doses)[:, None, None] * jobs.steering_direction(self.width)

        def steer(module, args, output):
            if torch.is_tensor(output):
                return output + added
            return (output[0] + added, *output[1:])

        prefix = self.prefix(ids[:, :-1])
        hook = self.blocks[jobs.STEERED_BLOCK].register_forward_hook(steer)
        rows = self.last(ids[:, -1:].expand(len(doses), -1), prefix)
        hook.remove()
        return rows


if __name__ == "__main__":
    protocol.serve(ByHand)
