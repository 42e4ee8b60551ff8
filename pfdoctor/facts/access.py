"""Who may do what: the answers of Microsoft.Authorization, judged by the evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pfdoctor.azure import (
    authorization,
    cognitive_services,
    container_registry,
    machine_learning,
    managed_identity,
    provider_operations,
    resources,
    search,
    storage,
)
from pfdoctor.azure.provider_operations import Operation
from pfdoctor.azure.session import Session
from pfdoctor.facts.grants import grants_of
from pfdoctor.facts.holders import holders
from pfdoctor.facts.names import names_of
from pfdoctor.facts.policies import Held, Policies
from pfdoctor.facts.reads import Reads
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.endpoint import Endpoint
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access as Verdict
from pfdoctor.model.proof import Proof
from pfdoctor.model.right import Right
from pfdoctor.model.role import Permission, RoleDefinition
from pfdoctor.model.ruling import Grant, Holders
from pfdoctor.model.user_assigned_identity import UserAssignedIdentity
from pfdoctor.rbac.caller import caller_may, caller_may_assign
from pfdoctor.rbac.combine import all_of
from pfdoctor.rbac.delegation import WRITE, planned
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.holding import Holding, holdings
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request
from pfdoctor.rbac.scope import kind

_READERS: Mapping[str, Callable[[Session, ArmId], object]] = {
    "microsoft.machinelearningservices/workspaces": machine_learning.workspace,
    "microsoft.machinelearningservices/workspaces/onlineendpoints": machine_learning.endpoint,
    "microsoft.containerregistry/registries": container_registry.registry,
    "microsoft.storage/storageaccounts": storage.storage_account,
    "microsoft.cognitiveservices/accounts": cognitive_services.account,
    "microsoft.search/searchservices": search.search_service,
    "microsoft.managedidentity/userassignedidentities": managed_identity.user_assigned_identity,
}
"""How a resource is read, by its type in lower case."""


class Access(Reads):
    """What Azure tells of access, in any subscription that the caller sees."""

    def __init__(self, session: Session, *, threads: int = 16) -> None:
        super().__init__(session, threads)
        self._policies = Policies(session, self._pool)

    def access(
        self,
        principal_id: str,
        action: str,
        scope: ArmId,
        *,
        data: bool = False,
        attributes: Mapping[str, str] | None = None,
    ) -> Proof:
        """May this principal do this action (a data action if `data`) on this scope, and why.

        `attributes` are those of the request that a condition may ask for and that are known beforehand.
        """
        return self.holds(principal_id, Right("", scope, (action,), None, data, attributes or {}))

    def holds(self, principal_id: str, right: Right) -> Proof:
        """May this principal do all that a right is made of."""
        policy, groups = self._policies.of(principal_id, right.scope)
        return _judge(principal_id, right, policy, groups)

    def holds_or_could(self, principal_id: str, right: Right) -> Proof:
        """The same, and where it is denied also what the principal could activate: one more request."""
        policy, groups = self._policies.of(principal_id, right.scope)
        proof = _judge(principal_id, right, policy, groups)
        if proof.verdict is not Verdict.DENIED:
            return proof
        me = principal_id.lower() == self.caller
        policy = self._policies.with_eligible(policy, principal_id, right.scope, me=me)
        return _judge(principal_id, right, policy, groups)

    def who_can(self, right: Right, workspace: ArmId | None = None) -> Holders:
        """The principals that hold all that a right is made of, or may do so.

        `workspace` is the one whose identities and endpoints lend their names, by default the one the scope is in.
        """
        policy = self._policies.everyone(right.scope)
        return holders(right, policy, names_of(self.user_assigned_identities, self.endpoints, right.scope, workspace))

    def who_can_assign(self, role_id: str, principal_id: str, principal_type: str, scope: ArmId) -> Holders:
        """The principals that may give this role (a GUID) to this principal at this scope, their conditions judged."""
        attributes = planned(role_id, principal_id, principal_type, "Request")
        doing = f"assign role {role_id} to {principal_id}"
        return self.who_can(Right(doing, scope, (WRITE,), None, attributes={k: str(v) for k, v in attributes.items()}))

    def is_group(self, principal_id: str, scope: ArmId) -> bool:
        """True if a role assignment at the scope or near it shows the principal to be a group."""
        return self._policies.is_group(principal_id, scope)

    def held(self, principal_id: str, scope: ArmId) -> Held:
        """The role assignments at, above and below a scope that reach a principal."""
        return self._policies.held(principal_id, scope)

    def grants(self, principal_id: str, right: Right) -> tuple[Grant, ...]:
        """The role assignments that give a principal the right, the nearest first."""
        policy, groups = self._policies.of(principal_id, right.scope)
        return grants_of(right, policy, principal_id, groups)

    def roles(self, subscription: str) -> Mapping[str, RoleDefinition]:
        """All roles that can be assigned in a subscription, by GUID. Raises Unreadable."""
        return self._policies.roles(subscription)

    def role(self, guid: str, scope: ArmId) -> RoleDefinition:
        """One role, as the scope's subscription knows it. Raises Unreadable."""
        return self._policies.role(guid, scope)

    def operations(self, subscription: str, namespace: str) -> tuple[Operation, ...]:
        """The actions that a resource provider knows. Raises Missing, Unreadable."""
        key = ("operations", namespace.lower())
        session = self._session
        return self._once.get(key, lambda: provider_operations.provider_operations(session, subscription, namespace))

    def user_assigned_identities(self, subscription: str) -> tuple[UserAssignedIdentity, ...]:
        """Those of a subscription that the caller sees. Raises Unreadable."""
        key = ("identities", subscription.lower())
        return self._once.get(key, lambda: managed_identity.user_assigned_identities(self._session, subscription))

    def endpoints(self, workspace: ArmId) -> tuple[Endpoint, ...]:
        """Those of a workspace. Raises Missing, Unreadable."""
        return self._read(machine_learning.endpoints, workspace)

    def seen(self, id: ArmId) -> bool:
        """True if the resource was read, False for a kind that has no reader here. Raises Missing, Unreadable."""
        read = resources.resource_group if kind(id) == "resource_group" else _READERS.get(id.type.lower())
        if read is not None:
            self._read(read, id)
        return read is not None or kind(id) == "subscription"

    # The caller.

    @property
    def caller(self) -> str:
        """The object id of who is signed in, "" where that is not known."""
        return self._session.caller

    def holdings(self, principal_id: str, scope: ArmId) -> tuple[tuple[Holding, ...], tuple[Need, ...]]:
        """The roles that reach a principal, as `held` lists them; and what was not read of the lists."""
        policy, groups = self._policies.of(principal_id, scope)
        return holdings(principal_id, groups, policy), policy.unread

    def permissions(self, scope: ArmId) -> tuple[Permission, ...]:
        """What the caller may do at a resource or resource group."""
        return self._read(authorization.permissions, scope)

    def caller_may(self, action: str, scope: ArmId) -> bool | None:
        """None where a condition decides that only Azure can evaluate. Raises Unreadable."""
        return caller_may(action, self.permissions(scope), Plane.CONTROL)

    def assigning(
        self,
        role_id: str,
        principal_id: str,
        principal_type: str,
        scope: ArmId,
        *,
        seen_at: ArmId | None = None,
    ) -> Proof:
        """May the caller give this role (a GUID) to this principal at this scope, conditions judged. (R16)

        `principal_id` is "" where it is not known. The caller's permissions are asked for at `seen_at`, a scope above,
        if it is given. They tell of no condition on an assignment of the caller's, nor of deny assignments: where it
        is known who the caller is, its own assignments are read too; where not, a deny assignment that names the
        action leaves the answer open. Raises Unreadable.
        https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
        """
        permissions = self.permissions(seen_at or scope)
        shown = caller_may_assign(permissions, role_id, principal_id, principal_type, scope)
        if shown.verdict is Verdict.DENIED:
            return shown
        if not self.caller:
            return self._policies.unless_denied(shown, scope, WRITE)
        told = planned(role_id, principal_id, principal_type, "Request")
        attributes = {name: str(value) for name, value in told.items() if value}
        held = self.holds(self.caller, Right("grant roles", scope, (WRITE,), None, attributes=attributes))
        if held.verdict is Verdict.UNKNOWN or shown.verdict is Verdict.UNKNOWN:
            return held if held.verdict is not Verdict.DENIED else shown
        # Rights that another tenant delegated are in no list of assignments: only what limits the caller counts.
        limited = any(one.kind in ("condition-false", "blocked-by-deny") for one in held.near_misses)
        return held if held.verdict is Verdict.DENIED and limited else shown

    # What a check knows it will ask one after another can be sent at once.

    def access_ahead(self, principal_id: str, scope: ArmId) -> None:
        """Start reading what `access` will need first."""
        self._policies.begin(principal_id, scope)

    def permissions_ahead(self, *scopes: ArmId | None) -> None:
        """Start reading the caller's permissions at these scopes."""
        for scope in scopes:
            if scope is not None:
                self._prime(authorization.permissions, scope)


def _judge(principal_id: str, right: Right, policy: Policy, groups: frozenset[str] | None) -> Proof:
    plane = Plane.DATA if right.data else Plane.CONTROL
    # An identity may be in groups that hold no role here, which only a deny assignment would name.
    requests = [
        Request(principal_id, action, right.scope, plane, groups, right.attributes, groups_complete=False)
        for action in right.actions
    ]
    return all_of([evaluate(request, policy) for request in requests])
