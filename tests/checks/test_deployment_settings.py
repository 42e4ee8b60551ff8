from __future__ import annotations

import pytest

ID = "deployment-settings"
IMAGE = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:20240101.v1"
GOOD = f"""
    name: blue
    endpoint_name: web
    model: azureml:web:1
    environment:
      image: {IMAGE}
    environment_variables:
      PROMPTFLOW_RUN_MODE: serving
    request_settings:
      request_timeout_ms: 90000
    instance_count: 3
"""


def plain(*lines):
    """A deployment that is no flow's, with more lines."""
    head = ["name: blue", "endpoint_name: web", "model: azureml:web:1", "instance_count: 3"]
    return "\n".join([*head, *lines]) + "\n"


def variables(**more):
    return plain("environment_variables:", *(f"  {name}: {value}" for name, value in more.items()))


def test_a_flow_that_works_passes(folder):
    folder["deployment.yml"] = GOOD
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("old", "new", "failure"),
    [
        ("request_timeout_ms: 90000", "request_timeout_ms: 5000", ("warning", 9)),
        ("request_timeout_ms: 90000", "max_queue_wait_ms: 1", ("warning", 8)),
        ("RUN_MODE: serving", "RUN_MODE: compute", ("error", 7)),
        ("PROMPTFLOW_RUN_MODE: serving", "OTHER: x", ("warning", 6)),
        ("instance_count: 3", "instance_count: 1", ("info", 10)),
        ("name: blue", "name: b", ("error", 1)),
    ],
)
def test_what_breaks_a_flow_fails_on_its_line(folder, old, new, failure):
    folder["deployment.yml"] = GOOD.replace(old, new, 1)
    severity, line = failure
    assert folder.failures(ID) == [(severity, f"deployment.yml:{line}")]


def test_a_short_time_out_is_fine_for_what_is_no_flow(folder):
    folder["deployment.yml"] = plain()
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("timeout", "model", "outcome"),
    [
        (300_000, "azureml:web:1", "unknown"),
        (300_001, "azureml:web:1", "failed"),
        (300_000, "{path: flow}", "failed"),
        (300_000, "{path: flow, properties: {azureml.promptflow.source_flow_id: x}}", "passed"),
        (180_000, "{path: flow}", "passed"),
        ("soon", "azureml:web:1", "failed"),
        ("9" * 5000, "azureml:web:1", "failed"),
        ("${TIMEOUT}", "azureml:web:1", "unknown"),
    ],
)
def test_time_outs_that_azure_allows(folder, timeout, model, outcome):
    text = plain("request_settings:", f"  request_timeout_ms: {timeout}")
    folder["deployment.yml"] = text.replace("azureml:web:1", model)
    assert folder.outcome(ID) == outcome


def override(**changed):
    names = {"subscription_id": "s", "resource_group": "g", "workspace_name": "w", "endpoint_name": "web"}
    names |= {"deployment_name": "blue"} | changed
    return ",".join(f"deployment.{name}={value}" for name, value in names.items() if value)


@pytest.mark.parametrize(
    ("value", "failures"),
    [
        (override(), []),
        (override(endpoint_name="other"), ["warning"]),
        (override(deployment_name="green"), ["warning"]),
        (override(workspace_name=""), ["warning"]),
        ("deployment.subscription_id", ["error"]),
    ],
)
def test_an_override_is_read_without_azure(folder, value, failures):
    folder["deployment.yml"] = variables(PRT_CONFIG_OVERRIDE=value, PROMPTFLOW_RUN_MODE="serving") + (
        "request_settings: {request_timeout_ms: 90000}\n"
    )
    assert folder.failures(ID) == [(severity, "deployment.yml:6") for severity in failures]


def test_an_override_is_compared_with_the_endpoint(folder, world):
    folder["deployment.yml"] = (
        variables(PRT_CONFIG_OVERRIDE=override(endpoint_name="my-endpoint"), PROMPTFLOW_RUN_MODE="serving").replace(
            "endpoint_name: web", "endpoint_name: my-endpoint"
        )
        + "request_settings: {request_timeout_ms: 90000}\n"
    )
    found = folder.with_world(world, ID)
    assert {(one.outcome.value, one.severity.value, one.subject) for one in found} == {
        ("failed", "error", "deployment.yml:6")
    }
    assert all(name in found[0].message for name in ("subscription_id", "resource_group", "workspace_name"))


def test_an_override_with_a_template_is_unknown(folder):
    folder["deployment.yml"] = variables(PRT_CONFIG_OVERRIDE="deployment.workspace_name=${{WS}}") + (
        "request_settings: {request_timeout_ms: 90000}\n"
    )
    assert folder.outcome(ID) == "unknown"


