"""What a role allows beyond the needs of an endpoint; the runbook of over-privilege gives the rule and its reasons."""

from dataclasses import dataclass

from pfdoctor.api import ArmId, Plane, RoleDefinition, role_allows, role_changes

_AUTHORIZATION = "Microsoft.Authorization"
# https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin for the last but one.
GRANTING = (
    f"{_AUTHORIZATION}/roleAssignments/write",
    f"{_AUTHORIZATION}/roleDefinitions/write",
    f"{_AUTHORIZATION}/roleAssignmentScheduleRequests/write",
    f"{_AUTHORIZATION}/roleEligibilityScheduleRequests/write",
    f"{_AUTHORIZATION}/elevateAccess/action",
    f"{_AUTHORIZATION}/denyAssignments/delete",
)
# A key lets its holder write all that is inside. https://learn.microsoft.com/azure/storage/common/authorize-data-access
KEYS = (
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "Microsoft.ContainerRegistry/registries/listCredentials/action",
)
HARMLESS = (
    "Microsoft.MachineLearningServices/workspaces/metrics/*",
    "Microsoft.Support/*",
    "Microsoft.Insights/alertRules/*",
    "Microsoft.Resources/deployments/*",
    # Management of what lies inside an account comes with the roles for its data, and is judged as data.
    "Microsoft.Storage/storageAccounts/blobServices/containers/*",
    "Microsoft.Storage/storageAccounts/queueServices/queues/*",
    "Microsoft.Storage/storageAccounts/tableServices/tables/*",
)
HARMLESS_DATA = ("Microsoft.CognitiveServices/*", "Microsoft.Insights/*")
# They hold what the endpoint runs, and the secrets of others.
NEVER_WRITTEN = ("microsoft.containerregistry", "microsoft.keyvault")


@dataclass(frozen=True, slots=True)
class Excess:
    """`words` complete "a role by which it ..."; `patterns` are the role's own that say so. `rank` 0 is gravest."""

    words: str
    patterns: tuple[str, ...]
    rank: int


def excess_of(role: RoleDefinition, scope: ArmId) -> Excess | None:
    """What the role allows at a scope that no endpoint needs; None if there is nothing."""
    granting = role_allows(role, GRANTING, Plane.CONTROL)
    changing = [*role_changes(role, Plane.CONTROL, HARMLESS), *role_allows(role, KEYS, Plane.CONTROL)]
    if granting:
        changing = [one for one in changing if not one.lower().startswith(_AUTHORIZATION.lower())]
    single = bool(scope.subscription and scope.type) and scope.provider.lower() not in NEVER_WRITTEN
    data = () if single else role_changes(role, Plane.DATA, HARMLESS_DATA)
    words = [
        *(["grant roles"] if granting else []),
        *([f"change {_what(changing)}"] if changing else []),
        *(["change data"] if data else []),
    ]
    if not words:
        return None
    patterns = tuple(dict.fromkeys((*granting, *changing, *data)))
    return Excess(f"may {' and '.join(words)}", patterns, 0 if granting else 1 if changing else 2)


def _what(patterns: list[str]) -> str:
    """The kind of resource that the patterns are about, if it is one."""
    if any(pattern.startswith("*") for pattern in patterns):
        return "everything"
    kinds = {_kind(pattern) for pattern in patterns}
    return kinds.pop() if len(kinds) == 1 else "resources"


def _kind(pattern: str) -> str:
    before, star, _ = pattern.partition("/*")
    return before if star else before.rpartition("/")[0]
