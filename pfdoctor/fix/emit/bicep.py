"""The grants and environments of a plan as one Bicep file; what a template must not do is a comment.

A Bicep file deploys into one resource group. Where a plan needs several, the file deploys into the subscription and
holds one nested deployment a group. https://learn.microsoft.com/azure/azure-resource-manager/bicep/scenarios-rbac
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from pfdoctor.fix.emit.text import by_hand, comment, escape_unseen, heading
from pfdoctor.model.plan import (
    ASSIGNMENTS_VERSION,
    MACHINE_LEARNING_VERSION,
    GrantRole,
    Plan,
    RegisterEnvironment,
    Step,
)

_EXISTING = {
    "microsoft.cognitiveservices/accounts": "2023-05-01",
    "microsoft.containerregistry/registries": "2023-07-01",
    "microsoft.machinelearningservices/workspaces": "2024-04-01",
    "microsoft.search/searchservices": "2023-11-01",
    "microsoft.storage/storageaccounts": "2023-01-01",
}
"""Types that a role is granted on, each with an api-version by which Bicep knows it."""

_NESTED = "Microsoft.Resources/deployments@2022-09-01"
_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

Made = GrantRole | RegisterEnvironment


def emit(plan: Plan) -> str:
    """The file, with the command that deploys it."""
    made = [step for step in plan.steps if isinstance(step.change, Made) and _place(step)[1]]
    places = list(dict.fromkeys(_place(step) for step in made))
    known = all(_in_group(step) for step in made)
    lines = [heading(plan, "//")]
    if len(places) == 1 and known:
        subscription, group = places[0]
        lines.append(_how(f"az deployment group create --subscription {subscription} --resource-group {group}"))
        for step in made:
            lines += ["", *_plain(step)]
    elif places:
        subscription = places[0][0]
        lines.append(_how(f"az deployment sub create --subscription {subscription} --location REGION"))
        lines += ["targetScope = 'subscription'"]
        for place in places:
            lines += ["", *_nested(place, [step for step in made if _place(step) == place], subscription)]
    for step in plan.steps:
        if step not in made:
            lines += ["", *by_hand(step, "//")]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """`text` as a Bicep string. https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings"""
    plain = text.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${")
    plain = plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return "'" + escape_unseen(plain, lambda code: f"\\u{{{code:x}}}") + "'"


def literal(value: Any, depth: int = 0) -> str:
    """A JSON value as Bicep writes it. A fraction, which Bicep has no number for, is read from its JSON."""
    inner, outer = "  " * (depth + 1), "  " * depth
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return f"json({quote(repr(value))})"
        case str():
            return quote(value)
        case Mapping():
            lines = [f"{inner}{quote(str(name))}: {literal(one, depth + 1)}" for name, one in value.items()]
            return "\n".join(("{", *lines, outer + "}")) if lines else "{}"
        case _:
            lines = [f"{inner}{literal(one, depth + 1)}" for one in value]
            return "\n".join(("[", *lines, outer + "]")) if lines else "[]"


def _how(command: str) -> str:
    return comment(f"{command} --template-file THIS_FILE", "//")


def _place(step: Step) -> tuple[str, str]:
    change = step.change
    assert isinstance(change, Made)
    id = change.scope if isinstance(change, GrantRole) else change.id
    return id.subscription, id.resource_group


def _in_group(step: Step) -> bool:
    """True if it can be written for a deployment into its own resource group, in a type that Bicep knows."""
    change = step.change
    return isinstance(change, RegisterEnvironment) or (
        isinstance(change, GrantRole) and bool(change.scope.resource_group) and change.scope.type.lower() in _EXISTING
    )


def _plain(step: Step) -> Iterator[str]:
    yield comment(step.title, "//")
    change = step.change
    if isinstance(change, RegisterEnvironment):
        yield f"resource environment_{_label(change.id.key)} '{change.id.type}@{MACHINE_LEARNING_VERSION}' = {{"
        yield f"  name: {quote('/'.join(change.id.segments[1::2]))}"
        yield f"  properties: {literal(change.body['properties'], 1)}"
        yield "}"
        return
    assert isinstance(change, GrantRole)
    label = change.name.partition("-")[0]
    kind = change.scope.type
    yield f"resource scope_{label} '{kind}@{_EXISTING[kind.lower()]}' existing = {{"
    yield f"  name: {quote(change.scope.name)}"
    yield "}"
    yield f"resource grant_{label} 'Microsoft.Authorization/roleAssignments@{ASSIGNMENTS_VERSION}' = {{"
    yield f"  name: {quote(change.name)}"
    yield f"  scope: scope_{label}"
    yield f"  properties: {literal(change.body['properties'], 1)}"
    yield "}"


def _nested(place: tuple[str, str], steps: Sequence[Step], subscription: str) -> Iterator[str]:
    where, group = place
    for step in steps:
        yield comment(step.title, "//")
    label = _label(f"{where}/{group}")
    template = {
        "$schema": _SCHEMA,
        "contentVersion": "1.0.0.0",
        "resources": [_resource(step.change) for step in steps if isinstance(step.change, Made)],
    }
    yield f"resource deployment_{label} '{_NESTED}' = {{"
    yield f"  name: 'pfdoctor-{label}'"
    if where.lower() != subscription.lower():
        yield f"  subscriptionId: {quote(where)}"
    yield f"  resourceGroup: {quote(group)}"
    yield "  properties: {"
    yield "    mode: 'Incremental'"
    yield f"    template: {literal(_no_expressions(template), 2)}"
    yield "  }"
    yield "}"


def _resource(change: Made) -> dict[str, Any]:
    if isinstance(change, RegisterEnvironment):
        name = "/".join(change.id.segments[1::2])
        return {"type": change.id.type, "apiVersion": MACHINE_LEARNING_VERSION, "name": name, **change.body}
    found = {"type": "Microsoft.Authorization/roleAssignments", "apiVersion": ASSIGNMENTS_VERSION}
    found["name"] = change.name
    scope = change.scope
    if scope.type:
        found["scope"] = "/".join((scope.provider, *scope.segments))
    return {**found, **change.body}


def _no_expressions(value: Any) -> Any:
    """A template takes a text that begins with a bracket for an expression; two brackets stand for one.

    https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions#escape-characters
    """
    match value:
        case str():
            return f"[{value}" if value.startswith("[") else value
        case Mapping():
            return {name: _no_expressions(one) for name, one in value.items()}
        case list() | tuple():
            return [_no_expressions(one) for one in value]
        case _:
            return value


def _label(text: str) -> str:
    """The same for the same text, and fit for a name."""
    return f"{crc32(text.lower().encode('utf-8', 'surrogatepass')):08x}"
