"""Text that came from Azure, made harmless to a terminal.

Names, tags and messages are written by others. A control character could move the cursor, a terminal escape could
change the title or the clipboard, a bidirectional override could show another name than the one meant.
https://www.unicode.org/reports/tr36/
"""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC and other strings
    r"|\x1b[ -/]*[0-~]"
)
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_PLAIN = str.maketrans({"·": "-", "…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "→": "->"})


def clean(text: str, encoding: str = "utf-8") -> str:
    """`text` on one line, without anything unseen, and with a `?` for what `encoding` cannot hold."""
    if not (text.isascii() and text.isprintable()):
        spaced = "".join(" " if char in "\t\n\v\f\r\x85\u2028\u2029" else char for char in _ESCAPES.sub("", text))
        text = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    return encodable(" ".join(text.split()), encoding)


def encodable(text: str, encoding: str) -> str:
    """`text` with typographic characters spelled plainly, and others as `?`, where `encoding` cannot hold them."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text
