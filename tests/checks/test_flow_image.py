from __future__ import annotations

import pytest

ID = "flow-image"
STABLE = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable"


def write(folder, image):
    folder["flow.dag.yaml"] = f"nodes: []\nenvironment:\n  image: {image}\n"


def test_passes_for_a_pinned_image_of_microsofts(folder):
    write(folder, f"{STABLE}:20240101.v1")
    assert folder.outcome(ID) == "passed"


@pytest.mark.parametrize("image", [STABLE, f"{STABLE}:latest", "contosoacr.azurecr.io/web"])
def test_fails_for_an_image_that_can_change(folder, image):
    write(folder, image)
    assert folder.failures(ID) == [("warning", "flow.dag.yaml:3")]


@pytest.mark.parametrize("image", ["python:3.8-slim", "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20230227.v1"])
def test_fails_for_an_image_that_is_surely_another(folder, image):
    write(folder, image)
    assert folder.failures(ID) == [("warning", "flow.dag.yaml:3")]


def test_does_not_judge_what_lies_in_a_registry_of_ones_own(folder):
    write(folder, "contosoacr.azurecr.io/web:3")
    assert folder.outcome(ID) == "skipped"


@pytest.mark.parametrize("image", ["${{ACR}}/web:3", "{{ACR_NAME}}.azurecr.io/web:1", "${IMAGE}", "<image>"])
def test_a_template_is_unknown(folder, image):
    write(folder, image)
    result = folder.result(ID)
    assert (result.outcome, result.needs[0].request) == ("unknown", "read flow.dag.yaml:3")


def test_an_empty_name_names_no_image(folder):
    folder["flow.dag.yaml"] = "nodes: []\nenvironment: {image: ''}\n"
    assert folder.outcome(ID) == "skipped"


def test_a_flow_without_image_is_skipped(folder):
    folder["flow.dag.yaml"] = "nodes: []\n"
    assert folder.outcome(ID) == "skipped"
