"""Microsoft's own clients write to the lab and wait for what they wrote."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.mgmt.authorization import AuthorizationManagementClient

from pfdoctor.azure.signin import FixedCredential
from pfdoctor.azure.transport import in_process
from pfdoctor.lab import worlds
from pfdoctor.lab.arm import Lab

# What azure-ai-ml does at import is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
NAME, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"


@pytest.fixture
def healthy():
    return worlds.load("healthy")


def test_role_assignments_through_azure_mgmt_authorization(healthy):
    line = {"transport": in_process(Lab(healthy), read_only=False)}
    who = FixedCredential(healthy.caller.object_id)
    assignments = AuthorizationManagementClient(who, healthy.target.subscription, **line).role_assignments
    subscription = f"/subscriptions/{healthy.target.subscription}"
    body = {
        "role_definition_id": f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{PULL}",
        "principal_id": healthy.world.principals[-1].object_id,
    }
    made = assignments.create(subscription, NAME, body)
    assert assignments.get(subscription, NAME).principal_id == made.principal_id
    assert NAME in [one.name for one in assignments.list_for_subscription()]
    with pytest.raises(ResourceExistsError, match="RoleAssignmentExists"):
        assignments.create(subscription, OTHER, body)
    with pytest.raises(HttpResponseError, match="PrincipalNotFound"):
        assignments.create(subscription, OTHER, {**body, "principal_id": OTHER})
    assert assignments.delete(subscription, NAME).name == NAME
    assert assignments.delete(subscription, NAME) is None


@pytest.fixture
def client(healthy):
    from azure.ai.ml import MLClient

    target = healthy.target
    where = (target.subscription, target.resource_group, target.workspace)
    options = {"enable_telemetry": False, "show_progress": False}
    return MLClient(
        FixedCredential(healthy.caller.object_id),
        *where,
        **options,
        transport=in_process(Lab(healthy), read_only=False),
    )


def test_a_deployment_through_azure_ai_ml(healthy, client):
    endpoint = healthy.target.endpoint
    deployment = next(iter(client.online_deployments.list(endpoint)))
    deployment.request_settings.request_timeout_ms = 90000
    done = client.online_deployments.begin_create_or_update(deployment).result()
    assert (done.provisioning_state, done.request_settings.request_timeout_ms) == ("Succeeded", 90000)
    assert client.online_deployments.get_logs(deployment.name, endpoint, lines=10) == ""


def test_environments_through_azure_ai_ml(client):
    from azure.ai.ml.entities import Environment

    routes = {
        name: {"path": "/health", "port": 8080} for name in ("liveness_route", "readiness_route", "scoring_route")
    }
    made = client.environments.create_or_update(
        Environment(name="mine", version="1", image="r.azurecr.io/x:1", inference_config=routes)
    )
    assert (made.name, made.version, made.inference_config["scoringRoute"]["port"]) == ("mine", "1", 8080)
    # The SDK numbers a version by itself after the service has refused to change the newest.
    assert client.environments.create_or_update(Environment(name="mine", image="r.azurecr.io/x:2")).version == "2"


def test_endpoints_through_azure_ai_ml(healthy, client):
    from azure.ai.ml.entities import ManagedOnlineEndpoint

    made = client.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name="fresh", auth_mode="key")).result()
    assert (made.provisioning_state, made.identity.type) == ("Succeeded", "system_assigned")
    endpoint = client.online_endpoints.get(healthy.target.endpoint)
    endpoint.traffic = {"blue": 100}
    assert client.online_endpoints.begin_create_or_update(endpoint).result().traffic == {"blue": 100}
    kept = client.online_endpoints.get(healthy.target.endpoint).identity
    assert kept.user_assigned_identities[0].principalId
