"""A plan: what would be changed, in which order, and on whose word.

A step holds one change. A change is plain data, so that it can be printed, saved, reviewed, applied and undone, and
every dialect that a plan is written in says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.finding import Safety
from pfdoctor.model.target import Target

ASSIGNMENTS_VERSION = "2022-04-01"
MACHINE_LEARNING_VERSION = "2024-10-01"
PROVIDERS_VERSION = "2021-04-01"


@dataclass(frozen=True, slots=True)
class GrantRole:
    """One role for one principal on one scope; `role_id` is the role's GUID."""

    scope: ArmId
    principal_id: str
    role: str
    role_id: str
    principal_type: str = "ServicePrincipal"

    @property
    def name(self) -> str:
        """The GUID that the role assignment is created under: the same for the same grant, whoever makes it.

        https://learn.microsoft.com/azure/azure-resource-manager/bicep/scenarios-rbac#name
        """
        parts = (self.scope.text.rstrip("/"), self.principal_id, self.role_id)
        return str(uuid5(NAMESPACE_URL, "|".join(part.lower() for part in parts)))

    @property
    def id(self) -> ArmId:
        return self.scope.child("providers", "Microsoft.Authorization", "roleAssignments", self.name)

    @property
    def definition(self) -> ArmId:
        """The role as the scope's subscription knows it."""
        role = ("providers", "Microsoft.Authorization", "roleDefinitions", self.role_id)
        return ArmId("/".join((f"/subscriptions/{self.scope.subscription}", *role)))

    @property
    def body(self) -> dict[str, Any]:
        """The type of the principal is always sent: one that was just made may not be in the directory yet."""
        return {
            "properties": {
                "roleDefinitionId": str(self.definition),
                "principalId": self.principal_id,
                "principalType": self.principal_type,
            }
        }


@dataclass(frozen=True, slots=True)
class RegisterEnvironment:
    """A new version of an environment: the one it was made from, with routes added and nothing else changed."""

    source: ArmId
    id: ArmId
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetDeployment:
    """One setting of one deployment; `setting` is its path below properties, `before` None where it was not set."""

    id: ArmId
    setting: str
    before: Any
    value: Any


@dataclass(frozen=True, slots=True)
class RegisterProvider:
    """A resource provider, to be registered in a subscription."""

    subscription: ArmId
    namespace: str


@dataclass(frozen=True, slots=True)
class EditFile:
    """One setting of a YAML file; `setting` is its path in the file, `before` None where it was not set."""

    path: str
    setting: str
    before: Any
    value: Any


@dataclass(frozen=True, slots=True)
class ByHand:
    """What pfdoctor does not do itself: commands to be read, then typed by who knows what they cause.

    `kind` is that of the fix, such as grant-role, which a person has to make.
    """

    scope: str
    commands: tuple[str, ...]
    kind: str = "run-command"


Change = GrantRole | RegisterEnvironment | SetDeployment | RegisterProvider | EditFile | ByHand


@dataclass(frozen=True, slots=True)
class Step:
    """One change and its reasons.

    `why` are ids of results, `will_pass` those that a simulation saw pass once every step is made. `needs_action` is
    what the caller must be allowed to do, `caller_may` whether it is (None: not known), `because` why not or why that
    is not known. `excess` are the actions that a granted role allows beyond what was missing. `others` are who may
    do it instead, in words. `serving` says that the deployment which the step restarts works now.
    """

    change: Change
    title: str
    safety: Safety
    why: tuple[str, ...]
    needs_action: str = ""
    needs_scope: str = ""
    caller_may: bool | None = None
    because: str = ""
    serving: bool = False
    others: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()
    will_pass: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same change."""
        match self.change:
            case GrantRole() as grant:
                return f"grant-role:{grant.name}"
            case RegisterEnvironment() as environment:
                return f"register-environment:{environment.id.key}"
            case SetDeployment() as setting:
                return f"set-deployment:{setting.setting}:{setting.id.key}"
            case RegisterProvider() as provider:
                return f"register-provider:{provider.namespace.lower()}:{provider.subscription.key}"
            case EditFile() as edit:
                return f"edit-file:{edit.setting}:{edit.path}"
            case ByHand() as manual:
                return f"by-hand:{self.title}:{manual.scope.lower()}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order in which they are to be made."""

    target: Target
    steps: tuple[Step, ...]
