from __future__ import annotations

import pytest

from pfdoctor.model.image import Image

STABLE = "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable"


@pytest.mark.parametrize(
    ("text", "repository", "tag", "pinned"),
    [
        ("nginx", "nginx", "", False),
        ("nginx:latest", "nginx", "latest", False),
        ("localhost:5000/web", "localhost:5000/web", "", False),
        ("localhost:5000/web:1", "localhost:5000/web", "1", True),
        ("a.azurecr.io/b@sha256:00", "a.azurecr.io/b", "sha256:00", True),
        ("a/b:latest@sha256:00", "a/b", "sha256:00", True),
    ],
)
def test_the_parts_of_a_name(text, repository, tag, pinned):
    image = Image(text)
    assert (image.repository, image.tag, image.pinned) == (repository, tag, pinned)


@pytest.mark.parametrize(
    ("text", "name", "surely_other"),
    [
        (f"{STABLE}:1", "promptflow-runtime-stable", False),
        ("MCR.microsoft.com/azureml/promptflow/promptflow-runtime", "promptflow-runtime", False),
        ("contosoacr.azurecr.io/azureml/promptflow/promptflow-runtime:1", "", False),
        ("user/web:1", "", False),
        ("python:3.11", "", True),
        ("library/python", "", True),
        ("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:1", "", True),
    ],
)
def test_which_images_are_prompt_flows(text, name, surely_other):
    image = Image(text)
    assert (image.prompt_flow, image.known_to_lack_prompt_flow) == (name, surely_other)
