"""Makes what the peers need, once: Python environments and the model as they read it."""
from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
ENVIRONMENTS = BENCH / ".venv"
MODELS = BENCH / "models"


class NotSetUp(Exception):
    """Why a peer cannot take part, in one line."""


def python(environment: str) -> Path:
    """The interpreter of an environment, which is made if it is not there or out of date."""
    folder = ENVIRONMENTS / environment
    interpreter = folder / "bin" / "python"
    requirements = BENCH / f"requirements-{environment}.txt"
    marker = folder / "installed.txt"
    if marker.exists() and marker.read_text() == requirements.read_text():
        return interpreter
    if environment != "torch":
        python("torch")
    say(f"making {folder.relative_to(BENCH.parent)} (minutes, once)")
    run("venv", sys.executable, "-m", "venv", folder)
    if environment != "torch":
        # torch is large: one copy, seen by the others through a .pth file.
        shared = site_packages(ENVIRONMENTS / "torch")
        (site_packages(folder) / "torch-shared.pth").write_text(f"{shared}\n")
    run("pip", interpreter, "-m", "pip", "install", "--quiet", "-r", requirements)
    marker.write_text(requirements.read_text())
    return interpreter


def model_folder(gguf: Path) -> Path:
    """The GGUF as a Hugging Face folder in float32, made if it is not there."""
    with open(gguf, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
    folder = MODELS / f"{gguf.stem}-{digest}"
    if folder.exists():
        return folder
    say(f"converting {gguf.name} to {folder.relative_to(BENCH.parent)}, in float32, for the peers")
    unfinished = MODELS / f"{folder.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    script = BENCH / "peers" / "gguf_to_folder.py"
    run("conversion", python("classic"), script, gguf, unfinished)
    unfinished.rename(folder)
    return folder


def site_packages(folder: Path) -> Path:
    return next(folder.glob("lib/python3*/site-packages"))


def run(what: str, *command) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise NotSetUp(f"{what}: {lines[-1] if lines else f'exit status {done.returncode}'}")


def say(text: str) -> None:
    print(f"compare: {text}", file=sys.stderr, flush=True)
