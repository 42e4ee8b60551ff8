"""Paths as they are shown, from the project's folder with slashes on every system, and which of them lie in it."""

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


def inside(path: Path, root: Path) -> bool:
    """Whether a path leads to a place below `root`, by whatever links and `..` it goes; `root` has none itself."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(root)
    except (OSError, ValueError):
        return False
