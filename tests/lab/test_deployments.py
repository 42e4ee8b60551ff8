from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from pfdoctor.lab.clock import Clock

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
WS = f"{G}/providers/Microsoft.MachineLearningServices/workspaces/ws"
EP = f"{WS}/onlineEndpoints/ep"
BLUE = f"{EP}/deployments/blue"
ENV = f"{WS}/environments/env/versions"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
STORE = f"{G}/providers/Microsoft.Storage/storageAccounts/st"
AUTH = "/providers/Microsoft.Authorization"
PULL, BLOBS = "7f951dda-4ed3-4680-a7ca-43fe172d538d", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
ME = "bbbbbbbb-0000-0000-0000-00000000000b"
ROUTES = {name: {"path": "/health", "port": 8080} for name in ("livenessRoute", "readinessRoute", "scoringRoute")}
USER_ASSIGNED = {"type": "UserAssigned", "userAssignedIdentities": {f"{G}/x": {"principalId": ME}}}
SYSTEM = {"type": "SystemAssigned", "principalId": ME}


def found(id_, properties, **more):
    body = {"id": id_, "name": id_.rsplit("/", 1)[1], "location": "eastus", "properties": properties, **more}
    return {"request": f"GET {id_}", "api_version": "2024-10-01", "status": 200, "body": body}


def lands(identity=USER_ASSIGNED, registry=f"{ACR}/r1", **endpoint):
    """A workspace with a registry and a storage account, an endpoint and two environments."""
    return (
        found(WS, {"containerRegistry": registry, "storageAccount": STORE}),
        found(EP, {"provisioningState": "Succeeded", **endpoint}, identity=identity),
        found(f"{ENV}/7", {"image": "r0.azurecr.io/flow:1", "inferenceConfig": ROUTES}),
        found(f"{ENV}/8", {"image": "r0.azurecr.io/flow:1"}),
        found(f"{ENV}/9", {"image": "mcr.microsoft.com/x", "condaFile": "{}", "inferenceConfig": ROUTES}),
        found(f"{WS}/models/flow/versions/1", {"modelType": "mlflow_model"}),
    )


def body(version="7", **properties):
    given = {"endpointComputeType": "Managed", "instanceType": "Standard_DS3_v2", "environmentId": f"{ENV}/{version}"}
    return {"location": "eastus", "properties": {**given, **properties}, "sku": {"name": "Default", "capacity": 2}}


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def lab(lab_of, owners, ticks):
    clock = Clock(datetime(2026, 11, 22, tzinfo=UTC), ticks)
    return lambda *answers: lab_of(*owners, *answers, provisioning=60, clock=clock)


def grant(get, guid, scope, name):
    properties = {"roleDefinitionId": f"{S}{AUTH}/roleDefinitions/{guid}", "principalId": ME}
    reply = get(f"{scope}{AUTH}/roleAssignments/{name}", "owner", "PUT", body={"properties": properties})
    assert reply.status == 201


def rolled_out(get, ticks, sent):
    """The operation's end, for a deployment sent by its owner, and the state of the deployment then."""
    started = get(BLUE, "owner", "PUT", body=sent)
    assert started.status == 201, started.body
    ticks.now += 60
    operation = get(started.headers["Azure-AsyncOperation"], "owner").body
    return operation, get(BLUE, "owner").body["properties"]["provisioningState"]


