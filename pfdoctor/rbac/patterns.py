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
    """The text is known to start with the first piece."""
    # Not a regular expression: a pattern with many wildcards would make one backtrack without end.
    first, last = pieces[0], pieces[-1]
    here, end = len(first), len(text) - len(last)
    if here > end or not text.endswith(last):
        return False
    for piece in pieces[1:-1]:
        found = text.find(piece, here, end)
        if found < 0:
            return False
        here = found + len(piece)
    return True


def _any(patterns: tuple[str, ...], text: str) -> bool:
    if not patterns or not text:
        return False
    literals, wild = _sorted(patterns)
    if text in literals:
        return True
    for pieces in wild:  # noqa: SIM110 - this is where the time goes, and a generator is slower
        if text.startswith(pieces[0]) and _fits(pieces, text):
            return True
    return False


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


def stance(permission: Permission, action: str, plane: Plane) -> bool | None:
    """True if the block allows the action on the plane, False if its NotActions take it out again, else None.

    The condition of the block is not regarded.
    """
    allowed, removed = sides(permission, plane)
    text = action.strip().lower()
    return not _any(removed, text) if _any(allowed, text) else None


def grants(permission: Permission, action: str, plane: Plane) -> bool:
    """True if the block allows the action on the plane and does not take it out again; its condition aside."""
    return stance(permission, action, plane) is True


def removes(permission: Permission, action: str, plane: Plane) -> bool:
    """True if the block would allow the action, were it not for its NotActions."""
    return stance(permission, action, plane) is False


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
