"""Makes the changes of a plan, one at a time, each noted in the journal before and after.

A change that rests on something which is no longer so is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pfdoctor.azure import arm, machine_learning, resources, writer
from pfdoctor.azure.policies import NotSent
from pfdoctor.azure.session import Session
from pfdoctor.azure.writer import Refused
from pfdoctor.fix import files
from pfdoctor.fix.files import NotEdited
from pfdoctor.fix.journal import Journal
from pfdoctor.fix.watch import Pause, settled
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.errors import Missing, Unreadable
from pfdoctor.model.plan import (
    ASSIGNMENTS_VERSION,
    MACHINE_LEARNING_VERSION,
    ByHand,
    EditFile,
    GrantRole,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)
from pfdoctor.model.settings import changed, setting_of

READ_ASSIGNMENT = "Microsoft.Authorization/roleAssignments/read"

_SENT = ("location", "tags", "kind", "sku", "identity", "properties")
"""What a resource's PUT takes; the rest of what its GET shows is the service's own."""


class Failed(Exception):
    """A step was not made, or not to its end. `may_be_made` says that Azure may have made it all the same."""

    def __init__(self, message: str, *, may_be_made: bool = False) -> None:
        super().__init__(message)
        self.may_be_made = may_be_made


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a step that was made. `note` is for the person who waits, `existing` what was there already."""

    created: bool
    note: str = ""
    after: Any = None
    existing: ArmId | None = None


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies steps through a session that may write, or without one to files alone.

    `clock` tells the time for the journal, `pause` waits seconds.
    """

    line: Session | None
    journal: Journal
    clock: Callable[[], datetime]
    pause: Pause

    @property
    def session(self) -> Session:
        """Raises Refused without one."""
        if self.line is None:
            raise Refused("this run knows of no endpoint")
        return self.line

    def make(self, step: Step) -> Made:
        """Make one step. Raises Failed; the journal then says so too, unless it is not known whether it was made."""
        try:
            before = self._look(step)
        except (Refused, NotEdited, Unreadable, Missing) as error:
            raise Failed(str(error)) from error
        if isinstance(before, Made):
            return before
        self.journal.intend(step, before, self.clock())
        try:
            made = self._write(step)
        except Refused as error:
            if not error.may_be_made:
                self.journal.write("failed", step.id, self.clock(), error=str(error))
            raise Failed(_told(error), may_be_made=error.may_be_made) from error
        except (Missing, Unreadable, NotEdited) as error:
            # What the change is made from could not be read, so nothing was sent.
            self.journal.write("failed", step.id, self.clock(), error=str(error))
            raise Failed(str(error)) from error
        except Failed as error:
            self.journal.write("done", step.id, self.clock(), created=True, error=str(error))
            raise
        self.journal.write("done", step.id, self.clock(), created=made.created, after=made.after)
        return made

    def _look(self, step: Step) -> Any:
        """What is there before the change; Made if the change is there already."""
        match step.change:
            case GrantRole() as grant:
                found = read_assignment(self.session, grant.id)
                return None if found is None else _same(grant, found)
            case RegisterEnvironment() as environment:
                present = self._read(environment.id)
                if present is not None:
                    raise Refused(f"version {environment.id.name} was registered by somebody else in the meantime")
                return None
            case SetDeployment() as setting:
                body = self._deployment(setting)
                now = setting_of(body, setting)
                if now == setting.value:
                    return Made(created=False, note="it is set so already")
                if now != setting.before:
                    raise Refused(f"{setting.setting} of {setting.id.name} was changed since the plan was made")
                return now
            case RegisterProvider() as provider:
                state = resources.registration_state(self.session, provider.subscription.name, provider.namespace)
                return Made(created=False, note="it is registered already") if state == "registered" else state
            case EditFile() as edit:
                return self._look_into(edit)
            case ByHand():
                raise Refused("it is to be done by hand")

    def _write(self, step: Step) -> Made:
        match step.change:
            case GrantRole() as grant:
                return self._grant(grant)
            case RegisterEnvironment() as environment:
                writer.put(self.session, environment.id, MACHINE_LEARNING_VERSION, environment.body)
                return Made(created=True)
            case SetDeployment() as setting:
                return self._set(setting)
            case RegisterProvider() as provider:
                writer.register(self.session, provider.subscription, provider.namespace)
                return Made(created=True, note="its registration goes on for some minutes")
            case EditFile() as edit:
                files.write(Path(edit.path), files.edited(files.read(Path(edit.path)), edit.setting, edit.value))
                return Made(created=True)
            case ByHand():
                raise Refused("it is to be done by hand")

    def _look_into(self, edit: EditFile) -> Any:
        text = files.read(Path(edit.path))
        now = files.value_of(text, edit.setting)
        if now == edit.value:
            return Made(created=False, note="it says so already")
        if now != edit.before:
            raise NotEdited("it was changed since the plan was made")
        return asdict(files.patch_of(text, files.edited(text, edit.setting, edit.value)))

    def _grant(self, grant: GrantRole) -> Made:
        """It was not there a moment ago, so what a second try finds under this name is what the first one made."""
        try:
            written = writer.grant(self.session, grant)
        except Refused as error:
            if not error.existing:
                raise
            if error.existing == grant.name and error.tries > 1:
                return Made(created=True)
            id = grant.id.text.rpartition("/")[0] + "/" + error.existing
            return Made(created=False, note="the role was granted before", existing=ArmId(id))
        return Made(created=written.created or written.tries > 1, after=lasting(written.body))

    def _set(self, setting: SetDeployment) -> Made:
        put_setting(self.session, setting)
        state = settled(lambda: self._state(setting.id), self.pause)
        if state != "succeeded":
            raise Failed(f"the deployment {setting.id.name} is {state or 'still updating'} after the change")
        return Made(created=True)

    def _state(self, id: ArmId) -> str:
        try:
            found = self._read(id)
        except Unreadable as error:
            if isinstance(error.__cause__, NotSent):
                raise Failed(f"{id.name} was changed, and how that ended is not known: {error}") from error
            return ""
        return str((found.text("properties.provisioningState") if found else "deleted") or "").lower()

    def _deployment(self, setting: SetDeployment) -> Mapping[str, Any]:
        found = self._read(setting.id)
        if found is None:
            raise Refused(f"the deployment {setting.id.name} does not exist any more")
        return found.body

    def _read(self, id: ArmId) -> Document | None:
        action = f"{id.type}/read"
        try:
            return arm.get(self.session, id.text, MACHINE_LEARNING_VERSION, action)
        except Missing:
            return None


def put_setting(session: Session, setting: SetDeployment) -> None:
    """Send the deployment as it is, with the one setting changed. Raises Missing, Unreadable, Refused.

    A deployment's PATCH takes tags and sku alone. https://learn.microsoft.com/rest/api/azureml/online-deployments/update
    """
    found = arm.get(session, setting.id.text, MACHINE_LEARNING_VERSION, machine_learning.READS["deployment"])
    body = changed(found.body, setting)
    body["properties"].pop("provisioningState", None)
    sent = {name: body[name] for name in _SENT if body.get(name) is not None}
    writer.put(session, setting.id, MACHINE_LEARNING_VERSION, sent)


def read_assignment(session: Session, id: ArmId) -> Document | None:
    """A role assignment, None if there is none. Raises Unreadable."""
    try:
        return arm.get(session, id.text, ASSIGNMENTS_VERSION, READ_ASSIGNMENT)
    except Missing:
        return None


def condition_of(session: Session, id: ArmId) -> str:
    """The condition of a role assignment, "" if it has none or cannot be read."""
    try:
        found = read_assignment(session, id)
    except Unreadable:
        return ""
    return (found.text("properties.condition") or "") if found else ""


def lasting(body: Mapping[str, Any]) -> dict[str, Any]:
    """What of a role assignment must be as it was for it to be the same."""
    held = body.get("properties")
    found = held if isinstance(held, Mapping) else {}
    texts = {name: str(found.get(name) or "").lower() for name in ("scope", "principalId", "condition", "description")}
    return {**texts, "role": ArmId(str(found.get("roleDefinitionId") or "")).name.lower()}


def _same(grant: GrantRole, found: Document) -> Made:
    held = lasting(found.body)
    if (held["principalId"], held["role"]) != (grant.principal_id.lower(), grant.role_id.lower()):
        raise Refused(f"another role assignment has the name {grant.name}")
    return Made(created=False, note="the role was granted before", existing=ArmId(found.source))


def _told(error: Refused) -> str:
    """What Azure said, with what a support request would ask for."""
    ids = f" (x-ms-request-id {error.request_id})" if error.request_id else ""
    return f"{error.code}: {error}{ids}" if error.code else f"{error}{ids}"
