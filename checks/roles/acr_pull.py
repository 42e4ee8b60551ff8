"""The endpoint's identity can pull the deployment's image.

The image is pulled before any container starts, so nothing later can work without it. A user-assigned identity must
hold the right before the deployment is created; a system-assigned one is given it by Azure, but only on the registry
that the workspace names.

What counts is the registry that the image comes from, which is not always the workspace's, and its mode. In the
classic mode the action `Microsoft.ContainerRegistry/registries/pull/read` decides: AcrPull has it, and so does every
role with `*/read`. In the mode "RBAC Registry + ABAC Repository Permissions" only the data actions for repositories
count: AcrPull, Reader and Owner mean nothing there, Container Registry Repository Reader does.

How to confirm by hand: `az role assignment list --assignee PRINCIPAL --scope REGISTRY_ID --include-inherited
--include-groups -o table`, and the registry's mode: `az acr show --name REGISTRY --query roleAssignmentMode`.

How to mend: grant the role shown on the registry, then wait up to 15 minutes and create the deployment again.
Tell an administrator: "the managed identity PRINCIPAL needs this role on this registry, nothing more".

https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
"""

from collections.abc import Iterator
from dataclasses import replace

from pfdoctor.api import (
    ACR_PULL,
    REPOSITORY_READER,
    Check,
    Deployment,
    Draft,
    Evidence,
    Facts,
    ImageSource,
    InUse,
    Outcome,
    Registry,
    Unreadable,
    identities_at_start,
    source_of,
)

from ._rights import Right, judge

check = Check(
    id="acr-pull",
    title="The endpoint's identity can pull the image",
    severity="error",
    after=("endpoint-identity",),
    proves="role assignments let the identity pull from the registry of the image",
    does_not_prove="the network path to the registry, or that the image's tag exists",
    symptoms=("does not have pull permission on the registry", "Unable to download user container image"),
)

PULL = "Microsoft.ContainerRegistry/registries/pull/read"
REPOSITORY = (
    "Microsoft.ContainerRegistry/registries/repositories/content/read",
    "Microsoft.ContainerRegistry/registries/repositories/metadata/read",
)


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's identity pulls the image.")
        return
    source = source_of(facts, deployment)
    if source.registry is None:
        yield check.skipped(f"No role is needed: {source.why}.")
        return
    users = identities_at_start(facts)
    try:
        abac = source.registry.abac
    except Unreadable as error:
        yield _in_either_mode(facts, users, source, source.registry, error)
        return
    right = _in_repositories(source, source.registry) if abac else _in_registry(source.registry)
    yield judge(check, facts, users, right, evidence=_evidence(source, source.registry))


def _in_registry(registry: Registry) -> Right:
    return Right(f"pull from {registry.name}", registry.id, [PULL], ACR_PULL)


def _in_repositories(source: ImageSource, registry: Registry) -> Right:
    """The repository is part of the request, so a condition that limits repositories can be judged."""
    repository = source.reference.partition("/")[2].partition("@")[0].partition(":")[0]
    name = "@Request[Microsoft.ContainerRegistry/registries/repositories:name]"
    return Right(
        f"read the repositories of {registry.name}, whose ABAC mode ignores AcrPull",
        registry.id,
        REPOSITORY,
        REPOSITORY_READER,
        data=True,
        attributes={name: repository} if repository else {},
    )


def _in_either_mode(facts: Facts, users: InUse, source: ImageSource, registry: Registry, unread: Unreadable) -> Draft:
    """Where the registry's mode is not known: certain only if both modes come to the same, and no role is proposed."""
    rights = (_in_registry(registry), _in_repositories(source, registry))
    classic, abac = (judge(check, facts, users, replace(right, role=None)) for right in rights)
    if classic.outcome is abac.outcome and classic.outcome is not Outcome.UNKNOWN:
        return classic
    needs = dict.fromkeys((*unread.needs, *classic.needs, *abac.needs))
    message = f"It is not known which mode {registry.name} is in, and so whether its roles let the image be pulled."
    return check.unknown(message, *needs)


def _evidence(source: ImageSource, registry: Registry) -> list[Evidence]:
    mode = registry.evidence("properties.roleAssignmentMode")
    return [mode, Evidence(str(registry.id), "image", source.reference)] if source.reference else [mode]
