"""The comparisons of conditions, between one value and another; None where they are not of the operator's type.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format#boolean-comparison-operators
"""

from __future__ import annotations

import operator
import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pfdoctor.rbac.logic import Kleene

Value = str | int | bool

QUANTIFIERS = ("ForAnyOfAnyValues", "ForAllOfAnyValues", "ForAnyOfAllValues", "ForAllOfAllValues")
QUOTED_FAMILIES = ("String", "DateTime")
"""Operators whose values are written in quotes."""

_ORDERED = ("GreaterThan", "GreaterThanEquals", "LessThan", "LessThanEquals")
OPERATORS = frozenset(
    [f"{family}{no}Equals" for family in ("Bool", "Guid", "Numeric", "DateTime") for no in ("", "Not")]
    + [f"{family}{test}" for family in ("Numeric", "DateTime") for test in _ORDERED]
    + [
        f"String{no}{test}{case}"
        for no in ("", "Not")
        for test in ("Equals", "StartsWith", "Like")
        for case in ("", "IgnoreCase")
    ]
)

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z", re.ASCII)


def _flag(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).lower())


def _number(value: Value) -> int | None:
    return int(value) if re.fullmatch(r"[+-]?\d{1,30}", str(value), re.ASCII) else None


def _moment(value: Value) -> tuple[datetime, int] | None:
    """Seconds, and the ten-millionths: Python's own type is too coarse by one digit."""
    found = _MOMENT.fullmatch(str(value))
    if not found:
        return None
    try:
        return datetime.fromisoformat(found[1] + "+00:00"), int((found[2] or "0").ljust(7, "0"))
    except ValueError:
        return None


def _guid(value: Value) -> str | None:
    digits = str(value).replace("-", "").lower()
    return digits if re.fullmatch(r"[0-9a-f]{32}", digits) else None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def like(text: str, pattern: str) -> bool:
    """`*` is any text, `?` any one letter, a backslash before either makes it plain."""
    wanted = re.findall(r"\\[*?]|.", pattern, re.DOTALL)
    here = place = 0
    star, retry = -1, 0
    while here < len(text):
        if place < len(wanted) and wanted[place] == "*":
            star, retry = place, here
            place += 1
        elif place < len(wanted) and (wanted[place] == "?" or wanted[place][-1:] == text[here]):
            here, place = here + 1, place + 1
        elif star >= 0:
            # The last wildcard takes one letter more; earlier ones need no second try.
            retry += 1
            here, place = retry, star + 1
        else:
            return False
    return all(rest == "*" for rest in wanted[place:])


_TYPES: Mapping[str, Callable[[Value], Any]] = {
    "Bool": _flag,
    "DateTime": _moment,
    "Guid": _guid,
    "Numeric": _number,
    "String": _text,
}
_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "Equals": operator.eq,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "Like": like,
    "StartsWith": str.startswith,
}


@dataclass(frozen=True, slots=True)
class Operator:
    """`StringNotLikeIgnoreCase`: the `family` String, `negative`, the `test` Like, in `any_case`."""

    family: str
    negative: bool
    test: str
    any_case: bool


def operator_of(name: str) -> Operator:
    """The parts of one of the names in OPERATORS."""
    family = next(one for one in _TYPES if name.startswith(one))
    rest = name.removeprefix(family)
    test = rest.removeprefix("Not").removesuffix("IgnoreCase")
    return Operator(family, rest.startswith("Not"), test, rest.endswith("IgnoreCase"))


def compare(name: str, left: Value, right: Value) -> Kleene:
    """None too where it depends on which letters beyond ASCII are the same in another case: nobody says."""
    how = operator_of(name)
    convert, test = _TYPES[how.family], _TESTS[how.test]
    one, other = convert(left), convert(right)
    if one is None or other is None:
        return None
    folds: tuple[Callable[[Any], Any], ...] = (_plain, str.casefold) if how.any_case else (_same,)
    answers = {test(fold(one), fold(other)) for fold in folds}
    return None if len(answers) > 1 else answers.pop() is not how.negative


def _plain(text: str) -> str:
    return text.translate(_LOWER)


def _same(value: Any) -> Any:
    return value
