"""Clients written by others, over HTTPS, in a process that has the lab's exports and nothing else."""

from __future__ import annotations

import pytest

SIGN_IN = """
import json, os
from azure.identity import EnvironmentCredential
credential = EnvironmentCredential(disable_instance_discovery=True)
sub, group = os.environ["AZURE_SUBSCRIPTION_ID"], os.environ["AZUREML_ARM_RESOURCEGROUP"]
workspace, base = os.environ["AZUREML_ARM_WORKSPACE_NAME"], os.environ["AZURE_AUTHORITY_HOST"]
where = {"base_url": base, "credential_scopes": [base + "/.default"]}
"""

ML = """
from azure.ai.ml import MLClient
ml = MLClient(credential, sub, group, workspace, enable_telemetry=False, show_progress=False)
found = ml.workspaces.get(workspace)
endpoint = ml.online_endpoints.get("my-endpoint")
deployments = list(ml.online_deployments.list("my-endpoint"))
deployment = ml.online_deployments.get(deployments[0].name, "my-endpoint")
parts = deployment.environment.split("/")
environment = ml.environments.get(parts[-3], version=parts[-1])
print(json.dumps({
    "workspace": [found.name, found.location, found.public_network_access],
    "workspaces": [one.name for one in ml.workspaces.list()],
    "endpoint": [endpoint.name, endpoint.provisioning_state, endpoint.identity.type],
    "endpoints": [one.name for one in ml.online_endpoints.list()],
    "deployment": [deployment.name, deployment.instance_type],
    "environment": [environment.name, environment.version],
    "environments": [one.name for one in ml.environments.list()],
    "connections": sorted(one.name for one in ml.connections.list()),
    "connection": ml.connections.get(next(iter(ml.connections.list())).name).type,
    "datastores": [one.name for one in ml.datastores.list()],
    "usages": len(list(ml.compute.list_usage())),
}))
"""

MANAGEMENT = """
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.containerregistry import ContainerRegistryManagementClient
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.storage import StorageManagementClient
def client(kind, subscription=sub):
    return kind(credential, subscription, **where)
authorization = client(AuthorizationManagementClient)
scope = f"/subscriptions/{sub}/resourceGroups/{group}"
assignments = list(authorization.role_assignments.list_for_scope(scope, filter="atScope()"))
print(json.dumps({
    "registry": client(ContainerRegistryManagementClient).registries.get(group, "contosoacr").login_server,
    "storage": client(StorageManagementClient).storage_accounts.get_properties(group, "contosomlstore").name,
    "identity": client(ManagedServiceIdentityClient).user_assigned_identities.get(group, "id-pf").client_id,
    "assignments": len(assignments),
    "assignment": authorization.role_assignments.get_by_id(assignments[0].id).name == assignments[0].name,
    "role": next(authorization.role_definitions.list(scope, filter="roleName eq 'AcrPull'")).role_name,
    "denies": len(list(authorization.deny_assignments.list_for_scope(scope))),
    "permissions": len(list(authorization.permissions.list_for_resource_group(group))),
    "accounts": [one.name for one in client(CognitiveServicesManagementClient).accounts.list()],
}))
"""


def test_azure_ai_ml(demo):
    told = demo.python(SIGN_IN + ML)
    assert told["workspace"] == ["contoso-ml", "eastus", "Enabled"]
    assert told["workspaces"] == ["contoso-ml"]
    assert told["endpoint"] == ["my-endpoint", "Succeeded", "user_assigned"]
    assert told["endpoints"] == ["my-endpoint"]
    assert told["deployment"][0] == "blue"
    assert told["environments"] == [told["environment"][0]]
    assert told["connection"]
    assert told["connections"]
    assert told["usages"]


def test_the_management_packages(demo):
    told = demo.python(SIGN_IN + MANAGEMENT)
    assert told["registry"] == "contosoacr.azurecr.io"
    assert told["storage"] == "contosomlstore"
    assert told["identity"] == "85b0d6f2-1a7c-49e3-9d54-c30e8a7b2f61"
    assert told["assignments"]
    assert told["assignment"] is True
    assert told["role"] == "AcrPull"
    assert told["permissions"]


SAYS = """
import json, os
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential, DefaultAzureCredential, EnvironmentCredential
from azure.core.pipeline.transport import RequestsTransport
base, tenant = os.environ["AZURE_AUTHORITY_HOST"], os.environ["AZURE_TENANT_ID"]
def attempt(credential):
    try:
        return bool(credential.get_token(base + "/.default").token)
    except ClientAuthenticationError as error:
        return str(error)
whole = {"authority": base, "disable_instance_discovery": True}
print(json.dumps([
    attempt(EnvironmentCredential(disable_instance_discovery=True)),
    attempt(DefaultAzureCredential(disable_instance_discovery=True)),
    attempt(ClientSecretCredential(tenant, os.environ["AZURE_CLIENT_ID"], "another", **whole)),
    attempt(ClientSecretCredential(tenant, "00000000-0000-0000-0000-00000000dead", "x", **whole)),
]))
"""


def test_azure_identity(demo):
    *signed_in, refused = demo.python(SAYS)
    assert signed_in == [True, True, True]
    assert "AADSTS700016: Application with identifier '00000000-0000-0000-0000-00000000dead' was not found" in refused


@pytest.mark.parametrize("package", ["azure-ai-ml", "azure-mgmt", "azure-identity"])
def test_nothing_is_asked_that_the_lab_does_not_know(demo, package):
    demo.python({"azure-ai-ml": SIGN_IN + ML, "azure-mgmt": SIGN_IN + MANAGEMENT, "azure-identity": SAYS}[package])
    assert [line["request"] for line in demo.requests() if not line["known"]] == []
