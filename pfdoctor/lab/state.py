"""All that a request may look at or change."""

from __future__ import annotations

from dataclasses import dataclass

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.clock import Clock
from pfdoctor.lab.gate import Gate
from pfdoctor.lab.operations import Operations
from pfdoctor.lab.principals import Who, type_of
from pfdoctor.lab.store import Store


@dataclass(frozen=True, slots=True)
class State:
    bundle: Bundle
    store: Store
    gate: Gate
    clock: Clock
    operations: Operations

    def author(self, who: Who, *, created: bool = True) -> dict[str, str]:
        """The `systemData` of what this principal writes now; `created` is False if it only changes something."""
        kind = "Application" if type_of(who.object_id, self.bundle.world, ()) == "ServicePrincipal" else "User"
        written = {"At": self.clock.stamp(), "By": who.object_id, "ByType": kind}
        stages = ("created", "lastModified") if created else ("lastModified",)
        return {f"{stage}{name}": value for stage in stages for name, value in written.items()}
