"""A proof word for word: each node and near miss names its rule or kind, what it rests on, and the reason.

What is expected is in proof_words.txt: "~" begins a near miss, "?" what would settle an unknown.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pfdoctor.model.need import Need
from pfdoctor.model.role import EVERYONE, Permission

GROUP = "99999999-0000-0000-0000-000000000001"
MG = "/providers/Microsoft.Management/managementGroups/mg"
UNREAD = (Need("GET /list", "some/read", "/there", 403, reason="not allowed"),)
ASKED = "@Request[x] StringEquals 'v'"


def told(proof, rbac, *objects):
    """The proof as lines, ids by the names of what they are."""
    names = {str(one.id): type(one).__name__ for one in (*objects, *rbac.ROLES.values())}
    names |= {rbac.ACR: "ACR", rbac.RG: "RG", rbac.STORAGE: "STORAGE", MG: "MG", "/": "ROOT"}

    def said(text):
        for id_, name in names.items():
            text = text.replace(id_, name) if len(id_) > 1 else text
        return text.replace(rbac.ME, "ME").replace(GROUP, "GROUP").replace(rbac.PULL, "PULL")

    lines = [f"{node.rule} {names.get(node.id, node.id)}: {said(node.reason)}" for node in proof.because]
    lines += [f"~ {miss.kind} {names.get(miss.id, miss.id)}: {said(miss.reason)}" for miss in proof.near_misses]
    lines += [
        f"? {said(need.request)} | {need.action} | {names.get(need.scope, said(need.scope))} | {said(need.reason)}"
        for need in proof.needs
    ]
    return [proof.verdict.value, *lines]


def cases(rbac):
    """Name, assignments, everything else of the question, and what is told of it."""
    pull, owner = rbac.assignment("AcrPull"), rbac.assignment("Owner", rbac.ACR)
    team = rbac.assignment("AcrPull", "/", GROUP, "Group")
    bound = rbac.assignment("AcrPull", condition=ASKED)
    inner = rbac.role("Inner", Permission(actions=("*",), condition=ASKED))
    has_inner = rbac.assignment(inner)
    met, unmet = {"@Request[x]": "v"}, {"@Request[x]": "w"}
    guard = rbac.deny((rbac.ME, "User"))
    top = rbac.assignment("AcrPull", MG)
    above = replace(rbac.deny(EVERYONE), scope=rbac.assignment("Owner", MG).scope)
    return {
        "direct": ([pull], {}),
        "at the scope, and another": ([owner, pull], {}),
        "through a group, at the root": ([team], {"groups": frozenset({GROUP})}),
        "a condition is met": ([bound], {"attributes": met}),
        "a condition is not met": ([bound], {"attributes": unmet}),
        "a condition is open": ([bound], {}),
        "a condition is not understood": ([rbac.assignment("AcrPull", condition="((")], {}),
        "a condition inside is met": ([has_inner], {"attributes": met, "roles": (inner,)}),
        "a condition inside is not met": ([has_inner], {"attributes": unmet, "roles": (inner,)}),
        "a condition inside is open": ([has_inner], {"roles": (inner,)}),
        "a role that was not read": ([pull], {"roles": ()}),
        "a group nobody read": ([team], {"groups": None}),
        "a management group nobody read": ([top], {"ancestors": None}),
        "lists nobody read": ([], {"unread": UNREAD}),
        "denies nobody read": ([pull], {"unread_denies": UNREAD}),
        "not in the role": ([rbac.assignment("BlobReader")], {}),
        "taken out": ([rbac.assignment("NoPull")], {}),
        "another plane": ([owner], {"action": "a/b/read", "plane": "data"}),
        "elsewhere": ([rbac.assignment("AcrPull", rbac.STORAGE)], {}),
        "eligible": ([], {"eligible": (pull,)}),
        "eligible through a group": ([], {"eligible": (team,), "groups": None}),
        "denied by name": ([pull], {"denies": (guard,)}),
        "denied to all, here only": ([pull], {"denies": (rbac.deny(EVERYONE, scope=rbac.ACR, only_at_scope=True),)}),
        "denied to a group": ([], {"denies": (rbac.deny(GROUP),), "groups": frozenset({GROUP})}),
        "a deny that may mean a group": ([pull], {"denies": (rbac.deny(GROUP),), "groups": None}),
        "a deny whose condition is open": ([pull], {"denies": (replace(guard, condition=ASKED),)}),
        "a deny whose block is open": (
            [pull],
            {"denies": (replace(guard, permissions=(Permission(actions=("*",), condition=ASKED),)),)},
        ),
        "a deny above, perhaps": ([pull], {"denies": (above,), "ancestors": None}),
        "a deny whose condition is met": ([pull], {"denies": (replace(guard, condition=ASKED),), "attributes": met}),
        "a deny whose block is met": (
            [pull],
            {
                "denies": (replace(guard, permissions=(Permission(actions=("*",), condition=ASKED),)),),
                "attributes": met,
            },
        ),
        "a deny of others": ([pull], {"denies": (rbac.deny(("other", "User")),)}),
        "a deny with exclusions": ([pull], {"denies": (rbac.deny(EVERYONE, exclude=(rbac.ME,)),)}),
        "a deny that is not met": ([pull], {"denies": (replace(guard, condition=ASKED),), "attributes": unmet}),
        "a deny that leaves it out": (
            [pull],
            {"denies": (rbac.deny(rbac.ME, actions=("*",), not_actions=("*/read",)),)},
        ),
        "a deny for its scope only": ([pull], {"denies": (rbac.deny(rbac.ME, only_at_scope=True),)}),
        "a pattern": ([pull], {"action": "a/*"}),
    }


def expected():
    text = Path(__file__).with_name("proof_words.txt").read_text(encoding="utf-8")
    sections = [section.strip().split("\n") for section in text.split("# ")[1:]]
    return {name: lines for name, *lines in sections}


EXPECTED = expected()


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_told(rbac, name):
    assignments, more = cases(rbac)[name]
    objects = (*assignments, *more.get("denies", ()), *more.get("eligible", ()), *more.get("roles", ()))
    assert told(rbac.ask(*assignments, **more), rbac, *objects) == EXPECTED[name]


def test_each_case_has_its_words(rbac):
    assert list(cases(rbac)) == list(EXPECTED)
