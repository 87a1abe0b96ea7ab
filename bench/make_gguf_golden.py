"""Writes the small files against which the readers of weights are tested.

    python -m venv .venv && .venv/bin/pip install gguf==0.19.0 numpy==2.4.6 safetensors==0.8.0
    .venv/bin/python bench/make_gguf_golden.py

quants.gguf          random blocks of every quantised format that is read, written by `gguf`
quants.safetensors   the same tensors, dequantised by `gguf.quants` (written by `safetensors`)
metadata.gguf        one metadata entry of every type, and one of alignment 64
dtypes.safetensors   one tensor of every plain type, written by `safetensors`
*.npy                by numpy.save: types, orders, shapes, format versions

Scales are drawn as finite half-precision numbers of either sign; the rest of a block is random bytes.
"""

from pathlib import Path

import gguf
import numpy as np
import safetensors.numpy as st
from gguf import GGMLQuantizationType as Q

HERE = Path(__file__).resolve().parent.parent
OUT = HERE / "transformer/src/test/resources/dev/credence/transformer/weights"
ROWS = 3

# Where in a block the half-precision scales lie.
FORMATS = {
    Q.Q4_0: [0],
    Q.Q4_1: [0, 2],
    Q.Q5_0: [0],
    Q.Q5_1: [0, 2],
    Q.Q8_0: [0],
    Q.Q2_K: [80, 82],
    Q.Q3_K: [108],
    Q.Q4_K: [0, 2],
    Q.Q5_K: [0, 2],
    Q.Q6_K: [208],
}


def blocks(rng, kind):
    size, width = gguf.GGML_QUANT_SIZES[kind]
    per_row = 512 // size
    raw = rng.integers(0, 256, (ROWS, per_row, width), dtype=np.uint8)
    for at in FORMATS[kind]:
        scale = rng.standard_normal((ROWS, per_row)).astype(np.float16)
        raw[:, :, at : at + 2] = scale[..., None].view(np.uint8)
    return raw.reshape(ROWS, per_row * width)


def quants():
    rng = np.random.default_rng(20)
    writer = gguf.GGUFWriter(OUT / "quants.gguf", "llama")
    expected = {}
    for kind in FORMATS:
        raw = blocks(rng, kind)
        writer.add_tensor(kind.name, raw, raw_dtype=kind)
        expected[kind.name] = gguf.quants.dequantize(raw, kind).astype(np.float32)
    specials = np.array([0, -0.0, 1, -2.5, 65504, 2.0**-24, np.inf, -np.inf, np.nan], np.float16)
    writer.add_tensor("F16", specials)
    expected["F16"] = specials.astype(np.float32)
    bf16 = (specials.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    writer.add_tensor("BF16", bf16.view(np.uint8), raw_dtype=Q.BF16)
    expected["BF16"] = (bf16.astype(np.uint32) << 16).view(np.float32)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    st.save_file(expected, OUT / "quants.safetensors")


def metadata():
    writer = gguf.GGUFWriter(OUT / "metadata.gguf", "test")
    writer.add_custom_alignment(64)
    writer.add_uint8("a.uint8", 200)
    writer.add_int8("a.int8", -100)
    writer.add_uint16("a.uint16", 60000)
    writer.add_int16("a.int16", -30000)
    writer.add_uint32("a.uint32", 4000000000)
    writer.add_int32("a.int32", -2000000000)
    writer.add_float32("a.float32", 1e-5)
    writer.add_bool("a.true", True)
    writer.add_bool("a.false", False)
    writer.add_string("a.string", "belief \u0120 \U0001f600")
    writer.add_uint64("a.uint64", 2**64 - 1)
    writer.add_int64("a.int64", -(2**62))
    writer.add_float64("a.float64", 1e-300)
    writer.add_array("a.strings", ["x", "", "\u00e9\u00e8"])
    writer.add_array("a.integers", [1, -2, 3])
    writer.add_array("a.floats", [0.5, -1.5])
    writer.add_array("a.nested", [[1, 2], [3, 4]])
    writer.add_tensor("first", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.add_tensor("second", np.arange(24, dtype=np.float32).reshape(2, 3, 4))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def dtypes():
    kinds = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"]
    tensors = {f"t.{k}": np.array([[0, 1, 2], [3, 100, 7]]).astype(k) for k in kinds}
    tensors["scalar"] = np.array(2.5, np.float32)
    tensors["empty"] = np.zeros((0, 4), np.float32)
    tensors["h\u00e9"] = np.array([1.0], np.float32)
    st.save_file(tensors, OUT / "dtypes.safetensors", metadata={"format": "np", "\u00fc": "\u4f60"})


def npy():
    a = np.arange(24).reshape(2, 3, 4)
    for name, array in {
        "float32": (a / 8).astype("<f4"),
        "float64": a / 3,
        "int64": a - 12,
        "int32": (a - 12).astype("i4"),
        "float16": (a / 8).astype("f2"),
        "big_endian": (a / 8).astype(">f8"),
        "fortran": np.asfortranarray((a / 8).astype("<f4")),
        "vector": np.array([1.5, np.nan, -np.inf], "f4"),
        "scalar": np.array(7, "i8"),
        "empty": np.zeros((0, 5), "f4"),
    }.items():
        np.save(OUT / f"{name}.npy", array)
    for version in [(2, 0), (3, 0)]:
        with open(OUT / f"version{version[0]}.npy", "wb") as f:
            np.lib.format.write_array(f, (a / 8).astype("<f4"), version=version)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    quants()
    metadata()
    dtypes()
    npy()
