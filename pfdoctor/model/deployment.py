"""A deployment of an online endpoint.

https://learn.microsoft.com/rest/api/azureml/online-deployments/get
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Resource
from pfdoctor.model.errors import Unreadable

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Deployment(Resource):
    @property
    def endpoint_id(self) -> ArmId:
        parent = self.id.parent
        return parent if parent is not None else self.id

    @property
    def managed(self) -> bool:
        return (self.document.text("properties.endpointComputeType") or "Managed").lower() == "managed"

    @property
    def provisioning_state(self) -> str | None:
        return self.document.text("properties.provisioningState")

    @property
    def serving(self) -> bool:
        """True if Azure says that it was rolled out, so that a restart may lose something."""
        return (self.provisioning_state or "").lower() == "succeeded"

    @property
    def environment_id(self) -> str | None:
        """An ARM id, or `azureml://registries/...`; None for an MLflow model deployed without one.

        Raises Unreadable if the answer names neither environment nor model: every deployment has one of them.
        """
        found = self.document.text("properties.environmentId") or None
        if found is None and self.model_id is None:
            raise Unreadable(self.document.need(f"{self.name} names neither environment nor model"))
        return found

    @property
    def model_id(self) -> str | None:
        return self.document.text("properties.model") or None

    @property
    def scoring_script(self) -> str | None:
        return self.document.text("properties.codeConfiguration.scoringScript") or None

    @property
    def environment_variables(self) -> Mapping[str, str]:
        found = self.document.mapping("properties.environmentVariables")
        return {name: "" if value is None else str(value) for name, value in found.items()}

    @property
    def instance_type(self) -> str | None:
        return self.document.text("properties.instanceType")

    @property
    def instance_count(self) -> int | None:
        """How many instances are asked for; None where the service does not say."""
        return self.document.number("sku.capacity")

    @property
    def app_insights_enabled(self) -> bool:
        return bool(self.document.flag("properties.appInsightsEnabled"))

    @property
    def egress_public_network_access(self) -> str | None:
        """enabled or disabled: the legacy network isolation, of a deployment alone; None where not told."""
        found = self.document.text("properties.egressPublicNetworkAccess")
        return found.lower() if found else None

    @property
    def request_timeout(self) -> timedelta:
        """How long a request may take; 5 s where nothing is set.

        https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online#requestsettings
        """
        written = self.document.text("properties.requestSettings.requestTimeout")
        if not written:
            return timedelta(seconds=5)
        found = _DURATION.fullmatch(written)
        if found is None:
            raise Unreadable(self.document.need(f"the request time-out of {self.name} is not understood: {written!r}"))
        days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
