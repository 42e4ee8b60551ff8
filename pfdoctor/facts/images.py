"""Where a deployment's image is pulled from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pfdoctor.model.deployment import Deployment
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.hosts import host_of
from pfdoctor.model.registry import Registry

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts

PUBLIC_HOSTS = ("mcr.microsoft.com", "mcr.azk8s.cn", "docker.io", "index.docker.io", "registry-1.docker.io", "ghcr.io")
"""Registries that are not Azure Container Registry, where no Azure role decides."""


@dataclass(frozen=True, slots=True)
class ImageSource:
    """`registry` is None where the image does not come from a container registry of Azure; `why` says so in words."""

    reference: str
    registry: Registry | None
    why: str


def source_of(facts: Facts, deployment: Deployment) -> ImageSource:
    """The registry a deployment's image is pulled from. Raises Unreadable where that cannot be told.

    An image that Azure builds (build context, conda packages, a model deployed without an environment) lies in the
    registry of the workspace. https://learn.microsoft.com/azure/machine-learning/concept-environments
    """
    environment = facts.environment(deployment)
    if environment is None:
        return _built(facts, "Azure builds the image of a deployment without environment")
    if environment.image and not environment.is_built:
        return _given(facts, environment.image)
    if environment.is_built:
        return _built(facts, f"Azure builds the image of {environment.name}:{environment.version}")
    need = environment.document.need(f"environment {environment.name}:{environment.version} names no image")
    raise Unreadable(need)


def _given(facts: Facts, reference: str) -> ImageSource:
    first, slash, _ = reference.partition("/")
    host = host_of(first) if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"
    if host in PUBLIC_HOSTS:
        return ImageSource(reference, None, f"the image comes from {host}, where no Azure role decides")
    if not host.rpartition(".azurecr.")[1] and not host.endswith(facts.registry_suffixes):
        return ImageSource(reference, None, f"the image comes from {host}, which is no Azure container registry")
    return ImageSource(reference, facts.registry(host), f"the image is {reference}")


def _built(facts: Facts, why: str) -> ImageSource:
    home = facts.home
    if home.container_registry is None:
        raise Unreadable(
            home.document.need(f"workspace {home.name} names no container registry, so where the image lies is unknown")
        )
    return ImageSource("", facts.registry_by_id(home.container_registry), why)
