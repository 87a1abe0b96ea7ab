"""Was the machine quiet? What other processes used while a program was timed, on Linux."""
from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Optional

NOISY = 0.1  # cores; a tenth of one already shows


class Others:
    """Mean number of cores that all but one process, and the children it waited for, have used from
    the making of this until `cores`."""

    def __init__(self, process: int):
        self.process = process
        self.started = time.perf_counter()
        self.before = self.ticks()

    def cores(self) -> Optional[float]:
        """None where the system does not tell."""
        after = self.ticks()
        if self.before is None or after is None:
            return None
        elapsed = (time.perf_counter() - self.started) * os.sysconf("SC_CLK_TCK")
        return max(0.0, (after - self.before) / elapsed)

    def ticks(self) -> Optional[int]:
        try:
            machine = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
            # user, nice, system, then idle and waiting left out, interrupts, stolen by the host
            busy = sum(int(machine[i]) for i in (0, 1, 2, 5, 6, 7))
            own = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
            return busy - sum(map(int, own[11:15]))
        except (OSError, IndexError):
            return None
