"""The programs that are compared: how each is started, and the conversation with one of them."""
from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple, Optional

from driver import environments
from driver.environments import BENCH, NotSetUp

JOBS = ("single", "patch-grid", "notebook")


class Peer(NamedTuple):
    environment: str
    script: str
    jobs: tuple[str, ...]
    options: tuple[str, ...] = ()


CREDENCE = "credence"
PEERS = {
    "by-hand": Peer("current", "by_hand.py", ("patch-grid", "notebook")),
    "nnsight": Peer("current", "nnsight_batched.py", JOBS),
    "lens4": Peer("current", "transformer_lens_4.py", JOBS),
    "lens2": Peer("classic", "transformer_lens_2.py", JOBS),
    "transformers": Peer("current", "plain_transformers.py", ("single",)),
    "transformers-last": Peer("current", "plain_transformers.py", ("single",), ("--keep-last",)),
}
NAMES = (CREDENCE, *PEERS)


def jobs_of(name: str) -> tuple[str, ...]:
    return JOBS if name == CREDENCE else PEERS[name].jobs


def command(name: str, credence: Path, gguf: Path, out: Path, jobs: Optional[str] = None) -> list:
    """What starts a program: to be asked, or to do some jobs and end."""
    if name == CREDENCE:
        asked = ["--jobs", jobs] if jobs else ["--on-request"]
        return [credence, "bench", "--model", gguf, "--out", out, *asked]
    peer = PEERS[name]
    interpreter = environments.python(peer.environment)
    script = BENCH / "peers" / peer.script
    asked = ["--jobs", jobs] if jobs else []
    folder = environments.model_folder(gguf)
    return [interpreter, script, "--model", folder, "--out", out, *peer.options, *asked]


def environment() -> dict[str, str]:
    """All cores for everybody, and nothing fetched from the net."""
    cores = str(os.cpu_count())
    settings = {"OMP_NUM_THREADS": cores, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    return {**os.environ, **settings}


class Program:
    """A running program that has its model loaded and answers requests."""

    def __init__(self, name: str, words: list, work: Path):
        self.name = name
        self.log = work / f"{name}.log"
        started = time.perf_counter()
        try:
            self.process = subprocess.Popen(
                [str(word) for word in words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=open(self.log, "w"),
                text=True,
                env=environment(),
            )
        except OSError as failure:
            raise NotSetUp(str(failure)) from failure
        ready = self.read()
        if not ready.get("ready"):
            raise NotSetUp(f"said {ready} where its being ready was expected")
        self.program, self.version = ready["program"], ready["version"]
        self.start_seconds = time.perf_counter() - started

    def ask(self, job: str) -> dict:
        try:
            self.process.stdin.write(job + "\n")
            self.process.stdin.flush()
        except OSError:
            pass  # it has ended; reading says so
        answer = self.read()
        if "error" in answer:
            raise NotSetUp(answer["error"])
        return answer

    def read(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            last = self.log.read_text().strip().splitlines()[-1:] or ["it said nothing"]
            raise NotSetUp(f"ended with status {status}: {last[0]}")
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NotSetUp(f"a line of JSON was expected, found {line.strip()[:80]!r}")
        return answer

    def quit(self) -> None:
        try:
            self.process.communicate("quit\n", timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        except OSError:
            self.process.wait()
