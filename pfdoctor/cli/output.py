"""The only place that writes a command's result: to stdout, or to the file that was named."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pfdoctor.cli.errors import silence
from pfdoctor.model.errors import CannotStart

if TYPE_CHECKING:
    from rich.console import Console

_FILE_WIDTH = 100


def prepare(path: str | None) -> Path | None:
    """The file to write to. Raises CannotStart if that cannot work, before any time was spent."""
    if path is None:
        return None
    file = Path(path)
    if os.path.isdir(file):
        raise CannotStart(f"{path} is a folder; --output-file takes the name of a file.")
    if not os.path.isdir(file.parent):
        what = "is none" if os.path.exists(file.parent) else "does not exist"
        raise CannotStart(f"{path} cannot be written, for the folder {file.parent} {what}.")
    return file


def put(text: str, file: Path | None = None) -> None:
    """Write text. A reader that went away is not told."""
    if file is not None:
        _save(text, file)
        return
    with _to_stdout():
        sys.stdout.write(text)
        sys.stdout.flush()


def draw(write: Callable[[Console], None], file: Path | None = None) -> None:
    """Write what `write` draws: with colours on a terminal, plainly elsewhere."""
    from rich.console import Console

    if file is not None:
        page = io.StringIO()
        write(Console(file=page, width=_FILE_WIDTH, color_system=None))
        put(page.getvalue(), file)
        return
    console = Console(file=sys.stdout)
    # rich touches its stream even at the end of a capture.
    with _to_stdout():
        with console.capture() as captured:
            write(console)
        put(captured.get())


@contextmanager
def _to_stdout() -> Iterator[None]:
    """Raises CannotStart if stdout is closed or full; a reader that went away is no error."""
    if sys.stdout is None:
        raise CannotStart("The output could not be written: stdout is closed.")
    try:
        yield
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        # Windows reports a closed pipe as an invalid argument.
        if error.errno != 22:
            silence(sys.stdout)
            raise CannotStart(f"The output could not be written: {error.strerror}.") from error
        silence(sys.stdout)


def _save(text: str, file: Path) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotStart(f"{file} could not be written: {error.strerror}.") from error
