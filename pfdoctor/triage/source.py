"""Whatever a person pastes or pipes in, as UTF-8 in pieces of bounded size."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Protocol

PIECE = 1 << 20
OVERLAP = 1 << 14
"""Bytes of a piece that are read again with the next one, so that nothing is cut in two."""
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Stream(Protocol):
    """What can be read: an open file, or stdin."""

    def read(self, size: int, /) -> bytes: ...


def pieces(stream: Stream) -> Iterator[bytes]:
    """The text as UTF-8, each piece beginning with the end of the one before. Bytes that mean nothing are kept out."""
    kept = b""
    for text in _decoded(stream):
        piece = kept + text
        yield piece
        kept = piece[-OVERLAP:]


def _decoded(stream: Stream) -> Iterator[bytes]:
    sample = _fill(stream, _SAMPLE)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if sample.startswith(mark)), (b"", ""))
    encoding = encoding or encoding_of(sample)
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace")
    text = sample[len(mark) :]
    while text:
        following = stream.read(PIECE - len(text) if len(text) < PIECE else PIECE)
        if len(text) < PIECE and following:
            text += following
            continue
        yield text if decoder is None else decoder.decode(text, final=not following).encode("utf-8", "replace")
        text = following


def _fill(stream: Stream, size: int) -> bytes:
    read = b""
    while len(read) < size and (more := stream.read(size - len(read))):
        read += more
    return read


def encoding_of(sample: bytes) -> str:
    """The encoding of a text without a mark: UTF-16 shows by its zeros, UTF-8 by being right, else Japanese or Western.

    Windows writes Japanese in code page 932. https://learn.microsoft.com/windows/win32/intl/code-page-identifiers
    """
    zeros = sample.count(0)
    # Some stray zeros in a log do not make it UTF-16; in what is neither ASCII nor UTF-8 they do.
    if zeros <= len(sample) // 4 and _reads_as(sample, "utf-8"):
        return "utf-8"
    if zeros:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    if _reads_as(sample, "cp932"):
        text = sample.decode("cp932", "ignore")
        if sum("\u3040" <= char <= "\u30ff" for char in text) * 20 > sum(not char.isascii() for char in text):
            return "cp932"
    return "cp1252"


def _reads_as(sample: bytes, encoding: str) -> bool:
    """Whether `sample`, which may end within a character, is text of this encoding."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True
