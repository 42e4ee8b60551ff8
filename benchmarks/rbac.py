"""May this identity do that, asked 40,000 times, beside the same question put to the package arcet.

1,000 identities hold 4,000 assignments of real roles between them; of each it is asked which of 40 actions it may do on
one resource. pfdoctor finds the verdict, and then also its proof. arcet answers with `resolve_actions`, which explains
nothing, for each of the identity's assignments that apply there, found for it beforehand; its catalogue are the 40
actions, and each identity has a collector of warnings, as in arcet's own resolver. It is timed twice: once a question,
and once an identity, where one resolution serves all 40 questions. All must come to the same answers. Roles with
several blocks or conditions are left out, because arcet adds the former up and passes over the latter.

The argument is a list of role definitions, as `az rest --method get --url
/subscriptions/ID/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-05-01-preview` prints it.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

from arcet.actions import resolve_actions
from arcet.arm import ProviderOperation, parse_role_definition
from arcet.diagnostics import Diagnostics
from arcet.model import ActionKind

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document
from pfdoctor.model.proof import Access
from pfdoctor.model.role import RoleAssignment, RoleDefinition
from pfdoctor.rbac.case import consider
from pfdoctor.rbac.evaluate import evaluate
from pfdoctor.rbac.policy import Policy
from pfdoctor.rbac.request import Plane, Request

RUNS, IDENTITIES, ASSIGNMENTS, ACTIONS = 3, 1000, 4000, 40
GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg"
RESOURCE = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/st"
SCOPES = ["/".join(RESOURCE.split("/")[:end]) for end in (3, 5, 9)] + [f"{GROUP}2", f"{RESOURCE}2"]
PLANES = {ActionKind.CONTROL_PLANE: Plane.CONTROL, ActionKind.DATA_PLANE: Plane.DATA}


class World:
    def __init__(self, items):
        chance = random.Random(1)
        plain = [one for one in items if len(one["properties"]["permissions"]) == 1]
        plain = [one for one in plain if not one["properties"]["permissions"][0].get("condition")]
        literal = {
            (pattern.strip().lower(), plane)
            for one in plain
            for plane, name in ((Plane.CONTROL, "actions"), (Plane.DATA, "dataActions"))
            for pattern in one["properties"]["permissions"][0].get(name) or ()
            if "*" not in pattern
        }
        self.roles = plain
        self.actions = chance.sample(sorted(literal), ACTIONS)
        self.people = [f"p{number}" for number in range(IDENTITIES)]
        self.held = [
            (self.people[number % IDENTITIES], chance.choice(plain), chance.choice(SCOPES))
            for number in range(ASSIGNMENTS)
        ]


def ours(world, allows):
    roles = [RoleDefinition.from_arm(Document(one["id"], one, "", "2022-05-01-preview")) for one in world.roles]
    assignments = tuple(
        RoleAssignment(ArmId(f"{scope}/roleAssignments/{n}"), ArmId(scope), who, "ServicePrincipal", ArmId(role["id"]))
        for n, (who, role, scope) in enumerate(world.held)
    )
    target = ArmId(RESOURCE)

    def run():
        policy = Policy(assignments, {role.guid: role for role in roles}, (), frozenset())
        return {
            (who, action, plane)
            for who in world.people
            for action, plane in world.actions
            if allows(Request(who, action, target, plane, frozenset()), policy)
        }

    return run


def theirs(world, questions):
    """`questions` are lists of actions: an identity's roles are resolved once for each list."""
    roles = {one["id"]: parse_role_definition(one) for one in world.roles}
    catalogue = [ProviderOperation(name=action, is_data_action=plane is Plane.DATA) for action, plane in world.actions]
    mine = {who: [] for who in world.people}
    for who, role, scope in world.held:
        if f"{RESOURCE}/".startswith(f"{scope}/"):
            mine[who].append(roles[role["id"]])

    def run():
        found = set()
        for who, definitions in mine.items():
            diagnostics = Diagnostics()
            for asked in questions:
                for role in definitions:
                    resolved = resolve_actions(role, catalogue, expand=True, diagnostics=diagnostics)
                    granted = {(action.lower(), PLANES[kind]) for action, kind in resolved}
                    found |= {(who, *one) for one in granted.intersection(asked)}
        return found

    return run


def seconds(run):
    """As timeit does it: without the garbage collector."""
    gc.collect()
    gc.disable()
    begun = time.process_time()
    found = run()
    took = time.process_time() - begun
    gc.enable()
    return took, found


def times_(some, others):
    return f"{statistics.median(one / other for one, other in zip(some, others, strict=True)):4.1f} times"


def main():
    items = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    world = World(items["value"] if isinstance(items, dict) else items)
    runs = {
        "pfdoctor, verdicts": ours(world, lambda asked, policy: consider(asked, policy).verdict is True),
        "pfdoctor, with proofs": ours(world, lambda asked, policy: evaluate(asked, policy).verdict is Access.ALLOWED),
        "arcet, once a question": theirs(world, [[one] for one in world.actions]),
        "arcet, once an identity": theirs(world, [world.actions]),
    }
    times = {name: [] for name in runs}
    for _ in range(RUNS):
        answers = []
        for name, run in runs.items():
            took, answer = seconds(run)
            times[name].append(took)
            answers.append(answer)
        assert all(one == answers[0] for one in answers)
    verdicts, proofs, *_ = times.values()
    print(f"{len(answers[0])} of {IDENTITIES * ACTIONS} allowed, the same in all")
    for name, took in times.items():
        print(f"{name:24} median {statistics.median(took):.3f} s, {times_(took, verdicts)} the verdicts", end="")
        print(f", {times_(took, proofs)} those with proofs")
    run = runs["pfdoctor, with proofs"]
    tracemalloc.start()
    kept = []
    for _ in range(RUNS + 2):
        run()
        kept.append(tracemalloc.get_traced_memory()[0] / 1024)
    print(f"kept after each run: {', '.join(f'{size:.0f}' for size in kept)} KiB", end="")
    print(f", peak {tracemalloc.get_traced_memory()[1] / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
