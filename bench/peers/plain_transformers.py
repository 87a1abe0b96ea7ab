"""Hugging Face transformers, a plain forward pass: what one prompt costs without any research tool.

Settings: float32, inference mode, all cores, sdpa attention, no cache; with --keep-last the logits
of the last position only (logits_to_keep=1).
"""
import sys
from importlib.metadata import version

import numpy as np
import torch
from transformers import AutoModelForCausalLM

import jobs
import protocol


class PlainTransformers:
    PROGRAM = "transformers"
    VERSION = version("transformers")
    kept = {}

    def __init__(self, folder: str):
        self.tokens = jobs.Tokens(folder)
        self.clean = self.tokens.ids(jobs.prompt(jobs.CLEAN))
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()

    def single(self) -> np.ndarray:
        logits = self.model(self.clean, use_cache=False, **self.kept).logits[0, -1]
        return logits[self.tokens.symbols["XY"]].numpy()[None]


class LastPositionOnly(PlainTransformers):
    PROGRAM = "transformers, logits_to_keep=1"
    kept = {"logits_to_keep": 1}


if __name__ == "__main__":
    keep_last = "--keep-last" in sys.argv
    if keep_last:
        sys.argv.remove("--keep-last")
    protocol.serve(LastPositionOnly if keep_last else PlainTransformers)
