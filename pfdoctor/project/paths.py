"""Paths as they are shown: from the project's folder, with slashes on every system."""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path, root: Path) -> str:
    """`path` from `root`, also where it lies outside, without asking the disk."""
    whole = os.path.normpath(path)
    try:
        return os.path.relpath(whole, root).replace(os.sep, "/")
    except ValueError:
        # Another drive of Windows.
        return whole.replace(os.sep, "/")
