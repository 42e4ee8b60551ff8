"""A workspace of Azure Machine Learning, or a hub or project of Azure AI Foundry, which are workspaces too.

https://learn.microsoft.com/rest/api/azureml/workspaces/get
"""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Unreadable

# The oldest versions of the service's published documents that hold the field.
_NETWORK_SINCE = "2023-04-01-preview"
_MODES = ("disabled", "allowinternetoutbound", "allowonlyapprovedoutbound")
_SUBNET_SINCE = "2023-08-01-preview"


@dataclass(frozen=True, slots=True)
class Workspace(Resource):
    @property
    def kind(self) -> str:
        """default, hub, project or featurestore."""
        return (self.document.text("kind") or "default").lower()

    @property
    def hub(self) -> ArmId | None:
        """The hub of a project; None for every other kind.

        A project is not below its hub as a scope: a role on the hub does not reach the project.
        """
        if self.kind != "project":
            return None
        found = self.document.arm_id("properties.hubResourceId", _NETWORK_SINCE)
        if found is None:
            raise Unreadable(self.document.need(f"project {self.name} does not name its hub"))
        return found

    @property
    def principal_id(self) -> str:
        """Of its own system-assigned identity, "" if it has none."""
        return (self.document.text("identity.principalId") or "").lower()

    @property
    def key_vault(self) -> ArmId | None:
        return self.document.arm_id("properties.keyVault")

    @property
    def provisioning_state(self) -> str | None:
        return self.document.text("properties.provisioningState")

    @property
    def v1_legacy_mode(self) -> bool:
        return bool(self.document.flag("properties.v1LegacyMode", "2022-10-01"))

    @property
    def storage_account(self) -> ArmId | None:
        return self.document.arm_id("properties.storageAccount")

    @property
    def container_registry(self) -> ArmId | None:
        """None until the first image is built: the service creates the registry then."""
        return self.document.arm_id("properties.containerRegistry")

    @property
    def application_insights(self) -> ArmId | None:
        return self.document.arm_id("properties.applicationInsights")

    @property
    def public_network_access(self) -> bool:
        return (self.document.text("properties.publicNetworkAccess", "2022-05-01") or "Enabled").lower() != "disabled"

    @property
    def image_build_compute(self) -> str | None:
        return self.document.text("properties.imageBuildCompute") or None

    @property
    def isolation_mode(self) -> str:
        """disabled, allowinternetoutbound or allowonlyapprovedoutbound. Raises Unreadable for any other."""
        network = self.document.mapping("properties.managedNetwork", _NETWORK_SINCE)
        written = self.document.text("properties.managedNetwork.isolationMode") or ("" if network else "Disabled")
        if not written:
            raise Unreadable(
                self.document.need(f"the isolation mode of the managed network of {self.name} is not told")
            )
        if written.lower() not in _MODES:
            raise Unreadable(self.document.need(f"the isolation mode {written!r} of {self.name} is not understood"))
        return written.lower()

    @property
    def custom_subnet(self) -> ArmId | None:
        """The subnet of a virtual network of one's own that serverless compute is put into, if any."""
        return self.document.arm_id("properties.serverlessComputeSettings.serverlessComputeCustomSubnet", _SUBNET_SINCE)

    @property
    def managed_network_status(self) -> str:
        """active once the managed network has been provisioned, else inactive."""
        return (self.document.text("properties.managedNetwork.status.status") or "Inactive").lower()
