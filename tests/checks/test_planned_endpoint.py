"""An endpoint that only files describe is judged by what it will meet in Azure."""

from __future__ import annotations

import pytest

DEPLOYMENT = """
    name: blue
    endpoint_name: my-endpoint
    model: azureml:web-classification:7
    environment:
      image: contosoacr.azurecr.io/web:1
      inference_config:
        liveness_route: {port: 8080, path: /health}
        readiness_route: {port: 8080, path: /health}
        scoring_route: {port: 8080, path: /score}
    environment_variables: {PROMPTFLOW_RUN_MODE: serving}
    request_settings: {request_timeout_ms: 90000}
    instance_type: SIZE
    instance_count: 3
"""
ROLES = ("acr-pull", "storage-blob-data-reader", "connection-secrets-reader")


@pytest.fixture(name="plan")
def _plan(folder, world):
    """A world without the endpoint, and files that describe it; `plan.files` may be written again before `planned`."""
    size = world.deployment["properties"]["instanceType"]
    id = world.body("userAssignedIdentities/id-pf")["id"]
    folder["deployment.yml"] = DEPLOYMENT.replace("SIZE", size)
    folder["endpoint.yml"] = (
        "name: my-endpoint\nauth_mode: key\nidentity:\n  type: user_assigned\n"
        f"  user_assigned_identities:\n  - resource_id: {id}\n"
    )
    world.missing("onlineEndpoints/my-endpoint")
    world.folder = folder
    return world


def planned(world, *ids):
    world.files = world.folder.project
    return {one.check: one.outcome.value for one in world.planned(*ids)}


def test_the_roles_of_its_identity_are_checked_now(plan):
    assert planned(plan, *ROLES) == dict.fromkeys(ROLES, "passed")
    plan.revoke()
    assert planned(plan, *ROLES) == dict.fromkeys(ROLES, "failed")


def test_an_identity_that_comes_with_the_endpoint_holds_nothing_yet(plan):
    plan.folder["endpoint.yml"] = "name: my-endpoint\nauth_mode: key\n"
    ids = (*ROLES, "endpoint-identity")
    assert planned(plan, *ids) == dict.fromkeys(ids, "skipped")


def test_an_identity_that_does_not_exist_fails(plan):
    assert planned(plan, "user-assigned-identity-exists")["user-assigned-identity-exists"] == "passed"
    plan.missing("userAssignedIdentities/id-pf")
    assert planned(plan, "user-assigned-identity-exists")["user-assigned-identity-exists"] == "failed"


def test_quota_workspace_and_caller_are_checked(plan):
    found = planned(plan, "quota", "workspace-ready", "caller-can-deploy", "network-mode")
    assert set(found.values()) == {"passed"}


def test_a_quota_that_is_short_fails(plan):
    text = (plan.folder.place / "deployment.yml").read_text(encoding="utf-8")
    plan.folder["deployment.yml"] = text.replace("instance_count: 3", "instance_count: 3000")
    assert planned(plan, "quota") == {"quota": "failed"}


@pytest.mark.parametrize(("workspace", "outcome"), [("<workspace_name>", "unknown"), ("other-ml", "failed")])
def test_where_connections_are_is_judged_in_the_file_alone(plan, workspace, outcome):
    text = (plan.folder.place / "deployment.yml").read_text(encoding="utf-8")
    override = f'"deployment.workspace_name={workspace}"'
    plan.folder["deployment.yml"] = text.replace("serving}", f"serving, PRT_CONFIG_OVERRIDE: {override}}}")
    plan.files = plan.folder.project
    found = plan.planned("connections-resolve", "deployment-settings")
    assert {one.outcome.value for one in found if one.check == "connections-resolve"} == {"passed", "skipped"}
    assert outcome in {one.outcome.value for one in found if one.check == "deployment-settings"}


def test_what_only_a_running_endpoint_can_tell_is_skipped(plan):
    ids = ("deployment-state", "endpoint-traffic", "instance-count")
    assert planned(plan, *ids) == dict.fromkeys(ids, "skipped")


def test_environments_are_judged_in_their_files_alone(plan):
    plan.files = plan.folder.project
    (result,) = plan.planned("inference-config")
    assert (result.outcome, result.subject) == ("passed", "deployment.yml:6")


def test_a_size_still_to_be_filled_in_is_unknown(plan):
    text = (plan.folder.place / "deployment.yml").read_text(encoding="utf-8")
    plan.folder["deployment.yml"] = text.replace("instance_type: ", "instance_type: ${SIZE} #")
    assert planned(plan, "quota") == {"quota": "unknown"}


def test_nothing_crashes(plan):
    plan.files = plan.folder.project
    assert [one.message for one in plan.planned() if one.outcome == "crashed"] == []


@pytest.mark.parametrize("id", ["id-pf", "/subscriptions/s/other", "{{IDENTITY}}"])
def test_an_id_that_is_none_is_not_asked_for(plan, id):
    plan.folder["endpoint.yml"] = (
        "name: my-endpoint\nauth_mode: key\nidentity:\n  type: user_assigned\n"
        f"  user_assigned_identities:\n  - resource_id: {id}\n"
    )
    assert planned(plan, *ROLES) == dict.fromkeys(ROLES, "unknown")


def test_a_deployment_without_a_name_is_named_by_its_file(plan):
    text = (plan.folder.place / "deployment.yml").read_text(encoding="utf-8")
    (plan.folder.place / "deployment.yml").unlink()
    plan.folder["some/deployment.yml"] = text.replace("name: blue", "tags: {}", 1)
    assert planned(plan, "acr-pull") == {"acr-pull": "passed"}
