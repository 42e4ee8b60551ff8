"""Is a condition met by a request. (R14, R15)

https://learn.microsoft.com/azure/role-based-access-control/conditions-format#how-a-condition-is-evaluated
"""

from __future__ import annotations

from functools import lru_cache

from pfdoctor.model.role import DenyAssignment, Permission, RoleAssignment
from pfdoctor.rbac.conditions.attribute import values
from pfdoctor.rbac.conditions.error import ConditionError
from pfdoctor.rbac.conditions.operators import Value, compare
from pfdoctor.rbac.conditions.parser import parse
from pfdoctor.rbac.conditions.tree import (
    ActionMatches,
    And,
    Attribute,
    Comparison,
    Exists,
    Node,
    Not,
    Operand,
    Or,
    SubOperationMatches,
)
from pfdoctor.rbac.conditions.truth import Truth
from pfdoctor.rbac.logic import Kleene, every, negate, some
from pfdoctor.rbac.patterns import matches
from pfdoctor.rbac.request import SUB_OPERATION, Request, attribute_key

Bearer = Permission | RoleAssignment | DenyAssignment
"""What a condition may stand on."""

_VERSIONS = (None, "", "1.0", "2.0")
_NONE = Truth(True)


def met(bearer: Bearer, request: Request) -> Truth:
    """The condition of a role's block or of an assignment; what bears none sets none. Never raises."""
    return judge(bearer.condition, bearer.condition_version, request) if bearer.condition else _NONE


def judge(text: str, version: str | None, request: Request) -> Truth:
    """Never raises: a condition that is not understood is neither met nor unmet."""
    if version not in _VERSIONS:
        return Truth(None, error=f"version {version} of conditions is not known")
    node = parsed(text)
    return Truth(None, error=node) if isinstance(node, str) else truth(node, request)


@lru_cache(maxsize=1024)
def parsed(text: str) -> Node | str:
    """The condition, or why it is not understood."""
    try:
        return parse(text)
    except ConditionError as error:
        return str(error)


def truth(node: Node, request: Request) -> Truth:
    if isinstance(node, And | Or):
        terms = [truth(term, request) for term in node.terms]
        value = (every if isinstance(node, And) else some)(term.value for term in terms)
        waits = (text for term in terms if value is None and term.value is None for text in term.waits_for)
        return Truth(value, tuple(dict.fromkeys(waits)))
    if isinstance(node, Not):
        inner = truth(node.term, request)
        return Truth(negate(inner.value), inner.waits_for)
    value = leaf(node, request)
    return Truth(value, (str(node),) if value is None else ())


def leaf(node: Comparison | ActionMatches | SubOperationMatches | Exists, request: Request) -> Kleene:
    """Does the request meet one expression."""
    if isinstance(node, ActionMatches):
        return matches(node.pattern, request.action)
    if isinstance(node, SubOperationMatches):
        running = (request.attributes or {}).get(attribute_key(SUB_OPERATION))
        return None if running is None else running != () and matches(node.pattern, str(running))
    if isinstance(node, Exists):
        held = values(node.attribute, request)
        return None if held is None else bool(held)
    return _compare(node, request)


def _compare(node: Comparison, request: Request) -> Kleene:
    left, right = _values(node.left, request), _values(node.right, request)
    # What Azure makes of a comparison with an attribute that does not exist is not documented.
    if not left or not right:
        return None
    if not node.quantifier:
        return compare(node.operator, left[0], right[0]) if len(left) == len(right) == 1 else None
    over_left = some if node.quantifier.startswith("ForAny") else every
    over_right = some if node.quantifier.endswith("AnyValues") else every
    return over_left(over_right(compare(node.operator, one, other) for other in right) for one in left)


def _values(operand: Operand, request: Request) -> tuple[Value, ...] | None:
    if isinstance(operand, Attribute):
        return values(operand, request)
    return tuple(item.text for item in operand.items)
