"""The endpoint's identity can pull the deployment's image.

The image is pulled before any container starts, so nothing later can work without it. A user-assigned identity must
hold the right before the deployment is created; a system-assigned one is given it by Azure, but only on the registry
that the workspace names.

What counts is the registry that the image comes from, which is not always the workspace's, and its mode. In the
classic mode the action `Microsoft.ContainerRegistry/registries/pull/read` decides: AcrPull has it, and so does every
role with `*/read`. In the mode "RBAC Registry + ABAC Repository Permissions" only the data actions for repositories
count: AcrPull, Reader and Owner mean nothing there, Container Registry Repository Reader does.

How to confirm by hand: `az role assignment list --assignee PRINCIPAL --scope REGISTRY_ID --include-inherited
--include-groups -o table`, and the registry's mode: `az acr show --name REGISTRY --query roleAssignmentMode`. In the
portal, the registry's "Access control (IAM)", "Check access", and its Properties for the mode.

How to mend: grant the role shown on the registry, then wait up to 15 minutes and create the deployment again.
Tell an administrator: "the managed identity PRINCIPAL needs this role on this registry, nothing more".

https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
"""

from collections.abc import Iterator
from dataclasses import replace

from pfdoctor.api import (
    Check,
    Deployment,
    Draft,
    Evidence,
    Facts,
    ImageSource,
    InUse,
    Outcome,
    Registry,
    Symptom,
    Unreadable,
    identities_at_start,
    pull,
    read_repositories,
    source_of,
)

from ._rights import judge

check = Check(
    id="acr-pull",
    title="The endpoint's identity can pull the image",
    severity="error",
    after=("endpoint-identity",),
    proves="role assignments let the identity pull from the registry of the image",
    does_not_prove="the network path to the registry, or that the image's tag exists",
    symptoms=(
        Symptom("acr-pull-denied", "does not have pull permission on the registry"),
        Symptom("acr-pull-denied", "Unable to download user container image", 0.6),
    ),
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
    registry = source.registry.id
    right = read_repositories(registry, source.reference) if abac else pull(registry)
    yield judge(check, facts, users, right, evidence=_evidence(source, source.registry))


def _in_either_mode(facts: Facts, users: InUse, source: ImageSource, registry: Registry, unread: Unreadable) -> Draft:
    """Where the registry's mode is not known: certain only if both modes come to the same, and no role is proposed."""
    rights = (pull(registry.id), read_repositories(registry.id, source.reference))
    classic, abac = (judge(check, facts, users, replace(right, role=None)) for right in rights)
    if classic.outcome is abac.outcome and classic.outcome is not Outcome.UNKNOWN:
        return classic
    needs = dict.fromkeys((*unread.needs, *classic.needs, *abac.needs))
    message = f"It is not known which mode {registry.name} is in, and so whether its roles let the image be pulled."
    return check.unknown(message, *needs)


def _evidence(source: ImageSource, registry: Registry) -> list[Evidence]:
    mode = registry.evidence("properties.roleAssignmentMode")
    return [mode, Evidence(str(registry.id), "image", source.reference)] if source.reference else [mode]
