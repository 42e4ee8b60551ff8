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
    instance_type: Standard_DS3_v2
"""


def plain(*lines):
    """A deployment that is no flow's, with more lines."""
    head = ["name: blue", "endpoint_name: web", "model: azureml:web:1", "instance_count: 3"]
    return "\n".join([*head, *lines, "instance_type: Standard_DS3_v2"]) + "\n"


def variables(**more):
    return plain("environment_variables:", *(f"  {name}: {value}" for name, value in more.items()))


@pytest.mark.parametrize("more", ["PROMPTFLOW_RUN_MODE: '${MODE}'", "PROMPTFLOW_CONNECTION_PROVIDER: '${PROVIDER}'"])
def test_a_variable_that_decides_and_is_still_open_is_unknown(folder, more):
    folder["deployment.yml"] = GOOD.replace("PROMPTFLOW_RUN_MODE: serving", more).replace(IMAGE, f"{IMAGE}.mine")
    assert "unknown" in [one.outcome for one in folder.results(ID)]


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
        ("instance_count: 3", "instance_count: '2'", ("info", 10)),
        ("name: blue", "name: b", ("error", 1)),
    ],
)
def test_what_breaks_a_flow_fails_on_its_line(folder, old, new, failure):
    folder["deployment.yml"] = GOOD.replace(old, new, 1)
    severity, line = failure
    assert folder.failures(ID) == [(severity, f"deployment.yml:{line}")]


def test_a_model_that_is_registered_as_a_prompt_flow_may_take_longer(folder):
    folder["deployment.yml"] = GOOD.replace("90000", "300000")
    assert folder.outcome(ID) == "unknown"
    folder["model.yml"] = (
        "$schema: x/model.schema.json\nname: web\nproperties: {azureml.promptflow.source_flow_id: w}\n"
    )
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize("name", ["{{NAME}}", "blue-$(Build.BuildId)", "#{name}#"])
def test_a_name_that_is_still_open_is_unknown(folder, name):
    folder["deployment.yml"] = GOOD.replace("name: blue", f"name: {name}")
    assert folder.outcome(ID) == "unknown"


def test_a_short_time_out_is_fine_for_what_is_no_flow(folder):
    folder["deployment.yml"] = plain()
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize(
    ("timeout", "model", "outcome"),
    [
        (300_000, "azureml:web:1", "unknown"),
        (300_001, "azureml:web:1", "failed"),
        (300_000, "{path: .}", "failed"),
        (300_000, "{path: ., properties: {azureml.promptflow.source_flow_id: x}}", "passed"),
        (180_000, "{path: .}", "passed"),
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


@pytest.mark.parametrize(
    ("value", "severities"),
    [("my_connection", ["error"]), ("local", []), ("azureml", []), ("${PROVIDER}", []), ("", [])],
)
def test_a_provider_is_local_or_a_workspace(folder, value, severities):
    folder["deployment.yml"] = variables(PROMPTFLOW_CONNECTION_PROVIDER=value)
    assert [severity for severity, _ in folder.failures(ID) if severity == "error"] == severities


@pytest.mark.parametrize(
    ("line", "failures"),
    [
        ("model: azureml:m:latest", ["warning"]),
        ("model: azureml:m@latest", []),
        ("environment: azureml:e:latest", ["warning"]),
        ("environment: azureml://registries/r/environments/e/labels/latest", []),
    ],
)
def test_the_newest_version_is_asked_for_by_its_label(folder, line, failures):
    folder["deployment.yml"] = f"name: blue\nendpoint_name: web\ninstance_type: Standard_F2s_v2\n{line}\n"
    assert [severity for severity, _ in folder.failures(ID)] == failures


@pytest.mark.parametrize(
    ("script", "image", "failures"),
    [
        ("flow.dag.yaml", "mcr.microsoft.com/azureml/x:1", [("warning", "deployment.yml:4")]),
        ("score.py", "mcr.microsoft.com/azureml/x:1", []),
        ("plumber.R", "a.azurecr.io/r:1", []),
        ("{{SCRIPT}}", "mcr.microsoft.com/azureml/x:1", []),
    ],
)
def test_microsofts_server_runs_python_alone(folder, script, image, failures):
    folder[f"code/{script.strip('{}')}"] = ""
    folder["deployment.yml"] = (
        "name: blue\nendpoint_name: web\ninstance_type: Standard_F2s_v2\n"
        f"code_configuration: {{code: code, scoring_script: '{script}'}}\nenvironment: {{image: '{image}'}}\n"
    )
    assert folder.failures(ID) == failures


def test_application_insights_twice_is_a_warning_without_its_key(folder):
    folder["deployment.yml"] = variables(APPLICATIONINSIGHTS_CONNECTION_STRING="InstrumentationKey=hunter2") + (
        "app_insights_enabled: true\n"
    )
    assert folder.failures(ID) == [("warning", "deployment.yml:8")]
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
    assert folder.failures(ID) == [("error", "deployment.yml:7")]


@pytest.mark.parametrize(
    "line",
    [
        "instance_count: three",
        "tags: [a]",
        "description:",
        "environment: web:1",
        "request_settings: {request_timeout_ms: [1]}",
        "scale_settings: {min_instances: 1}",
        "egress_public_network_access: maybe",
        "data_collector: {collections: {model_inputs: {enabled: true}}}",
    ],
)
def test_what_the_sdk_refuses_fails_on_its_line(folder, line):
    folder["deployment.yml"] = plain(line).replace("instance_count: 3\n", "")
    assert folder.failures(ID) == [("error", "deployment.yml:4")]


def test_a_file_without_instance_type_fails_and_names_may_come_later(folder):
    folder["deployment.yml"] = GOOD.replace("instance_type: Standard_DS3_v2", "").replace("name: blue", "tags: {}")
    (failure,) = [one for one in folder.results(ID) if one.outcome == "failed"]
    assert (failure.subject, failure.message) == (
        "deployment.yml:1",
        "az ml refuses deployment.yml, which lacks instance_type.",
    )


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


@pytest.mark.parametrize(
    ("lines", "failures"),
    [
        (["description: x", "code_configuration: {code: src, scoring_script: score.py}"], []),
        (["description: x", "code_configuration: {code: src, scoring_script: gone.py}"], [("warning", 6)]),
        (["description: x", "code_configuration:", "  code: gone", "  scoring_script: score.py"], [("warning", 7)]),
        (["environment: file:gone.yml"], [("warning", 5)]),
        (["code_configuration: {code: '${SRC}', scoring_script: score.py}"], []),
        (["code_configuration: {code: 'azureml:code:1', scoring_script: score.py}"], []),
    ],
)
def test_what_is_named_and_not_there_is_a_warning(folder, lines, failures):
    folder["src/score.py"] = ""
    folder["deployment.yml"] = plain(*lines)
    assert folder.failures(ID) == [(severity, f"deployment.yml:{line}") for severity, line in failures]


def test_a_model_that_is_not_there_is_a_warning(folder):
    folder["deployment.yml"] = plain().replace("model: azureml:web:1", "model: {path: ../gone}")
    assert folder.failures(ID) == [("warning", "deployment.yml:3")]
