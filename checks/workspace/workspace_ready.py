"""The workspace exists, is provisioned, and takes endpoints.

Everything an endpoint needs hangs on its workspace: while that is being created, has failed, or is in v1 legacy mode,
no endpoint of the current API can be created or changed in it. A Foundry project stands on its hub, whose storage,
registry and key vault it uses; so the hub must be provisioned too. Foundry deploys a flow only where the resource
provider Microsoft.PolicyInsights is registered in the subscription.

How to confirm by hand: in the portal, the workspace's overview shows its state; v1 legacy mode is under Networking.
Or: `az ml workspace show --name WORKSPACE --resource-group GROUP --query "{state:provisioning_state}"`.

`az provider show --namespace Microsoft.PolicyInsights --query registrationState` shows the provider's state.

How to mend: for a failed workspace, open its activity log for the operation that failed and repeat it. To leave v1
legacy mode, run the command shown; ask the network team first, since the mode is sometimes set to keep traffic out of
the public Azure Resource Manager. It takes effect within some hours. Registering a provider takes a contributor of the
subscription, and some minutes.
Tell an administrator: the workspace, and which of the three it is: its state, its legacy mode, or the provider.

https://learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2
"""

from collections.abc import Iterator
from typing import Any

from pfdoctor.api import (
    ArmId,
    Check,
    Draft,
    Evidence,
    Facts,
    Fix,
    Missing,
    Safety,
    Severity,
    Symptom,
    Unreadable,
    Workspace,
    az,
)

check = Check(
    id="workspace-ready",
    title="The workspace is provisioned and takes endpoints",
    severity="error",
    about="workspace",
    proves="the workspace, and the hub of a project, exist, are provisioned, and are not in v1 legacy mode",
    does_not_prove="that what the workspace is linked to is in order",
    symptoms=(Symptom("v1-legacy-mode", "V1LegacyMode == true"), "workspace is in v1 legacy mode"),
)

FOUNDRY_NEEDS = "Microsoft.PolicyInsights"


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    yield _judge(facts.workspace)
    hub = facts.workspace.hub
    if hub is None:
        return
    try:
        yield _judge(facts.home)
    except Missing:
        evidence = [facts.workspace.evidence("properties.hubResourceId")]
        message = f"{hub.name}, the hub of {facts.workspace.name}, does not exist."
        yield check.failed(message, subject=str(hub), evidence=evidence)
    except Unreadable as error:
        yield check.unknown(f"Whether {hub.name}, the hub, is ready is not known.", *error.needs, subject=str(hub))
    yield _registered(facts)


def _judge(workspace: Workspace) -> Draft:
    subject = str(workspace.id)
    evidence = [workspace.evidence("properties.provisioningState"), workspace.evidence("properties.v1LegacyMode")]
    state = workspace.provisioning_state
    if state is None or state.lower() == "unknown":
        need = workspace.document.need(f"the state of {workspace.name} is not in the answer")
        return check.unknown(f"The state of {workspace.name} is not told.", need, subject=subject)
    if state.lower() == "failed" or state.lower() in ("canceled", "deleting"):
        return check.failed(f"{workspace.name} is {state}.", subject=subject, evidence=evidence)
    if state.lower() != "succeeded":
        message = f"{workspace.name} is {state}: wait until it has succeeded."
        return check.failed(message, subject=subject, evidence=evidence)
    if workspace.v1_legacy_mode:
        return check.failed(
            f"{workspace.name} is in v1 legacy mode, which refuses endpoints.",
            subject=subject,
            evidence=evidence,
            fixes=[_leave_legacy_mode(workspace)],
        )
    return check.passed(f"{workspace.name} is provisioned.", subject=subject, evidence=evidence)


def _registered(facts: Facts) -> Draft:
    """A warning, since an endpoint that is there shows that it could be deployed."""
    subscription = f"/subscriptions/{facts.target.subscription}"
    more: dict[str, Any] = {"subject": f"{subscription}/providers/{FOUNDRY_NEEDS}", "severity": Severity.WARNING}
    try:
        state = facts.registration_state(FOUNDRY_NEEDS)
    except Unreadable as error:
        return check.unknown(f"Whether {FOUNDRY_NEEDS} is registered is not known.", *error.needs, **more)
    more["evidence"] = [Evidence(more["subject"], "registrationState", state)]
    if state == "registered":
        return check.passed(f"{FOUNDRY_NEEDS} is registered.", **more)
    message = f"{FOUNDRY_NEEDS} is {state}, and Foundry deploys no flow without it."
    return check.failed(message, fixes=[_register(subscription)], **more)


def _register(subscription: str) -> Fix:
    return Fix(
        kind="register-provider",
        safety=Safety.SAFE,
        title=f"register {FOUNDRY_NEEDS}",
        scope=subscription,
        value=FOUNDRY_NEEDS,
        commands=(az("provider register", namespace=FOUNDRY_NEEDS, subscription=ArmId(subscription).subscription),),
    )


def _leave_legacy_mode(workspace: Workspace) -> Fix:
    return Fix(
        kind="run-command",
        safety=Safety.MANUAL,
        title=f"leave v1 legacy mode of {workspace.name}",
        scope=str(workspace.id),
        commands=(az("resource update", ids=workspace.id, set="properties.v1LegacyMode=false"),),
    )
