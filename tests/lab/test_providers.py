from __future__ import annotations

from datetime import UTC, datetime

from pfdoctor.lab.clock import Clock

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
NETWORK = f"{S}/providers/Microsoft.Network"
LISTED = {"id": NETWORK, "namespace": "Microsoft.Network", "registrationState": "NotRegistered"}
RECORDED = {"request": f"GET {S}/providers", "status": 200, "body": {"value": [LISTED]}}


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_registering_takes_a_while(lab_of, owners):
    ticks = Ticks()
    get = lab_of(RECORDED, *owners, provisioning=60, clock=Clock(datetime(2026, 11, 22, tzinfo=UTC), ticks))
    states = [get(f"{NETWORK}/register", "owner", "POST").body["registrationState"]]
    states.append(get(NETWORK).body["registrationState"])
    ticks.now += 60
    states.append(get(NETWORK).body["registrationState"])
    states.append(get(f"{NETWORK}/register", "owner", "POST").body["registrationState"])
    assert states == ["Registering", "Registering", "Registered", "Registered"]


def test_who_may_not_and_what_is_not(lab_of, owners):
    get = lab_of(RECORDED, *owners)
    refused = get(f"{NETWORK}/register", "reader", "POST")
    assert (
        refused.status,
        f"'Microsoft.Network/register/action' over scope '{S}'" in refused.body["error"]["message"],
    ) == (
        403,
        True,
    )
    unknown = get(f"{S}/providers/Microsoft.Nonsense/register", "owner", "POST")
    assert (unknown.status, unknown.body["error"]["code"]) == (404, "InvalidResourceNamespace")


def test_a_service_that_the_subscription_is_not_registered_with_takes_no_writes(lab_of, owners):
    kind = "Microsoft.MachineLearningServices"
    unregistered = {"id": f"{S}/providers/{kind}", "namespace": kind, "registrationState": "NotRegistered"}
    get = lab_of({**RECORDED, "body": {"value": [unregistered]}}, *owners)
    path = f"{S}/resourceGroups/rg/providers/{kind}/workspaces/ws/environments/env/versions/7"
    body = {"properties": {"image": "x"}}
    refused = get(path, "owner", "PUT", body=body)
    assert (refused.status, refused.body["error"]["code"]) == (409, "MissingSubscriptionRegistration")
    get(f"{S}/providers/{kind}/register", "owner", "POST")
    assert get(path, "owner", "PUT", body=body).status == 201
