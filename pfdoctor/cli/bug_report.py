"""A file for a bug report, ready to be pasted: versions, platform, what went wrong. No arguments, no environment."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from collections.abc import Iterable
from pathlib import Path

from pfdoctor.cli.versions import versions
from pfdoctor.model.finding import Result


def write(error: BaseException) -> Path | None:
    """The traceback of what ended a command. None if it could be written nowhere."""
    return _write("".join(traceback.format_exception(error)))


def write_crashed(results: Iterable[Result]) -> Path | None:
    """What the crashed checks said."""
    lines: list[str] = []
    for result in results:
        lines += ["", f"{result.check}: {result.traceback}"]
        lines += [f"{evidence.source} {evidence.path}\n{evidence.value}" for evidence in result.evidence]
    return _write("\n".join(lines))


def _write(what: str) -> Path | None:
    head = [f"{name} {version}" for name, version in versions()] + [f"platform {platform.platform()}"]
    from pfdoctor.bundle.secrets import redact

    text = "\n".join(head) + "\n\n" + redact(what.strip("\n")) + "\n"
    for folder in _folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="bug-", suffix=".txt", dir=folder)
        except OSError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        return Path(name)
    return None


def _folders() -> tuple[Path, ...]:
    from platformdirs import user_log_path

    return user_log_path("pfdoctor", appauthor=False), Path(tempfile.gettempdir())
