"""The flow's packages can be installed where the flow is deployed.

A deployment from the studio builds an image with the packages of the flow's requirements.txt. That build knows no
password: a private feed (`--index-url`, `--extra-index-url`, `--find-links`), as of Azure DevOps, needs an image that
was built with it and a custom environment. Neither does the build see a package that lies in a folder (`./package`,
`-e .`, a wheel), nor has it a key for `git+ssh`. An index that is open to all is no fault, but pfdoctor does not ask
it: a warning. What an environment variable names (`${PIP_INDEX_URL}`), or a file at an address, is unknown.

A deployment with `az ml` or the SDK ignores the flow's requirements.txt: only what the environment holds is installed.
In the plain prompt flow image the flow then fails at its first import. Of an environment's conda file Azure is sent the
text alone, so its pip section can name no other file or folder; a private feed needs a connection of the workspace.

A `promptflow` or `promptflow-tools` that is pinned replaces what the image brings. Pinned below 1.0 it is older than
the server of every image that can still be used.

How to confirm by hand: `pip install -r requirements.txt` in a container of the image, without any sign-in.

How to mend: build an image `FROM` Microsoft's that has the packages, and use it in a custom environment with an
inference_config; then name it in flow.dag.yaml or in the deployment. Building and deploying takes 15 minutes or more.
Tell whoever owns the private feed: which packages the image needs, and that the build signs in to it once.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference
"""

import os
import re
from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    DeploymentFile,
    Draft,
    Facts,
    Flow,
    Image,
    Line,
    Project,
    Requirements,
    Severity,
    pip_section,
)

check = Check(
    id="flow-requirements",
    title="The flow's packages can be installed where it is deployed",
    severity="error",
    after=("flow-deployable",),
    proves="requirements.txt names no private feed and no local package, and nothing leaves it out",
    does_not_prove="that the packages exist, fit together, or fit the image",
    symptoms=("ModuleNotFoundError", "No module named", "Could not find a version that satisfies", "pip failed"),
)

FEEDS = ("pkgs.dev.azure.com", "pkgs.visualstudio.com")
OPEN_PROJECT = re.compile(r"/public/_packaging/", re.IGNORECASE)
"""A feed of a project is open to all where the project is; one of a whole organization never is.

https://learn.microsoft.com/azure/devops/artifacts/tutorials/share-packages-publicly
"""
OPEN = (
    *("test.pypi.org", "pypi.nvidia.com", "pypi.ngc.nvidia.com", "data.pyg.org", "wheels.vllm.ai", "abetlen.github.io"),
    *("pypi.tuna.tsinghua.edu.cn", "mirrors.aliyun.com", "pypi.mirrors.ustc.edu.cn", "mirrors.cloud.tencent.com"),
)
"""Indexes and mirrors that anybody may read."""
_OLD = re.compile(r"(?:==|<=?|~=)\s*0\b|<\s*1(?:\.0)*\b")


@check.files(lambda project: project.flows, "flows")
def run(project: Project, flow: Flow, _: Facts | None) -> Iterator[Draft]:
    flow.filled("environment.python_requirements_txt")
    files = project.requirements(flow)
    if not files:
        yield _missing(flow)
        return
    deployments = project.deployments_of(flow)
    found = [draft for file in files for draft in _judge(file, _has_own_image(project, deployments))]
    found += [draft for file in files for draft in _included(project, file)]
    found += [draft for one in deployments for draft in _left_out(project, one, files)]
    found += [draft for one in deployments for draft in _of_conda(project, one)]
    yield from found
    if not found:
        count = sum(len(file.of("package")) for file in files)
        message = f"{files[0].source.name} names {count} packages, and no private feed or local package."
        yield check.passed(message, subject=files[0].source.place(1))


def _missing(flow: Flow) -> Draft:
    named = flow.requirements
    if named is None:
        return check.skipped(f"{flow.source.name} names no requirements, and none lie beside it.")
    if not any(os.path.exists(path) for _, path in flow.named_files):
        return check.skipped(f"The folder of {flow.source.name} holds none of its files, so {named.text} is no loss.")
    message = f"{flow.source.name} names {named.text}, which does not exist."
    evidence = [flow.evidence("environment.python_requirements_txt")]
    return check.failed(message, subject=named.place, evidence=evidence)