def test_a_new_deployment(lab, ticks):
    get = lab(*lands(SYSTEM, f"{ACR}/r0"))
    reply = get(BLUE, "owner", "PUT", body=body(environmentVariables={"A": "b"}))
    assert (reply.status, reply.body["id"], reply.body["kind"], reply.body["location"]) == (
        201,
        BLUE,
        "Managed",
        "eastus",
    )
    assert reply.body["properties"]["provisioningState"] == "Creating"
    assert reply.body["properties"]["environmentVariables"] == {"A": "b"}
    assert reply.body["properties"]["requestSettings"]["requestTimeout"] == "PT5S"
    assert reply.body["sku"] == {"name": "Default", "tier": "Standard", "capacity": 2}
    assert reply.body["systemData"]["createdAt"] == "2026-11-22T00:00:00.0000000Z"
    assert int(reply.headers["Retry-After"]) > 0
    operation, location = reply.headers["Azure-AsyncOperation"], reply.headers["Location"]
    prefix = f"{S}/providers/Microsoft.MachineLearningServices/locations/eastus/mfeOperation"
    assert urlsplit(operation).path.startswith(f"{prefix}sStatus/odidp:")
    assert (get(operation, "owner").body["status"], get(location, "owner").status) == ("Updating", 202)
    assert get(location, "owner").headers["Location"] == location
    assert get(BLUE, "owner").body["properties"]["provisioningState"] == "Creating"
    ticks.now += 60
    assert get(operation, "owner").body == {
        "id": urlsplit(operation).path,
        "name": urlsplit(operation).path.rsplit("/", 1)[1],
        "startTime": "2026-11-22T00:00:00.0000000Z",
        "endTime": "2026-11-22T00:01:00.0000000Z",
        "percentComplete": 100.0,
        "status": "Succeeded",
    }
    assert (get(location, "owner").status, get(location, "owner").body) == (200, None)
    assert get(BLUE, "owner").body["properties"]["provisioningState"] == "Succeeded"
    assert [one["name"] for one in get(f"{EP}/deployments", "owner").body["value"]] == ["blue"]


def test_an_update_replaces_the_whole_and_keeps_who_made_it(lab, ticks):
    get = lab(*lands(SYSTEM, f"{ACR}/r0"))
    first = get(BLUE, "owner", "PUT", body=body(environmentVariables={"A": "b"})).body
    ticks.now += 60
    second = get(BLUE, "owner", "PUT", body=body(description="new")).body
    assert (second["properties"]["provisioningState"], second["properties"]["environmentVariables"]) == ("Updating", {})
    assert second["systemData"]["createdAt"] == first["systemData"]["createdAt"]
    assert second["systemData"]["lastModifiedAt"] > first["systemData"]["lastModifiedAt"]


def test_one_at_a_time(lab):
    get = lab(*lands(SYSTEM))
    assert get(BLUE, "owner", "PUT", body=body()).status == 201
    for verb, sent in (("PUT", body()), ("PATCH", {"tags": {}})):
        reply = get(BLUE, "owner", verb, body=sent)
        assert (reply.status, "Creating provisioning state" in reply.body["error"]["message"]) == (409, True)


@pytest.mark.parametrize("endpoint", ["Updating", "Creating"])
def test_an_endpoint_that_is_being_changed_takes_no_deployment(lab, endpoint):
    reply = lab(*lands(provisioningState=endpoint))(BLUE, "owner", "PUT", body=body())
    assert reply.status == 400
    assert (
        f"Cannot create a deployment in endpoint ep because it is in {endpoint} prov" in reply.body["error"]["message"]
    )


def test_without_the_right_to_pull_it_fails_after_a_while(lab, ticks):
    get = lab(*lands())
    operation, state = rolled_out(get, ticks, body())
    assert (operation["status"], operation["error"]["code"], state) == ("Failed", "BadArgument", "Failed")
    assert "does not have pull permission on the registry" in operation["error"]["message"]
    grant(get, PULL, f"{ACR}/r0", "11111111-0000-0000-0000-000000000001")
    operation, state = rolled_out(get, ticks, body())
    assert (operation["status"], state) == ("Succeeded", "Succeeded")


def test_a_failed_operation_by_its_location(lab, ticks):
    get = lab(*lands())
    started = get(BLUE, "owner", "PUT", body=body())
    ticks.now += 60
    reply = get(started.headers["Location"], "owner")
    assert (reply.status, reply.body["error"]["code"]) == (400, "BadArgument")


@pytest.mark.parametrize(
    ("identity", "registry", "version", "succeeds"),
    [
        (SYSTEM, f"{ACR}/r0", "7", True),
        (SYSTEM, f"{ACR}/r1", "7", False),
        (SYSTEM, f"{ACR}/r1", "9", True),
        (SYSTEM, None, "9", True),
        (USER_ASSIGNED, f"{ACR}/r0", "7", False),
        (USER_ASSIGNED, f"{ACR}/r1", "9", False),
        (USER_ASSIGNED | {"type": "SystemAssigned, UserAssigned", "principalId": "x"}, f"{ACR}/r0", "7", False),
    ],
)
def test_whose_registry_it_is_counts(lab, ticks, identity, registry, version, succeeds):
    operation, _ = rolled_out(lab(*lands(identity, registry)), ticks, body(version))
    assert (operation["status"] == "Succeeded") is succeeds


