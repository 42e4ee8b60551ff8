from __future__ import annotations

from pfdoctor.lab.server.logins import logins, tenant


def test_the_caller_comes_first_and_groups_do_not_sign_in(bundle):
    found = logins(bundle())
    assert [(one.client_id, one.object_id, one.is_caller) for one in found] == [
        ("user", "user", True),
        ("app-client", "app-object", False),
    ]


def test_a_caller_that_the_world_does_not_name_can_sign_in(bundle):
    first = logins(bundle(caller={"object_id": "me"}))[0]
    assert (first.client_id, first.object_id, first.is_caller) == ("me", "me", True)


def test_a_caller_that_nobody_recorded_has_an_id_to_sign_in_with(bundle):
    first = logins(bundle(caller={}, world={}))[0]
    assert len(first.client_id) == 36
    assert (first.object_id, first.is_caller) == ("", True)
    assert logins(bundle(caller={}, world={}))[0] == first


def test_the_tenant_is_the_callers_or_the_subscriptions_or_made_up(bundle):
    body = {"id": "/subscriptions/s", "subscriptionId": "s", "tenantId": "T"}
    answers = [{"request": "GET /subscriptions/s", "status": 200, "body": body}]
    assert tenant(bundle(caller={"tenant_id": "mine"}, answers=answers)) == "mine"
    assert tenant(bundle(caller={}, answers=answers)) == "t"
    assert len(tenant(bundle(caller={}))) == 36
