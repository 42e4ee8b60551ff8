from __future__ import annotations

from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator, ValidationError

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.proof import Access, Because, Proof
from pfdoctor.model.right import pull
from pfdoctor.model.ruling import Grant, Holder, Holders, Origin, Principal, Proposal, Ruling
from pfdoctor.report import can_json
from pfdoctor.report.json_report import schema

REGISTRY = ArmId("/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acr")
WHO = Principal("p", "user-assigned", "id-pf", ArmId("/subscriptions/s/x/id-pf"))
YES = Proof(Access.ALLOWED, (Because("R6", "/r", "AcrPull allows it"),))
NO = Proof(Access.DENIED, (Because("R8", "/r", "nothing allows it"),))
GRANT = Grant("/a", "AcrPull", "7f95", REGISTRY, "g", "c", datetime(2026, 1, 2, tzinfo=UTC), "o", Origin.HAND, "why")


@pytest.mark.parametrize("command", ["can", "who-can"])
def test_each_schema_is_a_schema_and_shares_its_parts_with_that_of_check(command):
    Draft202012Validator.check_schema(schema(command))
    shared, own = schema()["$defs"], schema(command)["$defs"]
    assert {name: own[name] for name in ("proof", "need", "count")} == {
        name: shared[name] for name in ("proof", "need", "count")
    }
    assert schema(command)["properties"]["cost"] == schema()["properties"]["cost"]


def test_rulings(target, unread):
    maybe = Proof(Access.UNKNOWN, (Because("R13", "/r", "not read"),), needs=(unread,))
    right = pull(REGISTRY)
    proposal = Proposal("AcrPull", "7f95", REGISTRY, ("x/*",))
    rulings = [
        Ruling(WHO, right.doing, right, YES, grants=(GRANT,), check="acr-pull", automatic=True),
        Ruling(WHO, right.doing, right, NO, proposal=proposal, required=False, when="it pulls", notes=("n",)),
        Ruling(WHO, "do what it needs", None, maybe),
    ]
    found = can_json.render(target, rulings, Access.DENIED, 7, 0.12345)
    Draft202012Validator(schema("can")).validate(found)
    first, second, third = found["rows"]
    assert (first["verdict"], first["check"], first["automatic"], first["required"]) == (
        "allowed",
        "acr-pull",
        True,
        True,
    )
    assert first["grants"] == [
        {
            "id": "/a",
            "role": "AcrPull",
            "role_id": "7f95",
            "scope": str(REGISTRY),
            "group": "g",
            "condition": "c",
            "created_on": "2026-01-02T00:00:00+00:00",
            "created_by": "o",
            "granted_by": "hand",
            "why": "why",
        }
    ]
    assert second["recommendation"] == {
        "role": "AcrPull",
        "role_id": "7f95",
        "scope": str(REGISTRY),
        "excess": ["x/*"],
    }
    assert (second["needs"], second["when"], second["notes"]) == ([], "it pulls", ["n"])
    assert (third["actions"], third["scope"], third["needs"][0]["status"]) == ([], "", 403)
    assert found["cost"] == {"requests": 7, "seconds": 0.123}


def test_an_unknown_without_needs_is_refused_by_the_schema(target, unread):
    maybe = Proof(Access.UNKNOWN, (Because("R13", "/r", "not read"),), needs=(unread,))
    found = can_json.render(target, [Ruling(WHO, "do it", None, maybe)], Access.UNKNOWN, 1, 1)
    found["rows"][0]["needs"] = []
    with pytest.raises(ValidationError):
        Draft202012Validator(schema("can")).validate(found)


def test_holders(unread):
    holders = (Holder("p", "Group", "", YES, (GRANT,)), Holder("q", "", "id-pf", NO, ()))
    found = can_json.render_holders(Holders(pull(REGISTRY), holders, (unread,), ("n",)), 7, 0.5)
    Draft202012Validator(schema("who-can")).validate(found)
    assert [(one["principal_id"], one["type"], one["name"]) for one in found["holders"]] == [
        ("p", "Group", None),
        ("q", "", "id-pf"),
    ]
    assert (found["plane"], found["notes"], len(found["needs"])) == ("control", ["n"], 1)