def test_a_provider_elsewhere_fails_with_an_endpoint(folder, world):
    value = "azureml://subscriptions/x/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w"
    folder["deployment.yml"] = variables(PROMPTFLOW_CONNECTION_PROVIDER=value) + (
        "request_settings: {request_timeout_ms: 90000}\n"
    )
    assert folder.outcome(ID) == "passed"
    assert [one.outcome for one in folder.with_world(world, ID)] == ["failed"]


def test_application_insights_twice_is_a_warning_without_its_key(folder):
    folder["deployment.yml"] = variables(APPLICATIONINSIGHTS_CONNECTION_STRING="InstrumentationKey=hunter2") + (
        "app_insights_enabled: true\n"
    )
    assert folder.failures(ID) == [("warning", "deployment.yml:7")]
    assert "hunter2" not in str(folder.results(ID))


def test_several_identities_need_a_choice(folder):
    kind = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    ids = "".join(f"  - resource_id: {kind}/{name}\n" for name in "ab")
    folder["endpoint.yml"] = (
        f"name: web\nauth_mode: key\nidentity:\n  type: user_assigned\n  user_assigned_identities:\n{ids}"
    )
    folder["deployment.yml"] = plain()
    assert folder.failures(ID) == [("error", "deployment.yml:1")]
    folder["deployment.yml"] = variables(AZURE_CLIENT_ID="00000000-0000-0000-0000-000000000001")
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(("mode", "outcomes"), [("AllowInternetOutbound", ["failed"]), ("Disabled", ["passed"])])
def test_the_older_isolation_does_not_go_with_a_managed_network(folder, world, mode, outcomes):
    folder["deployment.yml"] = plain("egress_public_network_access: disabled")
    world.workspace["managedNetwork"] = {"isolationMode": mode}
    assert folder.failures(ID) == [("info", "deployment.yml:5")]
    assert [one.outcome for one in folder.with_world(world, ID)] == outcomes


def test_kubernetes_is_skipped(folder):
    folder["deployment.yml"] = plain("type: kubernetes")
    assert folder.outcome(ID) == "skipped"


def test_what_az_cannot_read_fails(folder):
    folder["deployment.yml"] = plain("tags: [")
    assert folder.failures(ID) == [("error", "deployment.yml:6")]


def test_without_deployments_there_is_nothing_to_judge(folder):
    assert folder.outcome(ID) == "skipped"


@pytest.mark.parametrize("line", ["enviroment_variables: {}", "request_timeout_ms: 90000"])
def test_a_field_that_az_does_not_know_is_a_warning(folder, line):
    folder["deployment.yml"] = plain(line)
    assert folder.failures(ID) == [("warning", "deployment.yml:5")]


def test_a_deployment_of_the_wrong_shape_fails(folder):
    folder["deployment.yml"] = plain("environment_variables: [PROMPTFLOW_RUN_MODE]")
    assert folder.failures(ID) == [("error", "deployment.yml:5")]


@pytest.mark.parametrize(("more", "failures"), [({}, 1), ({"AZURE_CLIENT_SECRET": "x"}, 0)])
def test_a_system_assigned_identity_is_not_selected(folder, more, failures):
    folder["endpoint.yml"] = "name: web\nauth_mode: key\n"
    folder["deployment.yml"] = variables(AZURE_CLIENT_ID="00000000-0000-0000-0000-000000000001", **more)
    assert folder.failures(ID) == [("error", "deployment.yml:6")] * failures


@pytest.mark.parametrize(
    ("value", "severities"),
    [
        ("${{azureml://connections/gone/credentials/key}}", ["error"]),
        ("${{azureml://connections/NAME/credentials/key}}", []),
        ("plain", []),
    ],
)
def test_a_reference_to_a_connection_must_resolve(folder, world, value, severities):
    (one, *_) = world.list("contoso-ml/connections")
    folder["deployment.yml"] = variables(KEY=value.replace("NAME", one["name"]))
    found = [one.severity.value for one in folder.with_world(world, ID) if one.outcome == "failed"]
    assert found == severities


def test_a_variable_that_replaces_a_connection_must_name_one(folder, world):
    folder["flow/flow.dag.yaml"] = "nodes: [{name: a, type: llm, connection: my aoai}]\n"
    folder["deployment.yml"] = GOOD.replace("model: azureml:web:1", "model: {path: flow}").replace(
        "PROMPTFLOW_RUN_MODE: serving", "PROMPTFLOW_RUN_MODE: serving\n      my_aoai: gone"
    )
    found = [(one.severity.value, one.subject) for one in folder.with_world(world, ID) if one.outcome == "failed"]
    assert found == [("warning", "deployment.yml:8")]