def _judge(file: Requirements, own_image: bool) -> Iterator[Draft]:
    for line in (*file.private_indexes, *file.of("local"), *file.of("url")) if not own_image else ():
        yield from _unreachable(file, line)
    for line in file.of("package"):
        if line.package in ("promptflow", "promptflow-tools", "promptflow-sdk") and _OLD.search(line.version):
            message = f"{file.source.name} pins {line.name}{line.version}, older than what the images bring."
            yield _at(file, line, message, Severity.WARNING)


def _unreachable(file: Requirements, line: Line) -> Iterator[Draft]:
    """What a line names that the build of the image cannot get at, or may not."""
    name = file.source.name
    if line.hole:
        yield _open(file, line, f"What line {line.number} of {name} names is not known yet.")
    elif line.kind == "index" and line.host in OPEN:
        return
    elif line.kind == "index" and line.host:
        feed = any(line.host.endswith(feed) for feed in FEEDS) and not OPEN_PROJECT.search(line.name)
        private = feed or "@" in line.name
        what = "is private" if private else "may be private"
        message = f"{name} takes packages from {line.host}, which {what}; build an own image."
        yield _at(file, line, message, None if private else Severity.WARNING)
    elif line.kind == "url" and line.name.lower().startswith(("git+ssh:", "git+git@")):
        yield _at(file, line, f"{name} takes a package by git+ssh, for which the build of the image has no key.")
    elif line.kind == "index":
        yield _at(file, line, f"{name} takes packages from a folder, which the build of the image does not see.")
    elif line.kind == "local":
        yield _at(file, line, f"{name} names a local package, which the build of the image does not see.")


def _included(project: Project, file: Requirements) -> Iterator[Draft]:
    for line in file.of("include"):
        if line.hole or "://" in line.name:
            yield _open(file, line, f"What {line.shown} holds, which {file.source.name} includes, is not known.")
        elif not os.path.exists((project.root / file.source.name).parent / line.name):
            yield _at(file, line, f"{file.source.name} includes {line.shown}, which does not exist.")


def _of_conda(project: Project, deployment: DeploymentFile) -> Iterator[Draft]:
    """Azure installs what the environment's conda file names, and knows the feeds of which it has a connection."""
    environment = project.environment_of(deployment)
    file = pip_section(environment, project.root) if environment is not None and environment.root is not None else None
    if file is None:
        return
    for line in (*file.of("include"), *file.of("local"), *file.private_indexes):
        if line.hole:
            yield _open(file, line, f"What {line.shown} of {file.source.name} means is not known yet.")
        elif line.kind != "index":
            yield _at(file, line, f"{file.source.name} needs {line.shown}, but Azure is sent the conda file alone.")
        elif line.host and line.host not in OPEN:
            message = f"{file.source.name} takes packages from {line.host}: if that is private, it needs a connection."
            yield _at(file, line, message, Severity.WARNING)


def _open(file: Requirements, line: Line, message: str) -> Draft:
    need = file.source.need(line.number, "it names something that only the build can tell")
    return check.unknown(message, need, subject=file.source.place(line.number))


def _at(file: Requirements, line: Line, message: str, severity: Severity | None = None) -> Draft:
    evidence = file.source.evidence(line.number, line.kind, file.source.line(line.number))
    return check.failed(message, subject=file.source.place(line.number), evidence=[evidence], severity=severity)


def _has_own_image(project: Project, deployments: tuple[DeploymentFile, ...]) -> bool:
    """Whether each deployment of the flow runs in an environment of its own, where all may be installed already."""
    return bool(deployments) and all(_own_image(project, one) for one in deployments)


def _own_image(project: Project, deployment: DeploymentFile) -> bool:
    environment = project.environment_of(deployment)
    if environment is None:
        return deployment.environment_reference is not None
    return environment.build is not None or not (environment.image and Image(environment.image.text).prompt_flow)


def _left_out(project: Project, deployment: DeploymentFile, files: tuple[Requirements, ...]) -> Iterator[Draft]:
    packages = [line.package for file in files for line in file.of("package")]
    more = [name for name in dict.fromkeys(packages) if not name.startswith("promptflow")]
    environment = project.environment_of(deployment)
    if not more or environment is None or _own_image(project, deployment) or environment.body.at("conda_file"):
        return
    names = ", ".join(more[:3]) + (", ..." if len(more) > 3 else "")
    yield check.failed(
        f"{deployment.name} runs in Microsoft's image as it is, where az ml installs no {names}: it must have them.",
        subject=environment.body.place_of("image"),
        evidence=[environment.evidence("image")],
        severity=Severity.WARNING,
    )
