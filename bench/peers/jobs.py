"""What is asked: prompts, cells and their order. Every program's answer has the rows of this file.

The order is told in bench/README.md. Prompts are those of the notebooks, the beginning-of-text
token once in front of each.
"""
from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import NamedTuple, Optional

import numpy as np
import torch
from transformers import AutoTokenizer

CLEAN, CORRUPT = "XXXXXXXXXY", "XXXXXYYYYY"
DRIFT, SWAP, STEERING = "XXXXY", "AABAA", "XXXYYYXYXY"
TOKENS = 55  # of a prompt with ten draws, the beginning-of-text token among them
LAST_LAYERS = 8  # that the notebook patches
TOP_K = 20  # heads that are zeroed together
STEERED_BLOCK = 9
DOSES = (5, -10, -5, -2, -1, 0, 1, 2, 5, 10)
DISTRACTORS = (0, 1, 2, 4, 8)
FIRST_CAUSAL = 2  # rows before the patched heads: clean and corrupt


def prompt(draws: str, x: str = "X", y: str = "Y", distractors: int = 0) -> str:
    return (
        f"Two random generators. Generator A: 50% {x}. Generator B: 75% {x}."
        f" Draws are independent. Order does not matter. Sequence: {' '.join(draws)}."
        + " The quick brown fox jumps over the lazy dog." * distractors
        + f" Predict the next output ({x} or {y}):"
    )


class Cell(NamedTuple):
    part: str
    draws: str
    text: str
    symbols: str = "XY"
    zeroed: Optional[str] = None  # "anti" or "bayes"
    alpha: Optional[float] = None  # of steering


def causal_cells() -> list[Cell]:
    """The 482 cells of the causal notebook. One random generator runs through all of them."""
    random = np.random.default_rng(0)

    def permuted(draws: str) -> str:
        letters = list(draws)
        random.shuffle(letters)
        return "".join(letters)

    def cells(part: str, sequences: list[str], zeroed: Optional[str] = None) -> list[Cell]:
        return [Cell(part, draws, prompt(draws), zeroed=zeroed) for draws in sequences]

    def sweep() -> list[str]:
        return [permuted("X" * n + "Y" * (10 - n)) for n in range(11) for _ in range(5)]

    def orders() -> list[str]:
        return [permuted(DRIFT) for _ in range(100)]

    found = cells("baseline", sweep())
    found += cells("drift", orders())
    found += cells("ablate_anti", sweep(), "anti")
    found += cells("drift_before_anti", orders())
    found += cells("drift_ablate_anti", orders(), "anti")
    found += cells("ablate_bayes", sweep(), "bayes")
    draws = permuted("X" * 8 + "Y" * 2)
    found += [Cell("distractors", draws, prompt(draws, distractors=n)) for n in DISTRACTORS]
    found.append(Cell("swap", SWAP, prompt(SWAP, "A", "B"), symbols="AB"))
    found.append(Cell("steering", STEERING, prompt(STEERING)))
    found += [Cell("steering", STEERING, prompt(STEERING), alpha=float(a)) for a in DOSES]
    return found


def steering_direction(width: int) -> torch.Tensor:
    """A unit vector that needs no file: sin(i + 1), i from 0, in float64, then float32. [d_model]"""
    w = np.sin(np.arange(1, width + 1, dtype=np.float64))
    return torch.tensor((w / np.linalg.norm(w)).astype(np.float32))


def difference(row) -> float:
    return float(row[0]) - float(row[1])


def recovery(clean, corrupt, patched: np.ndarray, layers: int, heads: int) -> np.ndarray:
    """How much of the clean run's answer each head brings back; 0 where not patched. [layer, head]"""
    effect = difference(clean) - difference(corrupt)
    measured = [(difference(row) - difference(corrupt)) / effect for row in patched]
    grid = np.zeros((layers, heads), dtype=np.float32)
    grid[layers - len(measured) // heads :] = np.reshape(measured, (-1, heads))
    return grid


def select(grid: np.ndarray) -> dict[str, list[tuple[int, int]]]:
    """The heads of highest and of lowest recovery as (layer, head), ranked as the notebook does."""
    ranked = sorted(np.ndindex(grid.shape), key=lambda at: -float(grid[at]))  # stable
    return {"bayes": ranked[:TOP_K], "anti": ranked[-TOP_K:]}


def by_layer(heads: list[tuple[int, int]]) -> dict[int, list[int]]:
    layers: dict[int, list[int]] = {}
    for layer, head in sorted(heads):
        layers.setdefault(int(layer), []).append(int(head))
    return layers


class Tokens:
    """Texts as token ids, the beginning-of-text token exactly once."""

    def __init__(self, folder: str):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.symbols = {
            pair: torch.tensor([self._single(" " + symbol) for symbol in pair])
            for pair in ("XY", "AB")
        }
        for draws in (CLEAN, CORRUPT):
            found = self.ids(prompt(draws)).shape[1]
            if found != TOKENS:
                raise SystemExit(f"prompt of {draws}: {found} tokens found, {TOKENS} expected")

    def ids(self, text: str) -> torch.Tensor:
        """[1, pos]"""
        ids = self.tokenizer.encode(text, add_special_tokens=False)
        start = self.tokenizer.bos_token_id
        if start in ids:
            raise SystemExit("the tokenizer puts a beginning-of-text token in front by itself")
        return torch.tensor([[start] + ids])

    def _single(self, text: str) -> int:
        ids = self.tokenizer.encode(text, add_special_tokens=False)
        if len(ids) != 1:
            raise SystemExit(f"{text!r} is {len(ids)} tokens, 1 expected")
        return ids[0]


def write_notebook_files(out: Path, logits: np.ndarray, layers: int, heads: int) -> None:
    """The files the notebooks leave: recovery, the three sweeps, the selected heads."""
    first = FIRST_CAUSAL + LAST_LAYERS * heads
    grid = recovery(logits[0], logits[1], logits[FIRST_CAUSAL:first], layers, heads)
    np.save(out / "head_patching_recovery.npy", grid)
    shares = 1 / (1 + np.exp(logits[first:, 1] - logits[first:, 0], dtype=np.float64))
    parts = np.array([cell.part for cell in causal_cells()])
    for part, name in (
        ("baseline", "causal_baseline_sweep"),
        ("ablate_anti", "ablate_anti_sweep"),
        ("ablate_bayes", "ablate_bayes_sweep"),
    ):
        with open(out / f"{name}.csv", "w", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow("n_X,true_bayes,llm_mean,llm_std,order_drift,abs_error".split(","))
            for n, p in enumerate(shares[parts == part].reshape(11, 5)):
                ratio = math.exp(n * math.log(0.75 / 0.5) + (10 - n) * math.log(0.25 / 0.5))
                bayes = (0.5 + 0.75 * ratio) / (1 + ratio)
                drift = p.max() - p.min()
                table.writerow([n, bayes, p.mean(), p.std(ddof=1), drift, abs(p.mean() - bayes)])
    chosen = select(grid)
    with open(out / "selected_heads.txt", "w") as file:
        for name in ("bayes", "anti"):
            file.write(f"{name.upper()}_HEADS\n")
            file.writelines(f"{layer},{head}\n" for layer, head in chosen[name])
