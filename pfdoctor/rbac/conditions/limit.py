"""What is left of a condition once the action is known: which containers, roles or tables it is about.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format#how-a-condition-is-evaluated
"""

from __future__ import annotations

from pfdoctor.rbac.conditions.judge import Bearer, leaf, parsed
from pfdoctor.rbac.conditions.tree import ActionMatches, And, Node, Not, Or, SubOperationMatches
from pfdoctor.rbac.conditions.words import words
from pfdoctor.rbac.request import Request


def limit(bearer: Bearer, request: Request) -> str:
    """Where the condition lets this action through, as a clause such as `the container's name is 'c1'`.

    "" if it sets this action no limit, lets it through nowhere, or is not understood.
    """
    node = parsed(bearer.condition) if bearer.condition else ""
    left = True if isinstance(node, str) else rest(node, request)
    return "" if isinstance(left, bool) else words(left)


def rest(node: Node, request: Request) -> Node | bool:
    """The condition with all that the action decides taken out."""
    if isinstance(node, And | Or):
        spoils = isinstance(node, Or)
        terms = [rest(term, request) for term in node.terms]
        if any(term is spoils for term in terms):
            return spoils
        open_ = tuple(term for term in terms if not isinstance(term, bool))
        if len(open_) < 2:
            return open_[0] if open_ else not spoils
        return type(node)(open_)
    if isinstance(node, Not):
        inner = rest(node.term, request)
        if isinstance(inner, bool):
            return not inner
        return inner.term if isinstance(inner, Not) else Not(inner)
    if isinstance(node, ActionMatches | SubOperationMatches):
        known = leaf(node, request)
        return node if known is None else known
    return node
