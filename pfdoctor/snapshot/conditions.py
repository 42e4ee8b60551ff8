"""Conditions of role assignments: a literal is renamed where it is compared for equality, and nowhere else.

A pattern (`StringLike 'team-*'`) or a beginning (`StringStartsWith 'logs/'`) means something only as it was written.
https://learn.microsoft.com/azure/role-based-access-control/conditions-format
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pfdoctor.rbac.conditions.error import ConditionError
from pfdoctor.rbac.conditions.operators import OPERATORS, compare, operator_of
from pfdoctor.rbac.conditions.token import Kind, Token, tokens
from pfdoctor.snapshot.images import repository
from pfdoctor.snapshot.names import GUID, Names

_NAMED = {
    "microsoft.storage/storageaccounts:name": "storage",
    "microsoft.storage/storageaccounts/blobservices/containers:name": "container",
}
_REPOSITORY = "microsoft.containerregistry/registries/repositories:name"
_WORDS = ("principaltype", "suboperation")
"""Attributes whose values are words of Azure's."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A literal that stays: what it is compared with (lower case, without source), how, and its text."""

    attribute: str
    operator: str
    text: str


@dataclass(slots=True)
class Conditions:
    """`kept` are the literals that stayed."""

    names: Names
    text: Callable[[str], str]
    kept: set[Kept] = field(default_factory=set)

    def __call__(self, condition: str) -> str:
        try:
            found = list(tokens(condition))
        except ConditionError:
            return self.text(condition)
        renamed = condition
        for place in reversed(range(len(found))):
            token = found[place]
            if token.kind is Kind.TEXT or (token.kind is Kind.WORD and GUID.fullmatch(token.text)):
                start = token.offset + (token.kind is Kind.TEXT)
                new = self._literal(token.text, *_compared(found, place))
                renamed = renamed[:start] + new + renamed[start + len(token.text) :]
        return renamed

    def _literal(self, text: str, attribute: str, operator: str) -> str:
        if not operator or attribute.endswith(_WORDS):
            return text
        how = operator_of(operator)
        if how.family not in ("String", "Guid"):
            return text
        if how.test != "Equals":
            self.kept.add(Kept(attribute, operator, text))
            return text
        if GUID.fullmatch(text):
            return self.names.guid(text)
        if attribute == _REPOSITORY:
            return repository(self.names, text)
        return self.text(text) if "/" in text else self.names.name(text, _NAMED.get(attribute, "value"))

    def pin(self) -> set[str]:
        """Keep the names of which a literal that stays would say something else once they are renamed."""
        found = set()
        for kept in self.kept:
            for name, token in list(self._compared_with(kept.attribute)):
                if compare(kept.operator, name, kept.text) != compare(kept.operator, token, kept.text):
                    (self.names.repositories if kept.attribute == _REPOSITORY else self.names.kept).add(name.lower())
                    found.add(name)
        return found

    def _compared_with(self, attribute: str) -> list[tuple[str, str]]:
        if attribute == _REPOSITORY:
            return list(self.names.told_repositories.items())
        kind = _NAMED.get(attribute)
        return [(name, self.names.name(name)) for name, known in self.names.known.items() if known == kind]


def _compared(found: list[Token], place: int) -> tuple[str, str]:
    """The attribute and the operator that a literal stands beside; "" where it is the pattern of an action."""
    here = place - 1
    while found[here].kind in (Kind.COMMA, Kind.OPEN_SET, Kind.TEXT) or _is_guid(found[here]):
        here -= 1
    operator = _operator(found[here])
    if operator:
        return _attribute(found[here - 1]), operator
    here = place + 1
    while found[here].kind in (Kind.COMMA, Kind.CLOSE_SET, Kind.TEXT) or _is_guid(found[here]):
        here += 1
    operator = _operator(found[here])
    return (_attribute(found[here + 1]), operator) if operator else ("", "")


def _operator(token: Token) -> str:
    name = token.text.rpartition(":")[2].lower() if token.kind is Kind.WORD else ""
    return next((one for one in OPERATORS if one.lower() == name), "")


def _attribute(token: Token) -> str:
    return token.text.partition("[")[2].rstrip("]").strip().lower() if token.kind is Kind.ATTRIBUTE else ""


def _is_guid(token: Token) -> bool:
    return token.kind is Kind.WORD and GUID.fullmatch(token.text) is not None
