"""Reads one file of a project, as text with lines or as YAML; what cannot be read is said, never raised."""

from __future__ import annotations

import stat
from pathlib import Path

from pfdoctor.project.paths import inside, shown
from pfdoctor.project.source import Problem, Source

LARGEST = 512 * 1024
"""Bytes; no file of this kind comes near, and a larger one would take longer than a person waits."""

_BEGINNING = 64 * 1024
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, root: Path, *, utf_16: bool = False) -> tuple[Source, str | None, tuple[Problem, ...]]:
    """The file's text without its byte order mark, None if it could not be read; then the problems say why.

    Nothing outside `root`, the project's folder, is read. Windows PowerShell writes UTF-16, which pip reads (`utf_16`),
    and neither `az ml` nor prompt flow.
    """
    name = shown(path, root)
    empty = Source(name)
    if not inside(path, root):
        reason = "it lies outside the project's folder, and pfdoctor reads nothing there"
        return empty, None, (Problem(empty, 1, reason, unread=True),)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return empty, None, (Problem(empty, 1, "it is no regular file", unread=True),)
        if about.st_size > LARGEST:
            size = f"it is {about.st_size / 1_000_000:.1f} MB long; pfdoctor reads {LARGEST // 1024} KB at most"
            return empty, None, (Problem(empty, 1, size, unread=True),)
        raw = path.read_bytes()
    except OSError as error:
        reason = f"it could not be read: {error.strerror or type(error).__name__}"
        return empty, None, (Problem(empty, 1, reason, unread=True),)
    wide = raw[:2] in _UTF_16
    if wide and not utf_16:
        source = Source(name, tuple(raw.decode("utf-16", errors="replace").splitlines()))
        return source, None, (Problem(source, 1, "it is UTF-16; save it as UTF-8"),)
    encoding = "utf-16" if wide else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        source = Source(name, tuple(raw.decode("latin-1").splitlines()))
        return source, None, (Problem(source, line, f"byte {error.start} is not {encoding.removesuffix('-sig')}"),)
    return Source(name, tuple(text.split("\n"))), text, ()


def beginning(path: Path) -> str | None:
    """The first lines of a file that `read_text` did not take, whatever its encoding; None if it cannot be opened."""
    try:
        with path.open("rb") as file:
            raw = file.read(_BEGINNING)
    except OSError:
        return None
    if raw[:2] in _UTF_16:
        return raw.decode("utf-16", errors="replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
