"""The signed-in caller may grant roles.

Most of what goes wrong with an endpoint is a role that its identity misses. Granting one takes
`Microsoft.Authorization/roleAssignments/write` on the workspace, the registry or the storage account: Owner, User
Access Administrator and Role Based Access Control Administrator hold it; Contributor does not. Registry and storage
are judged by their resource group: a role held on one of them alone would do for that one, and is not seen. Without
it nothing is wrong with the endpoint: each failed role check shows the command for someone who holds it.

How to confirm by hand: in the portal, "Access control (IAM)" of the resource: "Add role assignment" is greyed out for
those who may not. Or `az role assignment list --assignee YOU --scope ID --include-inherited --include-groups -o table`.

How to mend: usually not at all; hand the commands to an owner of the resource. A role that may grant only certain
roles (a condition) is enough, and narrower.

https://learn.microsoft.com/azure/role-based-access-control/role-assignments-steps
"""

from collections.abc import Iterator

from pfdoctor.api import ArmId, Check, Draft, Facts

from ._may import judge

check = Check(
    id="caller-can-grant-roles",
    title="The signed-in caller may grant roles",
    severity="info",
    about="workspace",
    proves="Azure's own list of the caller's permissions allows granting roles there",
    does_not_prove="that a condition, deny assignment or policy lets this very role be granted; nor, where the resource"
    " group does not allow it, that no role on the registry or the storage account alone does",
    symptoms=(
        "does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'",
        "has an authorization with ABAC condition that is not fulfilled",
    ),
)

GRANT = "Microsoft.Authorization/roleAssignments/write"


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    home, workspace = facts.home, facts.workspace.id
    yield judge(check, facts, f"grant roles on {workspace.name}", workspace, [GRANT], subject=str(workspace))
    # Asked of the group, which is read anyway: two more requests for each run would buy little.
    held: dict[ArmId, list[str]] = {}
    for scope in (home.container_registry, home.storage_account):
        group = scope.parent if scope is not None else None
        if scope is not None and group is not None:
            held.setdefault(group, []).append(scope.name)
    for group, names in held.items():
        doing = f"grant roles on {' and '.join(names)} through resource group {group.name}"
        yield judge(check, facts, doing, group, [GRANT], subject=str(group))
