from __future__ import annotations

import textwrap

import pytest

from pfdoctor.api import FILE_ROUTES


def test_passes_with_three_routes(world):
    assert world.outcome("inference-config") == "passed"


@pytest.mark.parametrize("config", [None, {}])
def test_fails_without_inference_config_and_proposes_a_new_version(world, config):
    world.environment["inferenceConfig"] = config
    result = world.result("inference-config")
    assert result.outcome == "failed"
    assert (result.fixes[0].kind, result.fixes[0].safety.value) == ("register-environment", "safe")


@pytest.mark.parametrize("route", [None, {}, {"port": 8080}, {"path": "/score"}])
def test_fails_without_one_of_the_routes(world, route):
    world.environment["inferenceConfig"]["scoringRoute"] = route
    result = world.result("inference-config")
    assert result.outcome == "failed"
    assert "scoringRoute" in result.message


def test_the_demo_has_none(demo):
    assert demo.outcome("inference-config") == "failed"


def test_a_scoring_script_needs_none(world):
    world.environment["inferenceConfig"] = None
    world.deployment["properties"]["codeConfiguration"] = {"codeId": "c", "scoringScript": "score.py"}
    assert world.outcome("inference-config") == "skipped"


def test_a_model_without_environment_needs_none(world):
    world.deployment["properties"]["environmentId"] = None
    assert world.outcome("inference-config") == "skipped"


def test_an_environment_of_a_registry_is_unknown(world):
    world.deployment["properties"]["environmentId"] = "azureml://registries/azureml/environments/pf/versions/1"
    result = world.result("inference-config")
    assert result.outcome == "unknown"
    assert "azureml://registries/azureml" in result.needs[0].reason


def test_an_environment_that_may_not_be_read_is_unknown(world):
    world.fail("/environments/pf-web-classification/versions/3")
    result = world.result("inference-config")
    assert (result.outcome, result.needs[0].status) == ("unknown", 403)


def test_an_answer_older_than_the_field_is_unknown(world):
    del world.environment["inferenceConfig"]
    for answer in world.answers:
        if "/environments/" in answer["request"]:
            answer["api_version"] = "2021-03-01-preview"
    assert world.outcome("inference-config") == "unknown"


def test_an_environment_that_does_not_exist_fails(world):
    world.missing("environments/pf-web-classification/versions/3")
    assert world.outcome("inference-config") == "failed"


@pytest.mark.parametrize(
    ("kind", "outcome"), [("mlflow_model", "skipped"), ("triton_model", "skipped"), ("custom_model", "failed")]
)
def test_a_model_that_azure_brings_a_server_for_needs_no_routes(world, kind, outcome):
    world.environment["inferenceConfig"] = None
    world.properties("models/web-classification/versions/7")["modelType"] = kind
    assert world.outcome("inference-config") == outcome


def test_without_deployments_there_is_nothing_to_judge(world):
    world.list("my-endpoint/deployments").clear()
    assert world.outcome("inference-config") == "skipped"


@pytest.mark.parametrize("route", ["/score", {"path": "/score", "port": "8080"}, {"path": 17, "port": 8080}])
def test_a_route_that_is_not_understood_is_unknown(world, route):
    world.environment["inferenceConfig"]["scoringRoute"] = route
    assert world.outcome("inference-config") == "unknown"


ROUTES = """
    inference_config:
      liveness_route: {port: 8080, path: /health}
      readiness_route: {port: "8080", path: /health}
      scoring_route: {port: 8080, path: /score}
"""


def environment(text=ROUTES):
    schema = "https://azuremlschemas.azureedge.net/latest/environment.schema.json"
    return f"$schema: {schema}\nname: pf\nimage: a.azurecr.io/b:1\n" + textwrap.dedent(text).lstrip("\n")


def deployment(*lines, env="azureml:pf:1"):
    return "\n".join(["name: blue", "endpoint_name: web", f"environment: {env}", *lines]) + "\n"


