"""How Azure says that a right or a role is missing, whichever it is."""

from __future__ import annotations

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.contexts import AZURE
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.reasons import DENIED

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
_REFUSED = (*DENIED, "missing", "requires", "required permission", "needs")
_WEIGHT = 0.95
"""More than what is said of rights in general."""
_LOOSE = 0.1
"""How much less it says that a refusal is only close by, in any order and language."""


def refused(diagnosis: str, *actions: str, weight: float = _WEIGHT) -> tuple[Symptom, ...]:
    """The symptoms of not being allowed one of `actions`, which may be the beginning or the end of an action's name."""
    said = (Symptom(diagnosis, f"{words} ... {action}", weight, within=300) for words in _WORDS for action in actions)
    return (*said, *(Symptom(diagnosis, action, weight - _LOOSE, near=_REFUSED) for action in actions))


_UNABLE = (
    "{permission|permissions|authorization|authority|rights|privileges} to",
    "{not|n't} have access to",
    "{not|n't} {authorized|allowed|permitted} to",
    "{cannot|can't|could not|unable to|not able to}",
)
_UNABLE_WEIGHT = 0.8


def unable(diagnosis: str, *doing: str, weight: float = _UNABLE_WEIGHT) -> tuple[Symptom, ...]:
    """The symptoms of not being allowed to do something that is told in words: `doing` are patterns of `forms`."""
    return tuple(
        symptom
        for words in _UNABLE
        for what in doing
        for symptom in forms(
            diagnosis,
            f"{words} {what}",
            weight,
            given=(*AZURE, "role assignment", "Foundry", "User Access Administrator"),
            within=120,
        )
    )


_ASKED = ("assign", "grant", "missing", "requires", "needs", "need the", "ensure", "have the", "lacks", "without")
"""The role's name alone says nothing: it stands in every list of roles."""
_ASKED_WEIGHT = 0.6


def asked_for(diagnosis: str, *roles: str) -> tuple[Symptom, ...]:
    """The symptoms of being told to get one of `roles`."""
    return tuple(
        Symptom(diagnosis, f"{word} ... {role}", _ASKED_WEIGHT, within=120) for word in _ASKED for role in roles
    )
