"""Walks a project's folder: regular files that may be of use, without what tools put there.

Links to folders are not followed, so that no loop is walked, and nothing outside the folder is read by way of one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

_TOOLS = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", "node_modules", "__pycache__", "site-packages"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints", ".promptflow", ".runs"}
)
_MOST = 200_000
"""Entries after which a tree is surely no flow's; a run must end."""


def files(root: Path, refused: Callable[[Path, str], None]) -> Iterator[Path]:
    """The YAML files below `root`, in the same order on every system; `refused` hears of folders that were not read."""

    def tell(error: OSError) -> None:
        refused(Path(error.filename), error.strerror or type(error).__name__)

    seen = 0
    for folder, folders, names in os.walk(root, onerror=tell, followlinks=False):
        folders[:] = sorted(name for name in folders if not _skipped(Path(folder, name)))
        seen += len(names) + len(folders)
        if seen > _MOST:
            refused(Path(folder), f"more than {_MOST:,} files come before it")
            return
        for name in sorted(names):
            if name.lower().endswith((".yaml", ".yml")):
                yield Path(folder, name)


def _skipped(folder: Path) -> bool:
    return folder.name in _TOOLS or os.path.isfile(folder / "pyvenv.cfg")
