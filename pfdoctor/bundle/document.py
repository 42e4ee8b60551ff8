"""A JSON file as people's tools write it: UTF-8 with or without a mark, PowerShell's UTF-16, gzip or plain."""

from __future__ import annotations

import codecs
import gzip
import json
import re
import zlib
from pathlib import Path
from typing import Any

from pfdoctor.model.errors import CannotStart

_GZIP = b"\x1f\x8b"
_ESCAPE = len("\\uXXXX")


def read_json(path: Path) -> Any:
    """The decoded file. Raises CannotStart with one sentence: what is wrong, where, what to do."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CannotStart(f"there is no file {path}; check the path.") from None
    except OSError as wrong:
        raise CannotStart(f"{path} cannot be read: {wrong.strerror or wrong}.") from None
    return decode(_unpacked(raw, path), str(path))


def decode(raw: bytes, source: str) -> Any:
    """Decode the bytes of a JSON document. Raises CannotStart."""
    text = _text(raw, source)
    if not text.strip():
        raise CannotStart(f"{source} is empty; record it again.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        if _cut_short(text, wrong):
            size = len(text.encode("utf-8"))
            raise CannotStart(
                f"{source} is cut short: it ends in line {text.rstrip().count(chr(10)) + 1}, after byte {size}, "
                "in the middle of its JSON; copy it again, whole."
            ) from None
        raise CannotStart(
            f"{source} is not JSON: {wrong.msg} in line {wrong.lineno}, column {wrong.colno}; record it again."
        ) from None
    except (ValueError, RecursionError):
        raise CannotStart(f"{source} is not JSON that can be read; record it again.") from None


def _unpacked(raw: bytes, path: Path) -> bytes:
    if not raw.startswith(_GZIP):
        return raw
    try:
        return gzip.decompress(raw)
    except EOFError:
        raise CannotStart(f"{path} is cut short: its gzip data ends after byte {len(raw)}; copy it again.") from None
    except (OSError, zlib.error):
        raise CannotStart(f"{path} is damaged: its gzip data cannot be unpacked; copy it again.") from None


def _text(raw: bytes, source: str) -> str:
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as wrong:
        if wrong.end >= len(raw) and wrong.reason.startswith(("unexpected end", "truncated")):
            raise CannotStart(f"{source} is cut short after byte {len(raw)}; copy it again, whole.") from None
        raise CannotStart(f"{source} is not text in UTF-8: byte {wrong.start} is wrong; record it again.") from None


def _cut_short(text: str, wrong: json.JSONDecodeError) -> bool:
    """True if the document was right as far as it goes. Only what begins as an object can have been cut."""
    if not text.lstrip().startswith("{"):
        return False
    rest = text[wrong.pos :].strip()
    begun = any(word.startswith(rest) for word in ("true", "false", "null", "-", "."))
    escape = wrong.msg.startswith("Invalid \\uXXXX") and len(rest) < _ESCAPE
    return begun or escape or re.fullmatch("[eE][+-]?", rest) is not None or wrong.msg.startswith("Unterminated string")