@pytest.mark.parametrize("env", ["azureml:pf:1", "azureml:pf@latest", "file:environment.yml"])
def test_a_file_with_three_routes_passes(folder, env):
    folder["environment.yml"] = environment()
    folder["deployment.yml"] = deployment(env=env)
    assert folder.outcome("inference-config") == "passed"


def test_a_file_without_routes_fails(folder):
    folder["environment.yml"] = environment("")
    folder["deployment.yml"] = deployment()
    assert folder.failures("inference-config") == [("error", "environment.yml:1")]


@pytest.mark.parametrize("lost", ["scoring_route", "path: /score", "path: /health}\n  readiness"])
def test_a_file_that_lacks_a_part_fails(folder, lost):
    folder["environment.yml"] = environment(
        ROUTES.replace(lost, "x: y") if lost in ROUTES else "inference_config: {}\n"
    )
    folder["deployment.yml"] = deployment()
    assert folder.failures("inference-config")[0][0] == "error"


def test_an_environment_that_is_written_into_a_deployment_is_judged_there(folder):
    folder["deployment.yml"] = deployment(env="{image: a.azurecr.io/b:1}")
    assert folder.failures("inference-config") == [("error", "deployment.yml:3")]


FLOW = "nodes:\n- name: a\n  type: python\n  source: {type: code, path: a.py}\n"


def test_the_routes_of_a_prompt_flow_are_proposed_for_its_file(folder):
    folder["flow/flow.dag.yaml"] = FLOW
    folder["environment.yml"] = environment("")
    folder["deployment.yml"] = deployment("model: {path: flow}")
    (fix,) = [fix for result in folder.results("inference-config") for fix in result.fixes]
    assert (fix.kind, fix.setting, sorted(fix.value)) == ("edit-file", "inference_config", sorted(FILE_ROUTES))
    folder["environment.yml"] = environment(ROUTES.replace("scoring_route", "x"))
    (fix,) = [fix for result in folder.results("inference-config") for fix in result.fixes]
    assert (fix.setting, fix.value) == ("inference_config.scoring_route", {"path": "/score", "port": 8080})


def test_the_routes_of_another_server_are_for_its_owner(folder, world):
    folder["environment.yml"] = environment("")
    folder["deployment.yml"] = deployment()
    assert not any(result.fixes for result in folder.results("inference-config"))
    world.environment.update(inferenceConfig=None, image="a.azurecr.io/mine:1")
    world.variables.clear()
    assert [fix.safety for fix in world.result("inference-config").fixes] == ["manual"]


def test_an_environment_that_no_deployment_uses_is_skipped(folder):
    folder["environment.yml"] = environment("")
    assert folder.outcome("inference-config") == "skipped"


@pytest.mark.parametrize(
    "line",
    ["code_configuration: {scoring_script: score.py}", "model: {path: m, type: mlflow_model}", "type: kubernetes"],
)
def test_a_deployment_that_azure_serves_needs_no_routes_in_files(folder, line):
    folder["environment.yml"] = environment("")
    folder["deployment.yml"] = deployment(line)
    assert folder.outcome("inference-config") == "skipped"


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        (["model: azureml:m:1"], "unknown"),
        (["model: azureml://registries/r/models/m/versions/1"], "unknown"),
        (["model: azureml:m:1", "environment_variables: {PROMPTFLOW_RUN_MODE: serving}"], "failed"),
        (["model: {path: flow}"], "failed"),
    ],
)
def test_a_registered_model_may_be_one_that_azure_serves(folder, lines, outcome):
    folder["environment.yml"] = environment("")
    folder["deployment.yml"] = deployment(*lines)
    assert folder.outcome("inference-config") == outcome


@pytest.mark.parametrize(("kind", "outcome"), [("mlflow_model", "skipped"), ("custom_model", "failed")])
def test_the_file_of_a_registered_model_tells_its_type(folder, kind, outcome):
    folder["environment.yml"] = environment("")
    folder["deployment.yml"] = deployment("model: azureml:m:1")
    folder["model.yml"] = f"$schema: x/model.schema.json\nname: m\ntype: {kind}\npath: m\n"
    assert folder.outcome("inference-config") == outcome


