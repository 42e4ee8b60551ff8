"""A line on stderr that says how far a run is; only on a terminal, and gone at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]
"""Told each check that finished, how many have, and how many there are."""


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress | None]:
    """None where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text("reading"), spinner="line") as status:

        def tell(check: str, done: int, total: int) -> None:
            status.update(Text(f"{done} of {total} checks, last {check}"))

        yield tell
