"""The comparisons of conditions, between one value and another; None where they are not of the operator's type.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format#boolean-comparison-operators
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pfdoctor.rbac.logic import Kleene, negate

Value = str | int | bool
Compare = Callable[[Value, Value], Kleene]

QUANTIFIERS = ("ForAnyOfAnyValues", "ForAllOfAnyValues", "ForAnyOfAllValues", "ForAllOfAllValues")
QUOTED_FAMILIES = ("String", "DateTime")
"""Operators whose values are written in quotes."""

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


def _folded(value: Value) -> str | None:
    return value.lower() if isinstance(value, str) else None


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


def _typed(convert: Callable[[Value], Any], compare: Callable[[Any, Any], bool]) -> Compare:
    def run(left: Value, right: Value) -> Kleene:
        one, other = convert(left), convert(right)
        return None if one is None or other is None else compare(one, other)

    return run


def _negated(compare: Compare) -> Compare:
    return lambda left, right: negate(compare(left, right))


def _table() -> dict[str, Compare]:
    table: dict[str, Compare] = {}
    for family, convert in (("Bool", _flag), ("Guid", _guid), ("Numeric", _number), ("DateTime", _moment)):
        table[f"{family}Equals"] = _typed(convert, operator.eq)
        table[f"{family}NotEquals"] = _typed(convert, operator.ne)
    for family, convert in (("Numeric", _number), ("DateTime", _moment)):
        table[f"{family}GreaterThan"] = _typed(convert, operator.gt)
        table[f"{family}GreaterThanEquals"] = _typed(convert, operator.ge)
        table[f"{family}LessThan"] = _typed(convert, operator.lt)
        table[f"{family}LessThanEquals"] = _typed(convert, operator.le)
    for name, compare in (("Equals", operator.eq), ("StartsWith", str.startswith), ("Like", like)):
        for suffix, convert in (("", _text), ("IgnoreCase", _folded)):
            table[f"String{name}{suffix}"] = _typed(convert, compare)
            table[f"StringNot{name}{suffix}"] = _negated(_typed(convert, compare))
    return table


OPERATORS = _table()
