# SPDX-License-Identifier: MIT
"""Rows of the result and the table they make."""
import os
import platform
import time
from dataclasses import dataclass
from typing import Optional


@dataclass
class Row:
    """One measure. Ratios are ours to the other's, whatever the unit: of times and sizes small ones are good, of rates
    (`more_is_better`) large ones."""
    measure: str
    unit: str
    ours: Optional[float] = None
    raw: Optional[float] = None
    peer: Optional[float] = None
    more_is_better: bool = False
    limit: Optional[float] = None       # for ours itself, in its unit
    raw_limit: Optional[float] = None   # for ours to raw
    peer_limit: Optional[float] = None  # for ours to real Slurm

    def verdict(self):
        """What was wanted and whether it was reached; empty where nothing was wanted or measured."""
        wanted = ((self.limit, self.ours, self.unit), (self.raw_limit, ratio(self.ours, self.raw), "× raw"),
                  (self.peer_limit, ratio(self.ours, self.peer), "× Slurm"))
        said = []
        for limit, value, of in wanted:
            if limit is None or value is None:
                continue
            reached = value >= limit if self.more_is_better else value <= limit
            sign = "≥" if self.more_is_better else "≤"
            said.append(f"{sign} {limit:g} {of}".rstrip() + f": {'yes' if reached else '**no**'}")
        return ", ".join(said)


def ratio(ours, other):
    return ours / other if ours is not None and other else None


def number(value, unit=""):
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}".rstrip()


def cells(row):
    return (row.measure, number(row.ours, row.unit), number(row.raw, row.unit), number(ratio(row.ours, row.raw)),
            number(row.peer, row.unit), number(ratio(row.ours, row.peer)), row.verdict())


def table(rows):
    head = ("measure", "ours", "raw limit", "ratio", "real Slurm", "ratio", "wanted")
    lines = [head, ("---", *["---:"] * (len(head) - 2), "---"), *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def load_average():
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def machine(load_before):
    cpus = len(os.sched_getaffinity(0))
    return (f"{time.strftime('%Y-%m-%d %H:%M %Z')}, {cpus} CPUs ({cpu_model()}), {platform.system()} "
            f"{platform.release()}, load average {load_before} before and {load_average()} after")


def cpu_model():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()
