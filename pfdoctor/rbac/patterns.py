"""Which actions a role's patterns allow.

`*` stands for any text, slashes included; case is not significant; nothing else is special.
https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pfdoctor.model.role import Permission
from pfdoctor.rbac.request import Plane

Pieces = tuple[str, ...]
"""A pattern cut at its wildcards: one piece is a literal."""


@lru_cache(maxsize=8192)
def _pieces(pattern: str) -> Pieces:
    return tuple(pattern.strip().lower().split("*"))


@lru_cache(maxsize=4096)
def _sorted(patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[Pieces, ...]]:
    cut = [_pieces(pattern) for pattern in patterns]
    return frozenset(one[0] for one in cut if len(one) == 1), tuple(one for one in cut if len(one) > 1)


def _fits(pieces: Pieces, text: str) -> bool:
    # Not a regular expression: a pattern with many wildcards would make one backtrack without end.
    first, last = pieces[0], pieces[-1]
    here, end = len(first), len(text) - len(last)
    if here > end or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in pieces[1:-1]:
        found = text.find(piece, here, end)
        if found < 0:
            return False
        here = found + len(piece)
    return True


def _any(patterns: tuple[str, ...], text: str) -> bool:
    literals, wild = _sorted(patterns)
    return bool(text) and (text in literals or any(_fits(pieces, text) for pieces in wild))


def matches(pattern: str, action: str) -> bool:
    """True if the pattern stands for the action. The empty action is none."""
    return _any((pattern,), action.strip().lower())


def contains(outer: str, inner: str) -> bool:
    """True if every action that `inner` stands for, `outer` stands for too."""
    # A `*` of `inner` may become a letter that `outer` does not name: only a `*` of `outer` can cover it.
    return matches(outer, inner)


def overlap(one: str, other: str) -> bool:
    """True if some action fits both patterns."""
    left, right = one.strip().lower(), other.strip().lower()
    reached = _skip(left, [True] + [False] * len(left))
    for letter in right:
        if letter == "*":
            for place in range(len(left)):
                reached[place + 1] = reached[place + 1] or reached[place]
            continue
        after = [place > 0 and left[place - 1] == letter and reached[place - 1] for place in range(len(left) + 1)]
        for place, wild in enumerate(left):
            if wild == "*" and reached[place + 1]:
                after[place + 1] = True
        reached = _skip(left, after)
    return reached[-1]


def _skip(pattern: str, reached: list[bool]) -> list[bool]:
    """A wildcard may stand for nothing."""
    for place, letter in enumerate(pattern):
        if letter == "*" and reached[place]:
            reached[place + 1] = True
    return reached


def sides(permission: Permission, plane: Plane) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The patterns that a block allows on this plane, and those that it takes out again."""
    if plane is Plane.DATA:
        return permission.data_actions, permission.not_data_actions
    return permission.actions, permission.not_actions


def grants(permission: Permission, action: str, plane: Plane) -> bool:
    """True if the block allows the action on the plane and does not take it out again; its condition aside."""
    allowed, removed = sides(permission, plane)
    text = action.strip().lower()
    return _any(allowed, text) and not _any(removed, text)


def removes(permission: Permission, action: str, plane: Plane) -> bool:
    """True if the block would allow the action, were it not for its NotActions."""
    allowed, removed = sides(permission, plane)
    text = action.strip().lower()
    return _any(allowed, text) and _any(removed, text)


def covers(permissions: Iterable[Permission], pattern: str, plane: Plane) -> bool:
    """True if one block allows all that a whole pattern stands for, without a condition.

    Blocks are not added up: two that cover the pattern only together give False, which is on the safe side.
    """
    for permission in permissions:
        allowed, removed = sides(permission, plane)
        if permission.condition or not any(contains(outer, pattern) for outer in allowed):
            continue
        if not any(overlap(taken, pattern) for taken in removed):
            return True
    return False
