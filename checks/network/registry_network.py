"""A deployment reaches the registry of its image.

The image is pulled before anything else happens, over the network that the deployment uses. With a managed network the
service makes a private endpoint to the workspace's own registry by itself; to any other registry it takes a rule of
one's own. Without a managed network a registry that is closed to the public network is out of reach, or needs its
exception for trusted services, of which Microsoft does not say whether it covers deployments.

A private registry needs the Premium tier. It cannot build images by itself either: the workspace then needs a compute
cluster for that (`image_build_compute`), or serverless compute that can reach the registry. In quarantine an image
stays hidden until somebody approves it, and the deployment times out.

How to confirm by hand: in the portal, the registry's Networking; or `az acr show --name REGISTRY --query
"{sku:sku.name, public:publicNetworkAccess, rules:networkRuleSet, quarantine:policies.quarantinePolicy}"` and
`az ml workspace outbound-rule list --workspace-name WORKSPACE --resource-group GROUP`.

How to mend: with a managed network, `az ml workspace outbound-rule set --rule NAME --type private_endpoint
--service-resource-id REGISTRY_ID --subresource-target registry`; else give the workspace a managed network. Then
create the deployment again (15 minutes; a rule takes some more).
Tell the registry's administrator: which registry, and from which workspace.

https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#configure-image-builds
"""

from collections.abc import Iterator

from pfdoctor.api import (
    ArmId,
    Check,
    Deployment,
    Draft,
    Evidence,
    Facts,
    Fix,
    Missing,
    Registry,
    Safety,
    Severity,
    Symptom,
    az,
    in_workspace,
    named,
    source_of,
)

from ._walls import Wall, of_registry
from ._ways import Place, private_egress, way_to

check = Check(
    id="registry-network",
    title="A deployment reaches the registry of its image",
    severity="error",
    after=("workspace-ready", "managed-network-ready", "network-mode"),
    proves="network settings and private endpoints let the deployment reach the image's registry, which hides nothing",
    does_not_prove="that the identity may pull, that the tag exists, or that a build succeeds",
    symptoms=(
        Symptom("acr-network-blocked", "failed to communicate with the workspace's container registry"),
        Symptom("acr-pull-denied", "container registry authorization failure"),
        Symptom(
            "image-build", "Deployment failed due to timeout while waiting for Environment Image to become available"
        ),
        "Unable to download user container image",
    ),
)


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("On Kubernetes the cluster's network decides, which pfdoctor does not judge.")
        return
    try:
        source = source_of(facts, deployment)
    except Missing as error:
        if ArmId(error.resource).type.lower() != "microsoft.containerregistry/registries":
            raise
        name = ArmId(error.resource).name
        evidence = [facts.home.evidence("properties.containerRegistry")]
        yield check.failed(f"Registry {name}, which holds the image, does not exist.", evidence=evidence)
        return
    if source.registry is None:
        yield check.skipped(f"No registry of Azure's is asked: {source.why}.")
        return
    yield _judge(facts, deployment, source.registry, built=not source.reference)


def _judge(facts: Facts, deployment: Deployment, registry: Registry, built: bool) -> Draft:
    name = registry.name
    if registry.quarantine:
        evidence = [registry.evidence("properties.policies.quarantinePolicy")]
        return check.failed(f"{name} keeps new images in quarantine, so they may never show up.", evidence=evidence)
    wall = of_registry(registry)
    if wall.closed and registry.sku and registry.sku != "premium":
        evidence = [registry.evidence("sku.name"), *wall.evidence]
        message = f"{name} is closed to the public network, but only the Premium tier has private endpoints."
        return check.failed(message, evidence=evidence)
    place = Place(
        registry.id,
        "registry",
        lambda: wall,
        registry.login_server,
        linked=facts.home.container_registry == registry.id,
        resource=lambda: registry,
    )
    way = way_to(facts, place, private_egress(deployment))
    if way.open is False:
        fixes = [_let_out(facts, registry)] if facts.home.isolation_mode != "disabled" else []
        return check.failed(f"{deployment.name} cannot reach {name}: {way.why}.", evidence=way.evidence, fixes=fixes)
    if way.open is None:
        message = f"Whether {deployment.name} reaches {name} is not known: {way.why}."
        return check.unknown(message, *way.needs, severity=Severity.WARNING, evidence=way.evidence)
    if built and _cannot_build(facts, deployment, wall):
        return _no_builder(facts, registry, wall.evidence)
    return check.passed(f"{name} is in reach: {way.why}.", evidence=way.evidence)


def _cannot_build(facts: Facts, deployment: Deployment, wall: Wall) -> bool:
    """A deployment that succeeded has its image already."""
    if not wall.closed or facts.home.image_build_compute is not None:
        return False
    return (deployment.provisioning_state or "").lower() != "succeeded"


def _no_builder(facts: Facts, registry: Registry, evidence: tuple[Evidence, ...]) -> Draft:
    home = facts.home
    return check.failed(
        f"{registry.name} is private and cannot build the image, and {home.name} names no compute that could.",
        severity=Severity.WARNING,
        evidence=[home.evidence("properties.imageBuildCompute"), *evidence],
        fixes=[
            Fix(
                kind="run-command",
                safety=Safety.MANUAL,
                title=f"let a compute cluster build the images of {home.name}",
                scope=str(home.id),
                commands=(az("ml workspace update", **named(home.id), image_build_compute="CLUSTER"),),
            )
        ],
    )


def _let_out(facts: Facts, registry: Registry) -> Fix:
    home = facts.home
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"give the managed network of {home.name} a private endpoint to {registry.name}",
        scope=str(home.id),
        commands=(
            az(
                "ml workspace outbound-rule set",
                **in_workspace(home.id),
                rule=registry.name,
                type="private_endpoint",
                service_resource_id=registry.id,
                subresource_target="registry",
            ),
        ),
    )
