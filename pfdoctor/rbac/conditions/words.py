"""A condition as a person would say it."""

from __future__ import annotations

from pfdoctor.rbac.conditions.operators import operator_of
from pfdoctor.rbac.conditions.tree import And, Attribute, Comparison, Exists, Node, Not, Or, SubOperationMatches, Values
from pfdoctor.rbac.scope import singular

_VERBS = {
    "Equals": ("is", "is not"),
    "StartsWith": ("starts with", "does not start with"),
    "Like": ("is like", "is not like"),
    "GreaterThan": ("is more than", ""),
    "GreaterThanEquals": ("is at least", ""),
    "LessThan": ("is less than", ""),
    "LessThanEquals": ("is at most", ""),
}


def words(node: Node) -> str:
    if isinstance(node, And | Or):
        return (" and " if isinstance(node, And) else " or ").join(map(_inner, node.terms))
    if isinstance(node, Not):
        return f"not ({words(node.term)})"
    if isinstance(node, Exists):
        return f"{_attribute(node.attribute)} is set"
    if isinstance(node, SubOperationMatches):
        return f"the suboperation is '{node.pattern}'"
    if isinstance(node, Comparison) and isinstance(node.left, Attribute) and isinstance(node.right, Values):
        return _comparison(_attribute(node.left), node, node.right)
    return str(node)


def _inner(node: Node) -> str:
    several = isinstance(node, Comparison) and isinstance(node.right, Values) and len(node.right.items) > 1
    return f"({words(node)})" if several or isinstance(node, And | Or) else words(node)


def _comparison(subject: str, node: Comparison, values: Values) -> str:
    how = operator_of(node.operator)
    verb = _VERBS[how.test][how.negative]
    joint = " and " if node.quantifier.endswith("AllValues") else " or "
    # "is not a or b" would be read as neither of them.
    listed = f"{joint}{verb} " if how.negative else joint
    every = "every value of " if node.quantifier.startswith("ForAll") else ""
    case = " (in any case)" if how.any_case else ""
    return f"{every}{subject} {verb} {listed.join(map(str, values.items))}{case}"


def _attribute(attribute: Attribute) -> str:
    """`...containers:name` of a resource is the container's name; what has another shape stays as it is written."""
    kind, _, field = attribute.path.partition(":")
    if attribute.source not in ("Resource", "Request") or "/" not in kind or not field:
        return str(attribute)
    if kind.lower().endswith("/tags"):
        kind, field = kind[: -len("/tags")], f"tag {field.partition('<')[0]}"
    return f"the {singular(kind)}'s {field}"
