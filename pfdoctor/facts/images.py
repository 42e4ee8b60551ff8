"""Where a deployment's image is pulled from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pfdoctor.model.deployment import Deployment
from pfdoctor.model.errors import Unreadable
from pfdoctor.model.hosts import host_of
from pfdoctor.model.need import Need
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
    if environment.is_built and environment.shared:
        reason = f"environment {environment.name} is of a registry, which does not tell where its image lies"
        raise Unreadable(environment.document.need(reason))
    if environment.is_built:
        return _built(facts, f"Azure builds the image of {environment.name}:{environment.version}")
    need = environment.document.need(f"environment {environment.name}:{environment.version} names no image")
    raise Unreadable(need)


def _given(facts: Facts, reference: str) -> ImageSource:
    first, slash, _ = reference.partition("/")
    host = host_of(first) if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"
    if host in PUBLIC_HOSTS:
        return ImageSource(reference, None, f"the image comes from {host}, where no Azure role decides")
    if ".azurecr." not in host:
        return ImageSource(reference, None, f"the image comes from {host}, which is no Azure container registry")
    return ImageSource(reference, _with_login_server(facts, host), f"the image is {reference}")


def _with_login_server(facts: Facts, host: str) -> Registry:
    """Raises Unreadable if no registry that the caller sees has this login server: another is never assumed."""
    own = facts.home.container_registry
    # A registry's login server starts with its name; one with a scope label adds a dash and a hash.
    if own is not None and host.split(".")[0].split("-")[0] == own.name.lower():
        registry = facts.registry_by_id(own)
        if registry.login_server in (host, ""):
            return registry
    found = next((one for one in facts.registries if one.login_server == host), None)
    if found is None:
        base = f"/subscriptions/{facts.target.subscription}"
        request = f"GET {base}/providers/Microsoft.ContainerRegistry/registries"
        reason = f"no registry that the caller sees has the login server {host}"
        raise Unreadable(Need(request, "Microsoft.ContainerRegistry/registries/read", base, reason=reason))
    return found


def _built(facts: Facts, why: str) -> ImageSource:
    home = facts.home
    if home.container_registry is None:
        raise Unreadable(
            home.document.need(f"workspace {home.name} names no container registry, so where the image lies is unknown")
        )
    return ImageSource("", facts.registry_by_id(home.container_registry), why)
