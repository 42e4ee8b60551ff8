"""A condition as a tree; `str()` of a node is a text that parses to the same node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attribute:
    """`source` is Resource, Request, Principal or Environment.

    https://learn.microsoft.com/azure/role-based-access-control/conditions-format#attributes
    """

    source: str
    path: str

    def __str__(self) -> str:
        return f"@{self.source}[{self.path}]"


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a truth value or a GUID as it was written, or a text, `quoted`."""

    text: str
    quoted: bool

    def __str__(self) -> str:
        return f"'{self.text}'" if self.quoted else self.text


@dataclass(frozen=True, slots=True)
class Values:
    """One value or several; a single one in braces is the same as without."""

    items: tuple[Literal, ...]

    def __str__(self) -> str:
        if len(self.items) == 1:
            return str(self.items[0])
        return "{" + ", ".join(map(str, self.items)) + "}"


Operand = Attribute | Values


@dataclass(frozen=True, slots=True)
class Comparison:
    """`quantifier` is "" or one of the cross product operators, such as ForAnyOfAnyValues."""

    left: Operand
    quantifier: str
    operator: str
    right: Operand

    def __str__(self) -> str:
        operator = f"{self.quantifier}:{self.operator}" if self.quantifier else self.operator
        return f"{self.left} {operator} {self.right}"


@dataclass(frozen=True, slots=True)
class ActionMatches:
    pattern: str

    def __str__(self) -> str:
        return f"ActionMatches{{'{self.pattern}'}}"


@dataclass(frozen=True, slots=True)
class SubOperationMatches:
    pattern: str

    def __str__(self) -> str:
        return f"SubOperationMatches{{'{self.pattern}'}}"


@dataclass(frozen=True, slots=True)
class Exists:
    attribute: Attribute

    def __str__(self) -> str:
        return f"Exists {self.attribute}"


@dataclass(frozen=True, slots=True)
class Not:
    term: Node

    def __str__(self) -> str:
        return f"!{self.term}" if isinstance(self.term, Not) else f"!({self.term})"


@dataclass(frozen=True, slots=True)
class And:
    terms: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(map(_inner, self.terms))


@dataclass(frozen=True, slots=True)
class Or:
    terms: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(map(_inner, self.terms))


Node = Comparison | ActionMatches | SubOperationMatches | Exists | Not | And | Or


def _inner(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)
