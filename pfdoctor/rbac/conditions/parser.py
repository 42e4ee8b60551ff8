"""A condition's text, as a tree.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format#condition-syntax
"""

from __future__ import annotations

from pfdoctor.rbac.conditions.error import ConditionError
from pfdoctor.rbac.conditions.operators import OPERATORS, QUANTIFIERS, QUOTED_FAMILIES
from pfdoctor.rbac.conditions.token import Kind, Token, tokens
from pfdoctor.rbac.conditions.tree import (
    ActionMatches,
    And,
    Attribute,
    Comparison,
    Exists,
    Literal,
    Node,
    Not,
    Operand,
    Or,
    SubOperationMatches,
    Values,
)

_DEEPEST = 50
_OPERATORS = {name.lower(): name for name in OPERATORS}
_QUANTIFIERS = {name.lower(): name for name in QUANTIFIERS}


def parse(text: str) -> Node:
    """Raises ConditionError, which quotes the place, if the text is not a condition.

    `a AND b OR c` without parentheses is none: Azure leaves its meaning open.
    """
    parser = _Parser(text)
    node = parser.expression()
    parser.take(Kind.END)
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def sees(self, kind: Kind) -> bool:
        return self.next.kind is kind

    def take(self, kind: Kind) -> Token:
        token = self.next
        if token.kind is not kind:
            raise self.wrong(f"{kind} was expected")
        self.place += 1
        return token

    def wrong(self, reason: str) -> ConditionError:
        return ConditionError(reason, self.text, self.next.offset)

    def expression(self) -> Node:
        terms = [self.term()]
        joint = self.next.kind
        while joint in (Kind.AND, Kind.OR) and self.next.kind is joint:
            self.take(joint)
            terms.append(self.term())
        if len(terms) > 1 and self.next.kind in (Kind.AND, Kind.OR):
            raise self.wrong("AND beside OR needs parentheses")
        if len(terms) == 1:
            return terms[0]
        return And(tuple(terms)) if joint is Kind.AND else Or(tuple(terms))

    def term(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.wrong("nested too deep")
        node = self.inner()
        self.depth -= 1
        return node

    def inner(self) -> Node:
        if self.sees(Kind.NOT):
            self.take(Kind.NOT)
            return Not(self.term())
        if self.sees(Kind.OPEN):
            self.take(Kind.OPEN)
            node = self.expression()
            self.take(Kind.CLOSE)
            return node
        name = self.next.text.lower() if self.sees(Kind.WORD) else ""
        if name == "exists":
            self.take(Kind.WORD)
            return Exists(self.attribute())
        if name == "actionmatches":
            return ActionMatches(self.pattern())
        if name == "suboperationmatches":
            return SubOperationMatches(self.pattern())
        return self.comparison()

    def pattern(self) -> str:
        self.take(Kind.WORD)
        self.take(Kind.OPEN_SET)
        text = self.take(Kind.TEXT).text
        self.take(Kind.CLOSE_SET)
        return text

    def attribute(self) -> Attribute:
        source, _, path = self.take(Kind.ATTRIBUTE).text.removeprefix("@").partition("[")
        return Attribute(source.strip().capitalize(), path.removesuffix("]").strip())

    def comparison(self) -> Comparison:
        start = self.place
        left = self.operand()
        token = self.next
        quantifier, _, operator = token.text.lower().rpartition(":")
        if token.kind is not Kind.WORD or operator not in _OPERATORS or quantifier not in ("", *_QUANTIFIERS):
            raise self.wrong("an operator was expected")
        self.take(Kind.WORD)
        found = Comparison(left, _QUANTIFIERS.get(quantifier, ""), _OPERATORS[operator], self.operand())
        if found.operator.startswith(QUOTED_FAMILIES) and not (_in_quotes(found.left) and _in_quotes(found.right)):
            self.place = start
            raise self.wrong(f"{found.operator} compares texts in quotes")
        return found

    def operand(self) -> Operand:
        if self.sees(Kind.ATTRIBUTE):
            return self.attribute()
        if not self.sees(Kind.OPEN_SET):
            return Values((self.literal(),))
        self.take(Kind.OPEN_SET)
        items = [self.literal()]
        while self.sees(Kind.COMMA):
            self.take(Kind.COMMA)
            items.append(self.literal())
        self.take(Kind.CLOSE_SET)
        return Values(tuple(items))

    def literal(self) -> Literal:
        if self.sees(Kind.TEXT):
            return Literal(self.take(Kind.TEXT).text, quoted=True)
        if not self.sees(Kind.WORD):
            raise self.wrong("an expression was expected")
        return Literal(self.take(Kind.WORD).text, quoted=False)


def _in_quotes(operand: Operand) -> bool:
    return isinstance(operand, Attribute) or all(item.quoted for item in operand.items)
