"""How Azure says that a right or a role is missing, whichever it is."""

from __future__ import annotations

from pfdoctor.model.symptom import Symptom

_WORDS = (
    "does not have authorization to perform action",
    "doesn't have authorization to perform action",
    "does not have permission to perform action",
    "do not have permission to perform action",
    "does not have permissions for",
    "is not authorized to perform action",
    "is not authorized to perform:",
    "lacks the required data action",
    "without the following permissions",
    "perform action",
)
"""Of Resource Manager, template validation, data planes and Azure ML; the action follows."""
_WEIGHT = 0.95
"""More than what is said of rights in general."""


def refused(diagnosis: str, *actions: str, weight: float = _WEIGHT) -> tuple[Symptom, ...]:
    """The symptoms of not being allowed one of `actions`, which may be the beginning or the end of an action's name."""
    return tuple(
        Symptom(diagnosis, f"{words} ... {action}", weight, within=300) for words in _WORDS for action in actions
    )


_ASKED = ("assign", "grant", "missing", "requires", "needs", "need the", "ensure", "have the", "lacks", "without")
"""The role's name alone says nothing: it stands in every list of roles."""
_ASKED_WEIGHT = 0.6


def asked_for(diagnosis: str, *roles: str) -> tuple[Symptom, ...]:
    """The symptoms of being told to get one of `roles`."""
    return tuple(
        Symptom(diagnosis, f"{word} ... {role}", _ASKED_WEIGHT, within=120) for word in _ASKED for role in roles
    )
