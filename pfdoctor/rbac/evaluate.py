"""May this principal do this action on this scope, and why.

Deny assignments come first; then one role assignment that allows is enough. What is not known makes the verdict
unknown only where the verdict depends on it.
https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
"""

from __future__ import annotations

from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.rbac import explain, explain_deny
from pfdoctor.rbac.case import Case, consider
from pfdoctor.rbac.near_miss import near_misses
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Request
from pfdoctor.rbac.scope import words

_LISTED = 10


def evaluate(request: Request, policy: Policy) -> Proof:
    """The verdict with its derivation; near misses unless it is "allowed", needs if it is "unknown"."""
    if "*" in request.action:
        return _many(request)
    case = consider(request, policy)
    verdict = case.verdict
    if verdict is True:
        return Proof(Access.ALLOWED, (*_not_blocked(case), *_granted(case)))
    if verdict is None:
        because, needs = _unknown(case)
        return Proof(Access.UNKNOWN, because, near_misses(case), needs)
    because = _blocked(case) if case.denied else _not_granted(case)
    return Proof(Access.DENIED, because, near_misses(case))


def _many(request: Request) -> Proof:
    """A pattern is no action: roles and deny assignments may name some of what it stands for and not the rest."""
    reason = f"{request.action} stands for many actions, and some may be allowed while others are not"
    need = Need(f"each action that {request.action} stands for", scope=str(request.scope), reason=reason)
    return Proof(Access.UNKNOWN, (Because("R6a", str(request.scope), reason),), needs=(need,))


def _granted(case: Case) -> tuple[Because, ...]:
    nearest, *others = [one for one in case.held if one.verdict is True]
    return (
        *explain.allowed(nearest, case.request),
        *(Because("R5", str(one.assignment.id), f"{one.standing.name} allows it as well") for one in others[:_LISTED]),
    )


def _not_blocked(case: Case) -> tuple[Because, ...]:
    passed = [explain_deny.passed_by(one, case.request) for one in case.denies]
    reason = "no deny assignment blocks it"
    return (*(node for node in passed if node), Because("R9", str(case.request.scope), reason))


def _blocked(case: Case) -> tuple[Because, ...]:
    first = next(one for one in case.denies if one.verdict is True)
    return tuple(explain_deny.blocked(first, case.request))


def _not_granted(case: Case) -> tuple[Because, ...]:
    request = case.request
    asked = explain.what(request)
    reason = f"no role assignment of it or its groups at {words(request.scope)} or above allows {asked}"
    refusals = [explain.refused(one, request) for one in case.held if one.held and one.here]
    refusals += [explain.does_not_name(one, asked) for one in case.silent if one.held and one.here]
    return (Because("R8", str(request.scope), reason), *refusals[:_LISTED])


def _unknown(case: Case) -> tuple[tuple[Because, ...], tuple[Need, ...]]:
    request, policy = case.request, case.policy
    nodes: list[Because] = []
    needs: list[Need] = []
    if case.granted is None:
        doubts = [explain.doubts(one, request, policy) for one in case.held if one.verdict is None]
        nodes += [node for found, _ in doubts for node in found]
        nodes += [_unread("assignments", need) for need in policy.unread]
        needs += [*(need for _, wanted in doubts for need in wanted), *policy.unread]
    else:
        nodes += _granted(case)
    if case.denied is None:
        open_denies = [explain_deny.doubts(one, request) for one in case.denies if one.verdict is None]
        nodes += [node for found, _ in open_denies for node in found]
        nodes += [_unread("deny assignments", need) for need in policy.unread_denies]
        needs += [*(need for _, wanted in open_denies for need in wanted), *policy.unread_denies]
    return tuple(dict.fromkeys(nodes)), tuple(dict.fromkeys(needs))


def _unread(what: str, need: Need) -> Because:
    return Because("R13", need.scope, f"a list of {what} was not read: {need.reason or need.request}")