def test_a_port_still_to_be_filled_in_is_unknown(folder):
    folder["environment.yml"] = environment(ROUTES.replace("8080", "{{PORT}}"))
    folder["deployment.yml"] = deployment()
    assert folder.outcome("inference-config") == "unknown"


STABLE = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:1"


@pytest.mark.parametrize(
    ("dockerfile", "outcome"),
    [
        (f"FROM {STABLE}\n", "passed"),
        ("FROM python:3.11\nEXPOSE 8080/tcp 9000\n", "passed"),
        ("FROM python:3.11\n", "passed"),
        ("FROM python:3.11\nEXPOSE 5001\n", "failed"),
        (f"FROM {STABLE}\nEXPOSE 5001\n", "passed"),
    ],
)
def test_routes_go_where_the_image_listens(folder, dockerfile, outcome):
    folder["environment.yml"] = environment().replace("image: a.azurecr.io/b:1", "build: {path: .}")
    folder["deployment.yml"] = deployment()
    folder["Dockerfile"] = dockerfile
    assert folder.outcome("inference-config") == outcome


@pytest.mark.parametrize(
    ("dockerfile", "severity"),
    [
        (f"FROM {STABLE}\n", "error"),
        (f"FROM {STABLE}\nEXPOSE 9000\n", "error"),
        (f"FROM {STABLE}\nCMD serve\n", "warning"),
        ("FROM python:3.11\nEXPOSE 8080\n", "warning"),
    ],
)
def test_only_microsofts_own_server_is_sure_to_listen_elsewhere(folder, dockerfile, severity):
    folder["environment.yml"] = environment(ROUTES.replace("8080", "5001")).replace(
        "image: a.azurecr.io/b:1", "build: {path: .}"
    )
    folder["deployment.yml"] = deployment()
    folder["Dockerfile"] = dockerfile
    assert [found for found, _ in folder.failures("inference-config")] == [severity]


def test_a_port_on_which_microsofts_image_does_not_listen_fails_on_its_line(folder):
    routes = ROUTES.replace("scoring_route: {port: 8080", "scoring_route: {port: 5001")
    folder["environment.yml"] = environment(routes).replace("a.azurecr.io/b:1", STABLE)
    folder["deployment.yml"] = deployment()
    assert folder.failures("inference-config") == [("error", "environment.yml:7")]


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("os_type: amiga", ("error", 8)),
        ("conda_file:", ("error", 8)),
        ("conda_fil: c.yml", ("warning", 8)),
        ("conda_file: gone.yml", ("warning", 8)),
        ("build: {path: gone}", ("warning", 8)),
        ("build: {path: .}", ("warning", 8)),
    ],
)
def test_what_the_sdk_refuses_fails_on_its_line_also_without_a_deployment(folder, line, failure):
    folder["environment.yml"] = environment() + line + "\n"
    (severity, number) = failure
    assert folder.failures("inference-config") == [("warning", f"environment.yml:{number}")]
    folder["deployment.yml"] = deployment()
    assert folder.failures("inference-config") == [(severity, f"environment.yml:{number}")]


@pytest.mark.parametrize("line", ["conda_file: {dependencies: [pip]}", "conda_file: '${CONDA}'", "build: {path: ctx}"])
def test_what_the_sdk_takes_passes(folder, line):
    folder["environment.yml"] = environment() + line + "\n"
    folder["deployment.yml"] = deployment()
    folder["ctx/Dockerfile"] = "FROM python:3.11\n"
    assert folder.outcome("inference-config") == "passed"


@pytest.mark.parametrize(("base", "outcome"), [(STABLE, "failed"), ("python:3.11", "unknown")])
def test_a_registered_model_is_a_flow_if_the_image_is_built_from_prompt_flows(folder, base, outcome):
    folder["environment.yml"] = "name: pf\nbuild: {path: ctx}\n"
    folder["ctx/Dockerfile"] = f"FROM {base}\n"
    folder["deployment.yml"] = deployment("model: azureml:web:1", env="file:environment.yml")
    assert folder.outcome("inference-config") == outcome
