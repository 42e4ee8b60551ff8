"""Text in the form in which it is searched: one case, no blanks, no quotes, no escapes.

An error reaches us as JSON in JSON in JSON, wrapped by a terminal, coloured, quoted in a mail or in HTML. What is left
after folding is the same in all of these, so that a symptom is a plain substring: nothing that could backtrack.
"""

from __future__ import annotations

import re

_COLOURS = re.compile(rb"(?:\x1b\[|\xc2\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]")
_UNICODE = re.compile(rb"\\u([0-9a-fA-F]{4})")
_BLANKS = re.compile(rb"\\[nrt]")
_MARGIN = re.compile(
    rb"\n[ \t]{0,16}(?:[>|]|\xe2\x94\x82)?[ \t]?"
    rb"(?:\[?20\d\d-[01]\d-[0-3]\d[t ][0-2]\d:[0-5]\d:[0-5]\d(?:[.,]\d{1,9})?(?:z|[ ]?[+-]\d\d:?\d\d)?\]?)?",
    re.IGNORECASE,
)
"""What a mail, PowerShell or Terraform puts before each line of a message that it wraps, and a pipeline, the time."""
_ENTITIES = (
    (b"&quot;", b'"'),
    (b"&#34;", b'"'),
    (b"&#39;", b"'"),
    (b"&#x27;", b"'"),
    (b"&apos;", b"'"),
    (b"&nbsp;", b" "),
    (b"&#160;", b" "),
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
    (b"&amp;", b"&"),
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TYPOGRAPHIC: dict[int, int | None] = {
    **dict.fromkeys(map(ord, "‘’‚“”„«»‹›´′″「」『』│┃\u200b\u200c\u200d\u2060\u00a0\u00ad\u202f\u3000\ufeff")),
    **dict.fromkeys(map(ord, "‐‑–—−"), ord("-")),
    **_WIDE,
}
"""What word processors, box drawing and East Asian keyboards make of quotes, dashes, blanks and ASCII."""
_BLOCK = 4096
_CUT = re.compile(rb"[A-Za-z] ")
"""Where a text can be cut without cutting an escape, an entity, a margin or a time in two."""
_DROPPED = b" \t\r\n\v\f\0\"'`\\*"


def fold(text: bytes) -> bytes:
    """`text` (UTF-8) as it is searched. Linear in its length."""
    return squeezed(unescaped(text))


def squeezed(text: bytes) -> bytes:
    """`text` without blanks and quotes."""
    return text.translate(None, _DROPPED)


def unescaped(text: bytes) -> bytes:
    """`text` in one case, without colours, entities, escapes and typographic quotes; blanks are still there."""
    if b"\x1b" in text or b"\xc2\x9b" in text:
        text = _COLOURS.sub(b"", text)
    if b"&" in text:
        for entity, char in _ENTITIES:
            text = text.replace(entity, char)
    if b"\\" in text:
        # However deep the JSON is nested. Each round halves the runs, so this is linear too.
        while b"\\\\" in text:
            text = text.replace(b"\\\\", b"\\")
        text = _BLANKS.sub(b" ", _UNICODE.sub(_char, text))
    if b"\n" in text:
        text = _MARGIN.sub(b"\n", text)
    if not text.isascii():
        text = (
            text.decode("utf-8", "surrogateescape").translate(_TYPOGRAPHIC).lower().encode("utf-8", "surrogateescape")
        )
    return text.lower()


def _char(match: re.Match[bytes]) -> bytes:
    return chr(int(match.group(1), 16)).encode("utf-8", "ignore")


def unfolded(text: bytes, begin: int, end: int) -> tuple[int, int]:
    """Where in `text` the folded bytes `begin` to `end` come from."""
    return _position(text, begin + 1) - 1, _position(text, end)


def _position(text: bytes, folded: int) -> int:
    """The length of the shortest beginning of `text` that folds to `folded` bytes."""
    start = 0
    while start < len(text):
        cut = _CUT.search(text, start + _BLOCK, start + 2 * _BLOCK)
        stop = cut.start() + 1 if cut else min(start + 2 * _BLOCK, len(text))
        length = len(fold(text[start:stop]))
        if length >= folded:
            return start + _within(text[start:stop], folded)
        start, folded = stop, folded - length
    return len(text)


def _within(block: bytes, folded: int) -> int:
    low, high = 0, len(block)
    while low < high:
        middle = (low + high) // 2
        if len(fold(block[:middle])) < folded:
            low = middle + 1
        else:
            high = middle
    return low
