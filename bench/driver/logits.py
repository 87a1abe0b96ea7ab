"""The logits programs answer with: read without NumPy, compared, and checked against a record."""
from __future__ import annotations

import array
import ast
import json
import math
import struct
import sys
from pathlib import Path

Rows = list[tuple[float, float]]


def read_npy(path: Path) -> tuple[tuple[int, ...], array.array]:
    """Shape and values of a float32 .npy file in C order."""
    data = path.read_bytes()
    if data[:6] != b"\x93NUMPY":
        raise ValueError(f"{path}: not a .npy file")
    wide = data[6] > 1
    start = 12 if wide else 10
    size = struct.unpack("<I" if wide else "<H", data[8:start])[0]
    header = ast.literal_eval(data[start : start + size].decode("latin-1"))
    if header["descr"] != "<f4" or header["fortran_order"]:
        raise ValueError(f"{path}: little-endian float32 in C order was expected, found {header}")
    values = array.array("f", data[start + size :])
    if sys.byteorder == "big":
        values.byteswap()
    return header["shape"], values


def read(path: Path) -> Rows:
    shape, values = read_npy(path)
    if len(shape) != 2 or shape[1] != 2:
        raise ValueError(f"{path}: shape [cells, 2] was expected, found {list(shape)}")
    return list(zip(values[::2], values[1::2]))


def largest_difference(one: Rows, other: Rows) -> float:
    """NaN where the two do not have the same cells, or one of them is not a number."""
    if len(one) != len(other):
        return math.nan
    apart = [abs(a - b) for row, with_ in zip(one, other) for a, b in zip(row, with_)]
    return math.nan if any(map(math.isnan, apart)) else max(apart)


def against_record(job: str, rows: Rows, record: Path) -> list[tuple[str, float]]:
    """How far a job's answers are from a folder the notebooks left: (what, largest difference)."""
    causal = json.loads((record / "causal.json").read_text())
    clean, corrupt = causal["clean_ld"], causal["corrupt_ld"]

    def recovered(patched: Rows) -> list[float]:
        return [(x - y - corrupt) / (clean - corrupt) for x, y in patched]

    def largest(found: list[float], expected: list[float]) -> float:
        if len(found) != len(expected):
            return math.nan
        return max(abs(a - b) for a, b in zip(found, expected))

    if job == "patch-grid":
        _, expected = read_npy(record / "head_patching_recovery_full.npy")
        return [("recovery of every head", largest(recovered(rows), expected))]
    if job == "notebook":
        _, grid = read_npy(record / "head_patching_recovery.npy")
        patched = 2 + 72
        shares = [1 / (1 + math.exp(y - x)) for x, y in rows[patched:]]
        expected = [p for _, p, _ in causal["raw_base"]] + causal["drift_fixed"][2]
        expected += [p for _, p, _ in causal["raw_anti"]] + causal["drift_base2"][2]
        expected += causal["drift_anti"][2] + [p for _, p, _ in causal["raw_bayes"]]
        expected += [p for _, p in causal["distractors"]] + [causal["swap_p_a"][0]]
        expected.append(causal["steering"][0][1])  # the others were steered along a probe
        return [
            ("recovery, last 8 layers", largest(recovered(rows[2:patched]), grid[-72:])),
            ("P(X|X,Y), causal", largest(shares[: len(expected)], expected)),
        ]
    return [("logit difference, clean", abs(rows[0][0] - rows[0][1] - clean))]
