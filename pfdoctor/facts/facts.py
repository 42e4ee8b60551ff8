"""What is known about one endpoint, read when first asked for, once.

What cannot be read raises Unreadable; what Azure says does not exist raises Missing. Neither is an empty value.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from pfdoctor.azure import (
    authorization,
    cognitive_services,
    container_registry,
    deployment_logs,
    machine_learning,
    managed_identity,
    resources,
    search,
    storage,
)
from pfdoctor.azure.session import Session
from pfdoctor.facts.access import Access
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.cognitive_account import CognitiveAccount
from pfdoctor.model.connection import Connection
from pfdoctor.model.deployment import Deployment
from pfdoctor.model.document import Document, Resource
from pfdoctor.model.endpoint import Endpoint, Identity
from pfdoctor.model.environment import Environment
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.outbound_rule import OutboundRule
from pfdoctor.model.registry import Registry
from pfdoctor.model.search_service import SearchService
from pfdoctor.model.storage_account import StorageAccount
from pfdoctor.model.target import Target
from pfdoctor.model.user_assigned_identity import UserAssignedIdentity
from pfdoctor.model.workspace import Workspace
from pfdoctor.project.project import Project

T = TypeVar("T")


class Facts(Access):
    """`deployments` names those to look at; all of the endpoint's if empty.

    `whole` says that every check will run, so that what they surely ask of the workspace goes with the first requests.
    `project` are the files that are judged together with the endpoint; None where none were given.
    """

    planned = False
    """True where the endpoint is still to be created, and only its files describe it."""

    def __init__(
        self,
        session: Session,
        target: Target,
        deployments: tuple[str, ...] = (),
        *,
        whole: bool = False,
        threads: int = 16,
        project: Project | None = None,
    ) -> None:
        super().__init__(session, threads=threads)
        self.target = target
        self.project = project
        self._whole = whole
        self._wanted = frozenset(name.lower() for name in deployments)

    # The target: nearly every check asks for all three, so the first ask starts them side by side.

    @property
    def workspace(self) -> Workspace:
        return self._opened(machine_learning.workspace, self.target.workspace_id)

    @property
    def endpoint(self) -> Endpoint:
        return self._opened(machine_learning.endpoint, self.target.endpoint_id)

    @property
    def all_deployments(self) -> tuple[Deployment, ...]:
        return self._opened(machine_learning.deployments, self.target.endpoint_id)

    @property
    def on_kubernetes(self) -> bool:
        """True if the endpoint, or a deployment of it, says so: those are out of scope."""
        if self.endpoint.kind == "kubernetes":
            return True
        try:
            return any(not deployment.managed for deployment in self.all_deployments)
        except (Missing, Unreadable):
            return False

    @property
    def deployments(self) -> tuple[Deployment, ...]:
        """Those that were asked for, by name."""
        wanted = self._wanted
        found = {one.id: one for one in self.all_deployments if not wanted or one.name.lower() in wanted}
        return tuple(sorted(found.values(), key=lambda one: one.name))

    def _opened(self, read: Callable[[Session, ArmId], T], id: ArmId) -> T:
        self._prime(machine_learning.workspace, self.target.workspace_id)
        self._prime(machine_learning.endpoint, self.target.endpoint_id)
        self._prime(machine_learning.deployments, self.target.endpoint_id)
        if self._whole:
            self._prime(machine_learning.connections, self.target.workspace_id)
            self._prime(authorization.permissions, self.target.workspace_id)
        return self._read(read, id)

    # What belongs to the target.

    @property
    def home(self) -> Workspace:
        """The workspace that owns storage, registry and shared connections: a project's hub, else the workspace."""
        hub = self.workspace.hub
        return self.workspace if hub is None else self._read(machine_learning.workspace, hub)

    def environment(self, deployment: Deployment) -> Environment | None:
        """The deployment's environment version; None if it has none, as an MLflow model may."""
        named = deployment.environment_id
        if named is None:
            return None
        id = self._asset(named, deployment, "environmentId")
        return self._read(machine_learning.environment, id)

    def environment_versions(self, environment: Environment) -> tuple[Environment, ...]:
        """All versions of an environment, archived ones too."""
        return self._read(machine_learning.environment_versions, environment.id.parent or environment.id)

    def model(self, deployment: Deployment) -> Resource | None:
        """The deployment's model version; None if it has none."""
        named = deployment.model_id
        if named is None:
            return None
        id = self._asset(named, deployment, "model")
        return self._read(machine_learning.model, id)

    def log(self, deployment: Deployment, container: str) -> str:
        """The last lines of what a container said: `InferenceServer`, or `StorageInitializer`, which runs before it."""
        read = partial(deployment_logs.log, self._session, deployment.id, container)
        return self._once.get(("log", deployment.id, container), read)

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Those the endpoint can use: the workspace's own and, in a project, the ones its hub shares with all."""
        own = self._read(machine_learning.connections, self.target.workspace_id)
        hub = self.workspace.hub
        if hub is None:
            return own
        names = {one.name.lower() for one in own}
        shared = self._read(machine_learning.connections, hub)
        return own + tuple(one for one in shared if one.shared_to_all and one.name.lower() not in names)

    @property
    def outbound_rules(self) -> tuple[OutboundRule, ...]:
        """The rules of the managed network, which is the hub's in a project."""
        return self._read(machine_learning.outbound_rules, self.home.id)

    @property
    def usages(self) -> tuple[Document, ...]:
        """How much of each quota is used in the endpoint's region."""
        return self._of_region(machine_learning.usages)

    @property
    def vm_sizes(self) -> tuple[Document, ...]:
        """The machine sizes of the endpoint's region, each with its family and vCPUs."""
        return self._of_region(machine_learning.vm_sizes)

    def _of_region(self, read: Callable[..., tuple[Document, ...]]) -> tuple[Document, ...]:
        """Who asks for one of the two asks for the other: they are sent side by side."""
        where = (self.target.subscription, self.endpoint.location)
        for one in (machine_learning.usages, machine_learning.vm_sizes):
            self._once.prime((one.__name__, where), partial(self._pool.submit, partial(one, self._session, *where)))
        return self._once.get((read.__name__, where), partial(read, self._session, *where))

    def registration_state(self, namespace: str) -> str:
        """Of a resource provider in the workspace's subscription: registered, notregistered, ..."""
        subscription = self.target.subscription
        key = ("provider", namespace.lower())
        return self._once.get(key, lambda: resources.registration_state(self._session, subscription, namespace))

    # Identities.

    @property
    def identities(self) -> tuple[Identity, ...]:
        """All identities of the endpoint, the system-assigned one first."""
        endpoint = self.endpoint
        system = endpoint.system_assigned
        return ((system,) if system else ()) + tuple(self._user_assigned(id) for id in endpoint.user_assigned_ids)

    def user_assigned_identity(self, id: ArmId) -> UserAssignedIdentity:
        return self._read(managed_identity.user_assigned_identity, id)

    def _user_assigned(self, id: ArmId) -> Identity:
        told = self.endpoint.attached(id)
        principal, client = told.principal_id, told.client_id
        if not principal or not client:
            read = self.user_assigned_identity(id)
            principal, client = principal or read.principal_id, client or read.client_id
        if not principal:
            raise Unreadable(self.endpoint.document.need(f"identity {id.name} does not tell its principal"))
        return Identity(id, "user-assigned", principal, client)

    # Linked resources.

    def registry_by_id(self, id: ArmId) -> Registry:
        return self._read(container_registry.registry, id)

    @property
    def registries(self) -> tuple[Registry, ...]:
        """The registries that the caller sees in the workspace's subscription."""
        subscription = self.target.subscription
        return self._once.get("registries", lambda: container_registry.registries(self._session, subscription))

    @property
    def storage(self) -> StorageAccount:
        """The default storage account. Raises Unreadable if the workspace names none."""
        id = self.home.storage_account
        if id is None:
            raise Unreadable(self.home.document.need(f"workspace {self.home.name} names no storage account"))
        return self._read(storage.storage_account, id)

    def account(self, id: ArmId) -> CognitiveAccount:
        return self._read(cognitive_services.account, id)

    def search_service(self, id: ArmId) -> SearchService:
        return self._read(search.search_service, id)

    @property
    def accounts(self) -> tuple[CognitiveAccount, ...]:
        """The AI services accounts that the caller sees in the workspace's subscription."""
        subscription = self.target.subscription
        return self._once.get("accounts", lambda: cognitive_services.accounts(self._session, subscription))

    @property
    def search_services(self) -> tuple[SearchService, ...]:
        """The search services that the caller sees in the workspace's subscription."""
        subscription = self.target.subscription
        return self._once.get("search services", lambda: search.search_services(self._session, subscription))

    def _asset(self, named: str, deployment: Deployment, field: str) -> ArmId:
        text = named.removeprefix("azureml:") if named.lower().startswith("azureml:/subscriptions/") else named
        if text.lower().startswith("/subscriptions/"):
            return ArmId(text)
        raise Unreadable(
            deployment.document.need(f"{field} of {deployment.name} is {named}, whose ARM id is not known")
        )
