"""`pfdoctor --help` beside a Python that imports click: what every user pays before anything happens."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15


def seconds(*command):
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main():
    pairs = []
    for _ in range(RUNS):
        ours = seconds("-m", "pfdoctor.cli.main", "--help")
        theirs = seconds("-c", "import click")
        pairs.append((ours, theirs))
    ratios = [ours / theirs for ours, theirs in pairs[1:]]
    print(f"pfdoctor --help   median {statistics.median(p[0] for p in pairs[1:]):.3f} s")
    print(f"import click      median {statistics.median(p[1] for p in pairs[1:]):.3f} s")
    print(f"ratio             median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
