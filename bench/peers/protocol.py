"""How a peer is driven: by lines on standard input, or once, to files.

    PEER.py --model FOLDER [--threads N] --out DIR                  a line for each request
    PEER.py --model FOLDER [--threads N] --out DIR --jobs a,b       those jobs, then the end

With requests, the first line written is {"ready": true, "program", "version", "load_seconds"};
then each job's name is answered by {"job", "seconds", "cells", "logits"}, or {"job", "error"};
"quit" ends the program. "logits" is a float32 file [cells, 2]: the logits of the cell's two symbols
at the last position. A peer is a class with PROGRAM, VERSION, __init__(folder) and a method for
each job that returns that array.
"""
from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
import traceback
from pathlib import Path

import numpy as np
import torch

import jobs

WARM_UPS, CALLS = 3, 20


def serve(peer_class) -> None:
    started = time.perf_counter()
    options = argparse.ArgumentParser(description=peer_class.__doc__)
    options.add_argument("--model", required=True, help="a Hugging Face folder")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--out", type=Path, required=True, help="where logits go")
    options.add_argument("--jobs", help="run these, separated by commas, and end")
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    answers = sys.stdout
    sys.stdout = sys.stderr  # libraries print too; only answers go to standard output

    def say(answer: dict) -> None:
        print(json.dumps(answer), file=answers, flush=True)

    with torch.inference_mode():
        peer = peer_class(args.model)
        say(
            {
                "ready": True,
                "program": peer.PROGRAM,
                "version": peer.VERSION,
                "load_seconds": time.perf_counter() - started,
            }
        )
        if args.jobs:
            for job in args.jobs.split(","):
                say(answer(peer, job, args.out))
                if job == "notebook":
                    logits = np.load(args.out / "notebook.npy")
                    jobs.write_notebook_files(args.out, logits, peer.layers, peer.heads)
            return
        for line in sys.stdin:
            job = line.strip()
            if job == "quit":
                return
            try:
                say(answer(peer, job, args.out))
            except Exception as failure:
                traceback.print_exc()
                say({"job": job, "error": f"{type(failure).__name__}: {failure}"})


def answer(peer, job: str, out: Path) -> dict:
    run = getattr(peer, job.replace("-", "_"))
    for _ in range(WARM_UPS if job == "single" else 0):
        run()
    seconds = []
    for _ in range(CALLS if job == "single" else 1):
        started = time.perf_counter()
        logits = run()
        seconds.append(time.perf_counter() - started)
    path = out.resolve() / f"{job}.npy"
    np.save(path, np.asarray(logits, dtype=np.float32))
    return {
        "job": job,
        "seconds": statistics.median(seconds),
        "cells": len(logits),
        "logits": str(path),
    }
