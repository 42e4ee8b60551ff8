"""Plans to write down, harmless and hostile."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.file import parse
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run
from pfdoctor.facts.facts import Facts
from pfdoctor.fix import journal, planner
from pfdoctor.fix.apply import Applier
from pfdoctor.fix.select import Wanted, held_back
from pfdoctor.fix.undo import Undoer
from pfdoctor.lab.arm import Lab
from pfdoctor.lab.worlds import raw
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask
from pfdoctor.model.finding import Safety
from pfdoctor.model.plan import (
    ByHand,
    EditFile,
    GrantRole,
    Plan,
    RegisterEnvironment,
    RegisterProvider,
    SetDeployment,
    Step,
)
from pfdoctor.model.target import Target

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
PRINCIPAL = "22222222-2222-4222-8222-222222222222"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
HOSTILE = (
    "a'b",
    'a"b',
    "$(touch x)",
    "`touch x`",
    "a\nb; touch x",
    "a\r\n# b",
    "${x}",
    "%{ if x }",
    "100%",
    "ü日本",
    "\u2019; touch x; \u2018",
    "\x1b[31mred",
    "a\u202eb",
    "[concat('x')]",
    "\\",
    "*/ //",
    "</script>",
    "''",
    "@{x}",
    "a\tb",
    "```",
)


def a_plan(name="contosoacr", group="rg-contoso", other_group="rg-contoso"):
    """One step of each kind, with `name` in each place where Azure, or a file, could put one."""

    def resource(where, kind, *names):
        provider, *types = kind.split("/")
        pairs = "/".join(f"{a}/{b}" for a, b in zip(types, names, strict=True))
        return ArmId(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{where}/providers/{provider}/{pairs}")

    registry = resource(group, "Microsoft.ContainerRegistry/registries", name)
    storage = resource(other_group, "Microsoft.Storage/storageAccounts", "contosostorage")
    environments = "Microsoft.MachineLearningServices/workspaces/environments/versions"
    source = resource(group, environments, "contoso-ml", "env", "3")
    target = resource(group, environments, "contoso-ml", "env", "4")
    deployment = resource(
        group,
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
        "contoso-ml",
        "my-endpoint",
        "blue",
    )
    body = {"properties": {"description": name, "tags": {name: name}, "image": "x", "on": True, "n": 1.5, "none": None}}
    changes = [
        GrantRole(registry, PRINCIPAL, "AcrPull", ACR_PULL),
        GrantRole(storage, PRINCIPAL, "Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
        RegisterProvider(ArmId(f"/subscriptions/{SUBSCRIPTION}"), "Microsoft.PolicyInsights"),
        RegisterEnvironment(source, target, body),
        SetDeployment(deployment, "environmentId", str(source), str(target)),
        SetDeployment(deployment, "environmentVariables.NAME", None, name),
        SetDeployment(deployment, "requestSettings.requestTimeout", "PT5S", "PT90S"),
        EditFile("flow.dag.yaml", "environment.image", None, name),
        ByHand(str(registry), (f"az acr update --name {name}",)),
    ]
    why = (f"acr-pull@{registry}",)
    steps = tuple(Step(change, f"mend {name}", Safety.SAFE, why, because=name, others=(name,)) for change in changes)
    return Plan(Target(SUBSCRIPTION, group, "contoso-ml", name), steps)


@pytest.fixture(scope="session")
def plan():
    return a_plan


# A name that no segment of an id can be is not a name that Azure could have given.
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1).filter(lambda text: "\0" not in text)).map(
    lambda text: text.replace("/", "_").strip() or "_"
)


@pytest.fixture(scope="session")
def names():
    return NAMES


CHECKS = load_checks().select()
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
ADMIN = "0b7d3c52-6a1e-4f98-8d24-c5e9a07b1f36"


class Killed(BaseException):
    """The process ended here."""


class Patient:
    """A world in a lab, with somebody who owns the subscription. `kill(verb, path)` may raise Killed."""

    def __init__(self, name):
        found = copy.deepcopy(raw(name))
        subscription = f"/subscriptions/{found['target']['subscription']}"
        found["world"]["principals"].append({"object_id": ADMIN, "type": "User", "groups": []})
        place = f"GET {subscription}/providers/Microsoft.Authorization/roleAssignments"
        (known,) = [answer for answer in found["answers"] if answer["request"] == place]
        known["body"]["value"].append(_assignment(subscription, ADMIN, OWNER))
        self.bundle = parse(found, name)
        self.target = replace(self.bundle.target, world="azure")
        self.writes = []
        self.lab = Lab(self.bundle)
        self.before_write = self.after_write = lambda: None

    def answer(self, ask):
        if ask.verb == "GET" or ask.path.endswith("/getLogs"):
            return self.lab(ask)
        self.before_write()
        reply = self.lab(ask)
        self.writes.append((ask.verb, ask.path, reply.status))
        self.after_write()
        return reply

    def now(self):
        return self.bundle.taken_at

    def session(self, recorder=None):
        return in_process(lambda ask: self.answer(ask), self.bundle.taken_at, ADMIN, recorder=recorder)

    def as_caller(self):
        """A session of who the world was recorded by."""
        return in_process(lambda ask: self.answer(ask), self.bundle.taken_at, self.bundle.caller.object_id)

    def look(self, session=None):
        """The results of all checks, and the plan that follows from them."""
        facts = Facts(session or self.session(), self.target)
        try:
            results = run(CHECKS, facts)
            return results, planner.make(results, facts, self.target)
        finally:
            facts.close()

    def outcomes(self):
        return {one.id: one.outcome for one in self.look()[0]}

    def steps(self):
        """What the plan has to make now."""
        return [step for step in self.look()[1].steps if not held_back(step, Wanted(all=True, unsafe=True))]

    def apply(self, folder, steps=None):
        """A run of fix: what became of each step."""
        book = journal.begin(folder, self.target, self.now())
        applier = Applier(self.session().for_writing(), book, self.now, lambda _: None)
        return [applier.make(step) for step in (self.steps() if steps is None else steps)]

    def undo(self, folder):
        """Undo all runs, the latest first: what became of each step that was left."""
        told = []
        for known in journal.runs(folder):
            book = journal.Journal(folder / f"{known.id}.jsonl")
            undoer = Undoer(lambda: self.session().for_writing(), book, self.now, lambda _: None)
            told += [undoer.take_back(one)[0] for one in reversed(known.steps) if one.may_be_undone]
        return told

    def assignments(self):
        """The names of all role assignments."""
        place = f"/subscriptions/{self.target.subscription}/providers/Microsoft.Authorization/roleAssignments"
        return {one["name"] for one in self.ask("GET", place).body["value"]}

    def ask(self, verb, path, body=None):
        """What somebody else does, in the name of the owner."""
        sent = json.dumps(body).encode() if body else None
        headers = {"Authorization": f"Bearer lab:{ADMIN}", "Content-Type": "application/json"}
        return self.lab(Ask(verb, path, api_version="2022-04-01", body=sent, headers=headers))


def _assignment(scope, principal, role):
    name = "5e1d9c04-7b38-4a62-b1f5-093ce8d7a246"
    definition = f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    properties = {"scope": scope, "principalId": principal, "principalType": "User", "roleDefinitionId": definition}
    place = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    return {"id": place, "name": name, "type": "Microsoft.Authorization/roleAssignments", "properties": properties}


@pytest.fixture(scope="session")
def patient():
    return Patient


@pytest.fixture(scope="session")
def killed():
    return Killed
