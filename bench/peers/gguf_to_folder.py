"""A GGUF of a Llama-type model as the Hugging Face folder, in float32, that the peers read.

    gguf_to_folder.py MODEL.gguf FOLDER

The tokenizer is the tokenizer.json beside the GGUF. If there is none, transformers converts the
one in the GGUF, and does not for every model give the same ids as the GGUF's own rules.
"""
import json
import shutil
import sys
from pathlib import Path

import torch
from gguf import GGUFReader
from transformers import AutoModelForCausalLM, AutoTokenizer

source, folder = map(Path, sys.argv[1:3])
model = AutoModelForCausalLM.from_pretrained(
    source.parent, gguf_file=source.name, dtype=torch.float32
)
model.save_pretrained(folder)

tokenizer = source.parent / "tokenizer.json"
if tokenizer.exists():
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    fields = GGUFReader(source).fields
    texts = fields["tokenizer.ggml.tokens"]
    names = {"bos": "bos", "eos": "eos", "unk": "unknown", "pad": "padding"}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast"}
    for name, in_gguf in names.items():
        field = fields.get(f"tokenizer.ggml.{in_gguf}_token_id")
        if field is not None:
            settings[f"{name}_token"] = texts.contents(int(field.contents()))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
else:
    print(f"{tokenizer} is not there: the tokenizer is transformers' conversion", file=sys.stderr)
    AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name).save_pretrained(folder)