def test_where_no_role_assignments_were_read_nothing_fails_for_want_of_one(lab, ticks):
    elsewhere = "/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/far/providers"
    far = f"{elsewhere}/Microsoft.ContainerRegistry/registries/far"
    image = found(f"{ENV}/6", {"image": "far.azurecr.io/flow:1", "inferenceConfig": ROUTES})
    get = lab(*lands(), found(far, {"loginServer": "far.azurecr.io"}), image)
    assert rolled_out(get, ticks, body("6"))[1] == "Succeeded"


def test_a_registry_in_abac_mode_takes_the_data_action(lab, ticks):
    registry = found(f"{ACR}/r0", {"loginServer": "r0.azurecr.io", "roleAssignmentMode": "AbacRepositoryPermissions"})
    get = lab(*lands(), registry)
    grant(get, PULL, f"{ACR}/r0", "11111111-0000-0000-0000-000000000001")
    assert rolled_out(get, ticks, body())[1] == "Failed"
    grant(get, "b93aa761-3e63-49ed-ac28-beffa264f7ac", f"{ACR}/r0", "11111111-0000-0000-0000-000000000002")
    assert rolled_out(get, ticks, body())[1] == "Succeeded"


@pytest.mark.parametrize(
    "reading", [{"model": f"{WS}/models/flow/versions/1"}, {"codeConfiguration": {"codeId": "c", "scoringScript": "s"}}]
)
def test_a_model_and_code_are_read_with_the_identity_of_the_endpoint(lab, ticks, reading):
    get = lab(*lands())
    grant(get, PULL, f"{ACR}/r0", "11111111-0000-0000-0000-000000000001")
    operation, _ = rolled_out(get, ticks, body(**reading))
    assert operation["error"]["message"].startswith("Startup task failed due to authorization error.")
    grant(get, BLOBS, STORE, "11111111-0000-0000-0000-000000000002")
    assert rolled_out(get, ticks, body(**reading))[1] == "Succeeded"


def test_an_update_to_an_environment_with_nothing_to_run_fails(lab, ticks):
    get = lab(*lands(SYSTEM, f"{ACR}/r0"))
    assert rolled_out(get, ticks, body("7"))[1] == "Succeeded"
    operation, state = rolled_out(get, ticks, body("8"))
    assert (operation["error"]["code"], state) == ("MissingDriverProgram", "Failed")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (body("8"), 400),
        (body("8", codeConfiguration={"codeId": "c", "scoringScript": "score.py"}), 201),
        (body("8", model=f"{WS}/models/flow/versions/1"), 201),
        (body("99"), 400),
        (body(environmentId=None), 201),
        (body(environmentId="azureml://registries/azureml/environments/x/versions/1"), 201),
        ({"properties": body()["properties"]}, 400),
        ({"location": "eastus"}, 400),
        ({"location": "eastus", "properties": {"environmentId": "x"}}, 400),
        ([], 400),
    ],
)
def test_what_is_refused_at_once(lab, sent, code):
    assert lab(*lands())(BLUE, "owner", "PUT", body=sent).status == code


REGION = f"{S}/providers/Microsoft.MachineLearningServices/locations/eastus"


@pytest.mark.parametrize(
    ("used", "limit", "status"), [(0, 8, 201), (1, 8, 400), (0, 7, 400), (99, -1, 201), (None, 8, 201)]
)
def test_what_the_quota_does_not_hold_is_refused(lab, used, limit, status):
    size = {"name": "STANDARD_DS3_V2", "family": "standardDSv2Family", "vCPUs": 4}
    usage = {"currentValue": used, "limit": limit, "name": {"value": "StandardDSv2Family"}}
    told = [
        {"request": f"GET {REGION}/{what}", "status": 200, "body": {"value": [item]}}
        for what, item in (("vmSizes", size), ("usages", usage))
    ]
    reply = lab(*lands(SYSTEM), *told)(BLUE, "owner", "PUT", body=body())
    assert reply.status == status
    if status == 400:
        assert f"Current usage/limit: {used}/{limit}. Additional needed: 8 " in reply.body["error"]["message"]


