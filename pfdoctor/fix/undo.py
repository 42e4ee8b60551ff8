"""Takes back what a run of `fix` made, the last change first, and nothing that somebody changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pfdoctor.azure import arm, machine_learning, writer
from pfdoctor.azure.policies import NotSent
from pfdoctor.azure.session import Session
from pfdoctor.azure.writer import Refused
from pfdoctor.fix import files
from pfdoctor.fix.apply import READ_ASSIGNMENT, lasting, put_setting
from pfdoctor.fix.files import NotEdited
from pfdoctor.fix.journal import Done, Journal
from pfdoctor.fix.watch import Pause, settled
from pfdoctor.model.arm_id import ArmId
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
)
from pfdoctor.model.settings import setting_of


class Undone(StrEnum):
    """What became of one step: taken back, not there (any more), left on purpose, or refused."""

    REMOVED = "removed"
    GONE = "gone"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Undoer:
    """Takes steps back through a session that may write, which `open_session` opens when it is needed.

    `clock` tells the time for the journal, `pause` waits.
    """

    open_session: Callable[[], Session]
    journal: Journal
    clock: Callable[[], datetime]
    pause: Pause
    _in_use: set[ArmId] = field(default_factory=set, repr=False)

    @property
    def session(self) -> Session:
        return self.open_session()

    def take_back(self, done: Done) -> tuple[Undone, str]:
        """What became of the step, and why."""
        try:
            outcome, why = self._take_back(done)
        except Missing as error:
            outcome, why = _gone(error)
        except (Refused, NotEdited, Unreadable) as error:
            outcome, why = Undone.REFUSED, str(error)
        if outcome is Undone.REFUSED and isinstance(done.change, SetDeployment):
            self._in_use.add(ArmId(str(done.change.value)))
        if outcome is not Undone.REFUSED:
            self.journal.write("left" if outcome is Undone.LEFT else "undone", done.step, self.clock())
        return outcome, why

    def _take_back(self, done: Done) -> tuple[Undone, str]:
        match done.change:
            case GrantRole() as grant:
                return self._revoke(done, grant)
            case SetDeployment() as setting:
                return self._reset(done, setting)
            case RegisterEnvironment() as environment:
                return self._archive(done, environment)
            case RegisterProvider() as provider:
                return Undone.LEFT, f"{provider.namespace} stays registered, for others may use it by now"
            case EditFile() as edit:
                return self._restore(done, edit)
            case ByHand():
                return Undone.LEFT, "it was done by hand"

    def _revoke(self, done: Done, grant: GrantRole) -> tuple[Undone, str]:
        found = arm.get(self.session, grant.id.text, ASSIGNMENTS_VERSION, READ_ASSIGNMENT)
        made = done.after or lasting({"properties": {**grant.body["properties"], "scope": str(grant.scope)}})
        if lasting(found.body) != made:
            return Undone.REFUSED, "the role assignment was changed since"
        self._note(done)
        writer.revoke(self.session, grant.id)
        return Undone.REMOVED, "the role assignment is deleted"

    def _reset(self, done: Done, setting: SetDeployment) -> tuple[Undone, str]:
        action = machine_learning.READS["deployment"]
        body = arm.get(self.session, setting.id.text, MACHINE_LEARNING_VERSION, action).body
        now = setting_of(body, setting)
        if now == done.before:
            return Undone.GONE, f"{setting.setting} is as it was"
        if now != setting.value:
            return Undone.REFUSED, f"{setting.setting} of {setting.id.name} was changed since"
        self._note(done)
        put_setting(self.session, replace(setting, before=setting.value, value=done.before))
        state = settled(lambda: self._state(setting), self.pause)
        if state != "succeeded":
            return Undone.REMOVED, f"{setting.setting} is as it was, and the deployment is {state or 'still updating'}"
        return Undone.REMOVED, f"{setting.setting} is as it was"

    def _state(self, setting: SetDeployment) -> str:
        action = machine_learning.READS["deployment"]
        try:
            found = arm.get(self.session, setting.id.text, MACHINE_LEARNING_VERSION, action)
        except Unreadable as error:
            if isinstance(error.__cause__, NotSent):
                raise
            return ""
        return (found.text("properties.provisioningState") or "").lower()

    def _archive(self, done: Done, environment: RegisterEnvironment) -> tuple[Undone, str]:
        """A version cannot be taken out of a workspace; archived, it is shown and used no more.

        https://learn.microsoft.com/azure/machine-learning/how-to-manage-environments-v2#archive
        """
        if environment.id in self._in_use:
            return Undone.REFUSED, f"version {environment.id.name} is still used by a deployment"
        action = machine_learning.READS["environment"]
        body = arm.get(self.session, environment.id.text, MACHINE_LEARNING_VERSION, action).body
        held = dict(body.get("properties") or {})
        if held.get("isArchived") is True:
            return Undone.GONE, f"version {environment.id.name} is archived already"
        wanted = environment.body["properties"]
        if any(held.get(name) != value for name, value in wanted.items()):
            return Undone.REFUSED, f"version {environment.id.name} was changed since"
        self._note(done)
        put = {"properties": {**wanted, "isArchived": True}}
        writer.put(self.session, environment.id, MACHINE_LEARNING_VERSION, put)
        return Undone.REMOVED, f"version {environment.id.name} is archived, for it cannot be deleted"

    def _restore(self, done: Done, edit: EditFile) -> tuple[Undone, str]:
        path = Path(edit.path)
        if not path.exists():
            return Undone.GONE, "the file is not there any more"
        text = files.read(path)
        patch = files.Patch(
            done.before["at"], tuple(done.before["old"]), tuple(done.before["new"]), done.before["digest"]
        )
        if files.value_of(text, edit.setting) == edit.before:
            return Undone.GONE, "the file says what it said"
        before = files.taken_back(text, patch)
        self._note(done)
        files.write(path, before)
        return Undone.REMOVED, "the file is as it was"

    def _note(self, done: Done) -> None:
        self.journal.write("undoing", done.step, self.clock())


def _gone(error: Missing) -> tuple[Undone, str]:
    """Another cloud, or a sign-in of another tenant, does not know the subscription: that says nothing of the thing.

    https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
    """
    if error.need.reason.lower() == "subscriptionnotfound":
        return Undone.REFUSED, "Azure does not know its subscription; sign in to the cloud and tenant of the run"
    return Undone.GONE, "it is not there any more"
