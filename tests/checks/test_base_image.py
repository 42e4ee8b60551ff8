from __future__ import annotations

import pytest

ID = "base-image"
STABLE = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable"
DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    "image", [f"{STABLE}:20240101.v1", f"{STABLE}@{DIGEST}", STABLE.replace("-stable", "") + ":20240101.v1"]
)
def test_passes_for_a_pinned_image_of_microsofts(world, image):
    world.environment["image"] = image
    assert world.outcome(ID) == "passed"


@pytest.mark.parametrize(
    "image", [STABLE, f"{STABLE}:latest", "localhost:5000/web", "contosoacr.azurecr.io/web:latest"]
)
def test_fails_for_an_image_that_can_change(world, image):
    world.environment["image"] = image
    result = world.result(ID)
    assert (result.outcome, result.severity) == ("failed", "warning")
    assert result.evidence[0].value == image


def test_does_not_judge_what_another_image_is_built_from(world):
    result = world.result(ID)
    assert result.outcome == "skipped"
    assert "FROM" in result.message


def test_does_not_judge_a_build_context(world):
    world.environment["build"] = {"contextUri": "https://store/context", "dockerfilePath": "Dockerfile"}
    world.environment["image"] = f"{STABLE}:latest"
    assert world.outcome(ID) == "skipped"


def test_a_conda_environment_is_judged_by_its_base(world):
    world.environment.update(condaFile="{}", image=f"{STABLE}:latest")
    assert world.outcome(ID) == "failed"


def test_an_environment_that_names_nothing_is_unknown(world):
    world.environment["image"] = None
    assert world.outcome(ID) == "unknown"


def test_a_refused_environment_is_unknown(world):
    world.fail("/versions/3")
    result = world.result(ID)
    assert (result.outcome, result.needs[0].status) == ("unknown", 403)


def test_a_registry_hosted_environment_is_unknown(world):
    world.deployment["properties"]["environmentId"] = "azureml://registries/azureml/environments/pf/versions/1"
    assert world.outcome(ID) == "unknown"


def test_a_container_without_signs_of_prompt_flow_is_skipped(world):
    world.deployment["properties"]["environmentVariables"] = {}
    world.environment["image"] = "nginx"
    assert world.outcome(ID) == "skipped"


@pytest.mark.parametrize("change", [{"codeConfiguration": {"scoringScript": "score.py"}}, {"environmentId": None}])
def test_scoring_scripts_and_mlflow_are_skipped(world, change):
    world.environment["image"] = STABLE
    world.deployment["properties"].update(change)
    assert world.outcome(ID) == "skipped"


def test_a_kubernetes_endpoint_is_out_of_scope(world):
    world.endpoint["kind"] = "Kubernetes"
    result = world.result(ID)
    assert result.outcome == "skipped"
    assert "Kubernetes" in result.message


SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json\n"


@pytest.mark.parametrize(
    ("dockerfile", "outcome", "line"),
    [
        (f"FROM {STABLE}:20240101.v1\n", "passed", 1),
        (f"FROM --platform=linux/amd64 {STABLE}:1 AS base\nRUN x\nFROM base\n", "passed", 1),
        (f"ARG TAG=20240101.v1\nFROM {STABLE}:${{TAG}}\n", "passed", 2),
        (f"FROM python:3.11 AS build\nFROM {STABLE}:latest\n", "failed", 2),
        (f"# comment\nfrom {STABLE}\n", "failed", 2),
    ],
)
def test_the_dockerfile_of_a_file_is_read(folder, dockerfile, outcome, line):
    folder["environment.yml"] = SCHEMA + "name: pf\nbuild:\n  path: image\n"
    folder["image/Dockerfile"] = dockerfile
    result = folder.result(ID)
    assert (result.outcome, result.subject) == (outcome, f"image/Dockerfile:{line}")


def test_a_base_that_is_given_when_it_is_built_is_unknown(folder):
    folder["environment.yml"] = SCHEMA + "name: pf\nbuild: {path: .}\n"
    folder["Dockerfile"] = "ARG BASE\nFROM $BASE\n"
    assert folder.outcome(ID) == "unknown"


def of_flow(folder, image):
    folder["environment.yml"] = SCHEMA + f"name: pf\nimage: {image}\n"
    folder["deployment.yml"] = (
        "name: blue\nendpoint_name: web\nenvironment: azureml:pf:1\n"
        "environment_variables: {PROMPTFLOW_RUN_MODE: serving}\n"
    )


@pytest.mark.parametrize(
    ("image", "outcome"),
    [
        (f"{STABLE}:20240101.v1", "passed"),
        (f"{STABLE}:latest", "failed"),
        ("python:3.11", "failed"),
        ("contosoacr.azurecr.io/web:1", "skipped"),
        ("{{ACR}}/web:1", "unknown"),
    ],
)
def test_the_image_of_a_file_is_judged(folder, image, outcome):
    of_flow(folder, image)
    assert folder.outcome(ID) == outcome


def test_a_file_without_signs_of_prompt_flow_is_skipped(folder):
    folder["environment.yml"] = SCHEMA + "name: other\nimage: nginx\n"
    assert folder.outcome(ID) == "skipped"


def test_a_build_context_that_is_not_here_is_skipped(folder):
    folder["environment.yml"] = SCHEMA + "name: pf\nbuild: {path: gone}\n"
    assert folder.outcome(ID) == "skipped"


def test_a_template_of_something_else_is_skipped(folder):
    folder["environment.yml"] = SCHEMA + "name: other\nimage: '{{image.name}}'\n"
    assert folder.outcome(ID) == "skipped"