@pytest.mark.parametrize(
    ("network", "code"),
    [
        (
            {"isolationMode": "AllowInternetOutbound", "status": {"status": "Inactive"}},
            "WorkspaceManagedNetworkNotReady",
        ),
        ({"isolationMode": "AllowInternetOutbound", "status": {"status": "Active"}}, None),
        ({"isolationMode": "Disabled", "status": {"status": "Inactive"}}, None),
        ({}, None),
    ],
)
def test_a_managed_network_must_be_there_first(lab, ticks, network, code):
    workspace = found(WS, {"containerRegistry": f"{ACR}/r0", "managedNetwork": network})
    operation, _ = rolled_out(lab(*lands(SYSTEM), workspace), ticks, body())
    assert (operation.get("error") or {}).get("code") == code


def test_no_driver_program_in_azure_s_words(lab):
    error = lab(*lands())(BLUE, "owner", "PUT", body=body("8")).body["error"]
    assert (error["code"], error["message"]) == ("BadRequest", "The request is invalid.")
    assert [one["code"] for one in error["details"]] == ["MissingDriverProgram"]


def test_patch_takes_tags_and_size_only(lab, ticks):
    get = lab(*lands(SYSTEM, f"{ACR}/r0"))
    get(BLUE, "owner", "PUT", body=body())
    ticks.now += 60
    reply = get(BLUE, "owner", "PATCH", body={"tags": {"a": "1"}})
    assert (reply.status, reply.body["tags"], reply.body["properties"]["provisioningState"]) == (
        200,
        {"a": "1"},
        "Succeeded",
    )
    reply = get(BLUE, "owner", "PATCH", body={"sku": {"capacity": 3}})
    assert (reply.status, reply.body, "Azure-AsyncOperation" in reply.headers) == (202, None, False)
    assert get(BLUE, "owner").body["properties"]["provisioningState"] == "Updating"
    ticks.now += 60
    assert get(reply.headers["Location"], "owner").status == 200
    assert get(BLUE, "owner").body["sku"] == {"name": "Default", "tier": "Standard", "capacity": 3}
    assert get(BLUE, "owner").body["tags"] == {"a": "1"}
    for sent in ({"properties": {"requestSettings": {}}}, {"tags": {}, "identity": {}}, []):
        assert get(BLUE, "owner", "PATCH", body=sent).status == 400
    assert get(f"{EP}/deployments/green", "owner", "PATCH", body={"tags": {}}).status == 404


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_only_who_may(lab, verb):
    reply = lab(*lands())(BLUE, "reader", verb, body=body())
    assert (reply.status, "onlineEndpoints/deployments/write'" in reply.body["error"]["message"]) == (403, True)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{WS}x/onlineEndpoints/ep/deployments/b", "ParentResourceNotFound"),
        (f"{WS}/onlineEndpoints/no/deployments/b", "UserError"),
    ],
)
def test_where_there_is_nothing_to_deploy_to(lab, path, code):
    reply = lab(*lands())(path, "owner", "PUT", body=body())
    assert (reply.status, reply.body["error"]["code"]) == (404, code)


def test_an_operation_is_watched_by_its_starter_and_by_who_may_read(lab):
    get = lab(*lands(SYSTEM))
    url = get(BLUE, "owner", "PUT", body=body()).headers["Azure-AsyncOperation"]
    assert [get(url, who).status for who in ("owner", "reader", "puller", "nobody")] == [200, 200, 403, 403]
    missing = get(url.replace("odidp:", "odidp:x"), "reader")
    assert (missing.status, missing.body["error"]["code"]) == (404, "UserError")


def test_logs_of_a_deployment_of_which_none_were_recorded(lab):
    get = lab(*lands(SYSTEM))
    get(BLUE, "owner", "PUT", body=body())
    assert get(f"{BLUE}/getLogs", "owner", "POST", body={"containerType": "InferenceServer"}).body == {"content": ""}
    assert get(f"{EP}/deployments/green/getLogs", "owner", "POST").status == 404
