"""A folder with what will be deployed: flows, environments, endpoints, deployments, connections."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pfdoctor.model.errors import CannotStart, Unreadable
from pfdoctor.model.finding import Evidence
from pfdoctor.project.connection_file import ConnectionFile
from pfdoctor.project.deployment_file import DeploymentFile
from pfdoctor.project.endpoint_file import EndpointFile
from pfdoctor.project.environment_file import EnvironmentFile
from pfdoctor.project.file import File
from pfdoctor.project.flow import Flow, connections_of
from pfdoctor.project.kinds import Kind, kind_of_name, kind_of_text
from pfdoctor.project.model_file import ModelFile
from pfdoctor.project.paths import inside, shown
from pfdoctor.project.reading import beginning, read_text
from pfdoctor.project.requirements import Requirements, read
from pfdoctor.project.source import Problem, Source
from pfdoctor.project.tree import files
from pfdoctor.project.yaml_file import parse

F = TypeVar("F", bound=File)

_MOST_INCLUDED = 20


@dataclass(frozen=True)
class Project:
    """`root` is the folder; `named` how the user wrote it. Files are in the order of their paths.

    `unread` are folders, and files of a kind unknown, that could not be read.
    """

    root: Path
    named: str
    flows: tuple[Flow, ...] = ()
    environments: tuple[EnvironmentFile, ...] = ()
    endpoints: tuple[EndpointFile, ...] = ()
    deployments: tuple[DeploymentFile, ...] = ()
    connections: tuple[ConnectionFile, ...] = ()
    models: tuple[ModelFile, ...] = ()
    unread: tuple[File, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing was found that anybody could judge, and nothing that could not be read may be that."""
        described = self.environments or self.endpoints or self.deployments or self.connections
        return not (self.flows or described or self.unread)

    def requirements(self, flow: Flow) -> tuple[Requirements, ...]:
        """The flow's requirements and what they include; () where the file does not exist.

        What cannot be read is among its problems.
        """
        found: dict[str, Requirements] = {}
        waiting = [flow.requirements_path]
        while waiting:
            path = waiting.pop(0)
            name = shown(path, self.root)
            if name in found or not os.path.exists(path):
                continue
            if len(found) == _MOST_INCLUDED:
                source = Source(name)
                problem = Problem(source, 1, f"more than {_MOST_INCLUDED} files are included", unread=True)
                found[name] = Requirements(source, (), (problem,))
                break
            found[name] = file = read(path, self.root)
            waiting += [path.parent / line.name for line in file.lines if line.kind == "include"]
        return tuple(found.values())

    @cached_property
    def all_environments(self) -> tuple[EnvironmentFile, ...]:
        """Those in files of their own, and those that are written into deployments."""
        inline = (one.environment for one in self.deployments if one.root is not None)
        return (*self.environments, *(one for one in inline if one is not None))

    def environment_of(self, deployment: DeploymentFile) -> EnvironmentFile | None:
        """The environment that is written into the deployment, or that it names and this tree has, else None."""
        if deployment.root is None or deployment.environment is not None:
            return deployment.environment if deployment.root else None
        named = deployment.environment_reference
        if named is None:
            return None
        if deployment.environment_path is not None:
            place = shown(deployment.environment_path, self.root)
            return next((one for one in self.environments if one.source.name == place), None)
        reference, labelled, _ = named.text.removeprefix("azureml:").partition("@")
        name, _, version = reference.partition(":")
        known = self._environments.get(name, ())
        found = [one for one in known if labelled or one.body.text_at("version") in ("", version)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _environments(self) -> dict[str, list[EnvironmentFile]]:
        found: dict[str, list[EnvironmentFile]] = {}
        for one in self.environments:
            if one.root is not None:
                found.setdefault(one.name, []).append(one)
        return found

    def users_of(self, environment: EnvironmentFile) -> tuple[DeploymentFile, ...]:
        """The deployments of this tree that run in an environment."""
        return tuple(self._users.get(environment, ()))

    @cached_property
    def _users(self) -> dict[EnvironmentFile, list[DeploymentFile]]:
        found: dict[EnvironmentFile, list[DeploymentFile]] = {}
        for one in self.deployments:
            environment = self.environment_of(one)
            if environment is not None:
                found.setdefault(environment, []).append(one)
        return found

    def flow_of(self, deployment: DeploymentFile) -> Flow | None:
        """The flow whose folder a deployment deploys as its model, None where it names none of this tree."""
        path = deployment.model_path if deployment.root is not None else None
        model = self.model_of(deployment)
        path = model.local_path if path is None and model is not None else path
        return self._flows.get(shown(path, self.root)) if path is not None else None

    def model_of(self, deployment: DeploymentFile) -> ModelFile | None:
        """The model that a deployment names, if one file of this tree alone registers it."""
        named = deployment.body.text_at("model") if deployment.root is not None else ""
        reference, labelled, _ = named.removeprefix("azureml:").partition("@")
        name, _, version = reference.partition(":")
        found = [one for one in self.models if name and one.root is not None and one.name == name]
        found = [one for one in found if labelled or one.body.text_at("version") in ("", version)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _flows(self) -> dict[str, Flow]:
        return {place: flow for flow in self.flows for place in (flow.source.name, flow.name)}

    def deployments_of(self, flow: Flow) -> tuple[DeploymentFile, ...]:
        """The deployments of this tree that deploy a flow."""
        return tuple(self._deployed.get(flow, ()))

    @cached_property
    def _deployed(self) -> dict[Flow, list[DeploymentFile]]:
        found: dict[Flow, list[DeploymentFile]] = {}
        for one in self.deployments:
            flow = self.flow_of(one)
            if flow is not None:
                found.setdefault(flow, []).append(one)
        return found

    def variables_of(self, flow: Flow) -> frozenset[str]:
        """The environment variables that the deployments of a flow set; those win over the flow's own."""
        return frozenset(name for deployment in self.deployments_of(flow) for name in deployment.variables)

    def deploys_flow(self, deployment: DeploymentFile) -> bool:
        """Whether anything shows that a deployment serves a prompt flow."""
        if self.flow_of(deployment) is not None:
            return True
        if any(name.upper().startswith(("PRT_CONFIG_OVERRIDE", "PROMPTFLOW_")) for name in deployment.variables):
            return True
        environment = self.environment_of(deployment)
        if environment is None or environment.root is None:
            return False
        images = [environment.image.text if environment.image is not None else ""]
        with suppress(Unreadable):
            made = environment.dockerfile(self.root) if environment.build is not None else None
            images += [made.base] if made is not None else []
        return any("promptflow" in image.lower() for image in images)

    @cached_property
    def deployed_flows(self) -> tuple[Flow, ...]:
        """The flows that are surely the ones to be deployed: those that a deployment names, or the only one."""
        return tuple(self._deployed) or (self.flows if len(self.flows) == 1 else ())

    @cached_property
    def used_connections(self) -> frozenset[str]:
        """Names in lower case of the connections that the flows to be deployed surely use."""
        return frozenset(name for flow in self.deployed_flows for name in connections_of(flow, self.variables_of(flow)))

    @property
    def lookups(self) -> list[Evidence]:
        """Where the flows to be deployed look up an index."""
        readable = (flow for flow in self.deployed_flows if flow.root is not None)
        nodes = (node for flow in readable for node in flow.lookups)
        return [node.source.evidence(node.line, "tool", node.text_at("name")) for node in nodes]

    def endpoint_of(self, deployment: DeploymentFile) -> EndpointFile | None:
        """The endpoint that a deployment names, if this tree has it."""
        return self.endpoint_named(deployment.body.text_at("endpoint_name"))

    def endpoint_named(self, name: str) -> EndpointFile | None:
        readable = (one for one in self.endpoints if one.root is not None)
        return next((one for one in readable if name and one.name.lower() == name.lower()), None)


def open_project(folder: str | Path) -> Project:
    """Reads a folder. Raises CannotStart if there is none."""
    root = Path(folder)
    if not os.path.isdir(root):
        what = "is no folder" if os.path.exists(root) else "does not exist"
        raise CannotStart(f"The project folder {folder} {what}; name one that holds a flow.")
    root = root.resolve()
    found: dict[Kind, list[File]] = {}
    unread: list[File] = []

    def refused(path: Path, reason: str) -> None:
        source = Source(shown(path, root))
        unread.append(File(path, source, None, (Problem(source, 1, f"it could not be read: {reason}", unread=True),)))

    for path in files(root, refused):
        kind, file = _read(path, root)
        if kind is not None:
            found.setdefault(kind, []).append(file)
        elif file.problems:
            unread.append(file)
    environments = found.setdefault("environment", [])
    for deployment in _as(DeploymentFile, found.get("deployment", [])):
        # Whatever such a file looks like: this one says what it is.
        said = deployment.environment_path if deployment.root is not None else None
        name = shown(said, root) if said is not None else ".."
        if said is not None and not name.startswith("..") and name not in [one.source.name for one in environments]:
            environments += [_read(said, root, "environment")[1]] if os.path.isfile(said) else []
    metas = {file.folder: file for file in found.get("meta", ())}
    return Project(
        root,
        str(folder),
        flows=tuple(replace(flow, meta=metas.get(flow.folder)) for flow in _as(Flow, found.get("flow", []))),
        environments=_as(EnvironmentFile, environments),
        endpoints=_as(EndpointFile, found.get("endpoint", [])),
        deployments=_as(DeploymentFile, found.get("deployment", [])),
        connections=_as(ConnectionFile, found.get("connection", [])),
        models=_as(ModelFile, found.get("model", [])),
        unread=tuple(unread),
    )


def _as(kind: type[F], files: list[File]) -> tuple[F, ...]:
    return tuple(kind(one.path, one.source, one.root, one.problems) for one in files)


def _read(path: Path, root: Path, kind: Kind | None = None) -> tuple[Kind | None, File]:
    """What the file is, None where it is of no use here; then it has problems only if it may be of use.

    `kind` is what another file says it is.
    """
    kind = kind or kind_of_name(path.name)
    source, text, problems = read_text(path, root)
    if text is None:
        # A link that leads nowhere, or in a circle, may stand for anything; a folder or a device does not.
        other = os.path.exists(path) and not os.path.isfile(path)
        start = "" if other else beginning(path) if inside(path, root) else None
        kind = kind or (kind_of_text(start) if start else None)
        known = kind is not None or start is None
        return kind, File(path, source, None, problems if known else ())
    kind = kind or kind_of_text(text)
    if kind is None:
        return None, File(path, source, None)
    node, found = parse(text, source)
    if node is not None and not node.mapping:
        said = "it is empty" if node.value in (None, "", {}) else "it holds no settings, as `name: value`"
        return kind, File(path, source, None, (*found, Problem(source, 1, said)))
    return kind, File(path, source, node, found)
