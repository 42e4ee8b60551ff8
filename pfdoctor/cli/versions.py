"""The versions that a bug report needs, read from the installed packages' metadata without importing them."""

from __future__ import annotations

import platform
import re
from importlib import metadata

from pfdoctor import __version__


def versions() -> tuple[tuple[str, str], ...]:
    """Name and version of pfdoctor, of Python, and of what pfdoctor requires."""
    try:
        required = metadata.requires("pfdoctor") or []
    except metadata.PackageNotFoundError:
        required = []
    names = sorted({re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0] for text in required if "extra ==" not in text})
    return (
        ("pfdoctor", __version__),
        ("python", platform.python_version()),
        *((name, _installed(name)) for name in names),
    )


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
