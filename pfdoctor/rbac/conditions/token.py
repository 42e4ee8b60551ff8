"""A condition's text, cut into tokens.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format#condition-syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pfdoctor.rbac.conditions.error import ConditionError


class Kind(StrEnum):
    """A logical operator or a bracket is its own kind; `text` of an attribute is `@Source[path]`."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    OPEN = "("
    CLOSE = ")"
    OPEN_SET = "{"
    CLOSE_SET = "}"
    COMMA = ","
    TEXT = "a text in quotes"
    ATTRIBUTE = "an attribute"
    WORD = "a word"
    END = "the end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    offset: int


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\[^'])*')
      | (?P<attribute>@?(?:Resource|Request|Principal|Environment)\s*\[[^\[\]]+\])
      | (?P<symbol>&&|\|\||[!(){},])
      | (?P<word>[A-Za-z0-9_.:+-]+)
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_SYMBOLS = {"&&": Kind.AND, "||": Kind.OR, "!": Kind.NOT}
_WORDS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


def tokens(text: str) -> Iterator[Token]:
    """Raises ConditionError at the first character that begins no token."""
    here, end = 0, len(text.rstrip())
    while here < end:
        found = _TOKEN.match(text, here)
        if not found:
            start = here + len(text[here:]) - len(text[here:].lstrip())
            raise ConditionError("not understood", text, start)
        yield _token(found)
        here = found.end()
    yield Token(Kind.END, "", end)


def _token(found: re.Match[str]) -> Token:
    group = str(found.lastgroup)
    value, offset = found[group], found.start(group)
    if group == "text":
        return Token(Kind.TEXT, value[1:-1], offset)
    if group == "attribute":
        return Token(Kind.ATTRIBUTE, value, offset)
    if group == "symbol":
        return Token(_SYMBOLS.get(value) or Kind(value), value, offset)
    return Token(_WORDS.get(value.upper(), Kind.WORD), value, offset)
