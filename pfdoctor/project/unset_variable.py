"""Environment variables that a flow's code must find, and that nothing of the project sets.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pfdoctor.model.errors import Unreadable
from pfdoctor.model.image import Image
from pfdoctor.model.need import Need
from pfdoctor.project.deployment_file import DeploymentFile
from pfdoctor.project.environment_file import EnvironmentFile
from pfdoctor.project.project import Project
from pfdoctor.project.reading import read_text
from pfdoctor.project.variable_read import VariableRead

_SET_BY_AZURE = (
    "AZUREML_",
    "AML_",
    "MSI_",
    "IDENTITY_",
    "SERVICE_",
    "MLFLOW_",
    "PROMPTFLOW_",
    "PF_",
    "PRT_",
    "KUBERNETES_",
)
"""How names begin that Azure Machine Learning, its images and prompt flow's server set, kept wide: none is judged."""
_SET_BY_SYSTEM = frozenset(
    {"PATH", "HOME", "HOSTNAME", "USER", "PWD", "LANG", "SHELL", "TERM", "PYTHONPATH", "CONDA_PREFIX", "TMPDIR"}
    | {"CONDA_DEFAULT_ENV", "VIRTUAL_ENV", "NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "BUILD_INFO"}
)
_MICROSOFT = "mcr.microsoft.com/azureml/"


@dataclass(frozen=True, slots=True)
class UnsetVariable:
    """`need` says what would settle it, where what makes the image is not here to be read; else None."""

    read: VariableRead
    need: Need | None


def unset_variables(project: Project, deployment: DeploymentFile) -> tuple[UnsetVariable, ...]:
    """What the flow of a deployment reads, and neither its file, nor the flow's YAML, nor the image's files set."""
    flow = project.flow_of(deployment)
    listed = deployment.body.at("environment_variables")
    if flow is None or flow.root is None or (listed is not None and not listed.mapping):
        return ()
    own = flow.body.at("environment_variables")
    known = {*deployment.variables, *(own.mapping if own is not None else ())}
    found = [read for read in flow.needed_variables if read.name not in known and not _given(read.name)]
    if not found:
        return ()
    environment = project.environment_of(deployment)
    texts = _texts(environment, project.root)
    need = _need(environment, deployment, project.root)
    return tuple(UnsetVariable(read, need) for read in found if not any(read.name in text for text in texts))


def _given(name: str) -> bool:
    return name.startswith(_SET_BY_AZURE) or name in _SET_BY_SYSTEM


def _texts(environment: EnvironmentFile | None, root: Path) -> list[str]:
    """The files that make the image: a variable that is named there may well be set there."""
    if environment is None or environment.root is None:
        return []
    conda = environment.body.text_at("conda_file")
    paths = [environment.dockerfile_path, environment.folder / conda if conda else None]
    read = (read_text(path, root)[1] for path in paths if path is not None)
    return [*(text for text in read if text is not None), str(environment.body.plain())]


def _need(environment: EnvironmentFile | None, deployment: DeploymentFile, root: Path) -> Need | None:
    """None if the image is one of Microsoft's, or made from one here: these set no variable of a flow's own."""
    line = deployment.body.line_of("environment")
    elsewhere = deployment.source.need(line, "the variables that the image sets, which is not described here")
    if environment is None or environment.root is None:
        return elsewhere
    try:
        made = environment.dockerfile(root)
        base = made.known() if made is not None else environment.text("image")
    except Unreadable as error:
        return error.needs[0]
    return None if base.startswith(_MICROSOFT) or Image(base).prompt_flow else elsewhere
