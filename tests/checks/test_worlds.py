"""What there is to say of each world that ships, worked out by hand from its facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab.arm import Lab
from pfdoctor.lab.worlds import load, names

ALWAYS = {"prompt-flow-retirement contoso-ml": "failed", "datastore-reader my-endpoint": "failed"}
"""Every world serves a prompt flow, and nobody grants a right that only an index lookup needs."""

OF_PROJECT = {"prompt-flow-retirement contoso-project": "failed", "datastore-reader my-endpoint": "failed"}
NO_GRANTS = {"caller-can-grant-roles contoso-ml": "failed", "caller-can-grant-roles rg-contoso": "failed"}

EXPECTED = {
    # The identity holds all five roles, each on the very resource.
    "healthy": ALWAYS,
    # AcrPull is on another registry, as the deployment's log says too; two roles are missing, the environment has no
    # routes, the deployment failed and got no traffic; the account's subscription may not be read; the caller is a data
    # scientist.
    "demo": ALWAYS
    | NO_GRANTS
    | {
        "acr-pull blue": "failed",
        "connection-secrets-reader my-endpoint": "failed",
        "metrics-writer my-endpoint": "failed",
        "openai-user aoai-shared": "unknown",
        "inference-config blue": "failed",
        "deployment-state blue": "failed",
        "container-logs blue": "failed",
        "endpoint-traffic my-endpoint": "failed",
        "instance-count blue": "failed",
        "request-timeout blue": "failed",
        "caller-can-deploy rg-contoso": "failed",
    },
    # Azure granted what it grants to such an identity, and never grants a right on the account. The flag keeps
    # everyone from deploying who may not read secrets, as the caller's custom role does not allow.
    "system-assigned": ALWAYS
    | NO_GRANTS
    | {"openai-user aoai-shared": "failed", "connection-secret-enforcement my-endpoint": "failed"},
    # A hub is not above its project as a scope. Storage, registry and the shared connection are the hub's.
    "foundry-project": OF_PROJECT
    | {"connection-secrets-reader my-endpoint": "failed", "workspace-ready Microsoft.PolicyInsights": "failed"},
    # AcrPull does not count, and promptflow/... does not begin with base/. The roles that do count are old.
    "abac-registry": ALWAYS | {"acr-pull blue": "failed"},
    # Storage and registry have active private endpoints, serpapi.com an active rule, the account an inactive one.
    "network-isolated": ALWAYS | {"private-link-outbound aoai-shared": "failed"},
    # The caller may grant the role that is missing on the workspace, and not the one on the account.
    "constrained-delegation": ALWAYS
    | {
        "connection-secrets-reader my-endpoint": "failed",
        "openai-user aoai-shared": "failed",
        "caller-can-grant-roles rg-contoso": "failed",
    },
    # All but */read is denied: listing secrets and writing metrics. Pulling ends in /read; data actions are not named.
    # The caller is not excluded either, and reading a log ends in /action.
    "deny-assignment": ALWAYS
    | {
        "connection-secrets-reader my-endpoint": "failed",
        "metrics-writer my-endpoint": "failed",
        "container-logs blue": "unknown",
        # These two ways of asking do not say who asks, and the deny may mean anyone.
        "caller-can-grant-roles contoso-ml": "unknown",
        "caller-can-grant-roles rg-contoso": "unknown",
    },
    # Of its own two groups one holds its role on a management group; the metrics role is held by a third.
    "group-granted": ALWAYS | {"metrics-writer my-endpoint": "failed"},
}


def said(results):
    return {
        f"{one.check} {one.subject.rpartition('/')[2]}": one.outcome.value
        for one in results
        if one.outcome.value not in ("passed", "skipped")
    }


def test_each_world_has_its_expectation():
    assert set(EXPECTED) == set(names())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_is_wrong_is_found_and_nothing_else(examined, name):
    assert said(examined(name).results()) == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_lab_shows_its_caller_what_the_bundle_tells(name):
    bundle = load(name)
    facts = open_facts(in_process(Lab(bundle), bundle.taken_at), replace(bundle.target, world="demo"), whole=True)
    try:
        assert said(run(load_checks().checks, facts)) == EXPECTED[name]
    finally:
        facts.close()


@pytest.mark.parametrize(
    ("name", "check", "kind"),
    [
        ("demo", "acr-pull", "sibling-scope"),
        ("foundry-project", "connection-secrets-reader", "sibling-scope"),
        ("abac-registry", "acr-pull", "condition-false"),
        ("deny-assignment", "connection-secrets-reader", "blocked-by-deny"),
    ],
)
def test_the_nearest_miss_is_told(examined, name, check, kind):
    assert [miss.kind for miss in examined(name).result(check).proof.near_misses] == [kind]


def test_no_role_is_proposed_against_a_deny_assignment(examined):
    assert examined("deny-assignment").result("connection-secrets-reader").fixes == ()
    assert examined("foundry-project").result("connection-secrets-reader").fixes != ()
