"""A world that is another but for some differences, written as those differences alone.

Its file names the other in `extends`, and further holds
- `rename`: texts that become others wherever they stand, as the name of the workspace;
- `resources`: by ARM id (or the path of another answer) what changes in it, as a JSON merge patch, null to take it
  out; one that the other does not have joins the lists of its kind;
- `permissions`: what the caller may do, wherever the other world tells;
- `answers`: whole answers, each in place of the other's to the same request; what is new joins the lists of its kind.
Every other field is merged into the other's. https://www.rfc-editor.org/rfc/rfc7396
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pfdoctor.bundle.access import select, split_list
from pfdoctor.bundle.filters import Filter
from pfdoctor.bundle.matching import key_of
from pfdoctor.lab.routes import route
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.exchange import Ask

_OWN = ("extends", "rename", "resources", "permissions", "answers")
_PERMISSIONS = "/providers/microsoft.authorization/permissions"


def compose(base: Any, world: Mapping[str, Any], name: str) -> Any:
    """The whole document of a world that extends `base`. Raises CannotStart for a change that changes nothing."""
    text = json.dumps(base)
    for old, new in world.get("rename", {}).items():
        if old not in text:
            raise CannotStart(f"the world {name} renames {old}, which {world['extends']} does not hold; take it out")
        text = text.replace(old, new)
    whole = _merge(json.loads(text), {field: value for field, value in world.items() if field not in _OWN})
    answers = {key_of(answer["request"]): answer for answer in whole["answers"]}
    for found, answer in answers.items():
        if "permissions" in world and found.path.endswith(_PERMISSIONS):
            answer["body"] = {"value": world["permissions"]}
    answers |= {key_of(answer["request"]): answer for answer in world.get("answers", ())}
    whole["answers"] = list(answers.values())
    for path, change in world.get("resources", {}).items():
        if not _change(whole["answers"], path, change) and not (change and _join(whole["answers"], path, change)):
            raise CannotStart(f"the world {name} changes {path}, which {world['extends']} does not hold; add an answer")
    for answer in world.get("answers", ()):
        if "id" in answer["body"]:
            _join(whole["answers"], answer["body"]["id"], answer["body"])
    return whole


def _change(answers: list[dict[str, Any]], path: str, change: Any) -> bool:
    """Change a resource wherever it is told of, or take it out. False if it is told of nowhere."""
    asked, changed = key_of(f"GET {path}"), False
    for answer in list(answers):
        if key_of(answer["request"]) == asked:
            changed = True
            answer["body"] = _merge(answer["body"], change)
            if change is None:
                answers.remove(answer)
        for item in list(items := _items(answer) or []):
            if ArmId(str(item.get("id"))).key == asked.path:
                changed = True
                items[items.index(item) : items.index(item) + 1] = [] if change is None else [_merge(item, change)]
    return changed


def _join(answers: list[dict[str, Any]], path: str, body: Mapping[str, Any]) -> bool:
    """Put a resource into the lists that would hold it, in the place of the old one. False if there is none."""
    lists = [items for answer in answers if (items := _items(answer)) is not None and _would_hold(answer, path)]
    for items in lists:
        ids = [ArmId(str(item.get("id"))) for item in items]
        place = ids.index(ArmId(path)) if ArmId(path) in ids else len(items)
        items[place : place + 1] = [{"id": path, **body}]
    return bool(lists)


def _items(answer: Mapping[str, Any]) -> list[Any] | None:
    """The list that was answered, None if something else was."""
    found = answer["body"].get("value") if isinstance(answer["body"], dict) else None
    return found if isinstance(found, list) else None


def _would_hold(answer: Mapping[str, Any], path: str) -> bool:
    """True for a list of the resource's kind: of its parent, or of all in a group, a subscription or a scope."""
    id, asked = ArmId(path), route(Ask.from_url(*answer["request"].split(" ", 1)))
    place = split_list(asked.id.key)
    if place:
        scope, kind = place
        return id.type.lower().endswith(f"/{kind}") and bool(select(kind, [{"id": path}], scope, Filter(), None))
    return asked.kind == "collection" and asked.id.type.lower() == id.type.lower() and id.within(asked.scope)


def _merge(old: Any, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    merged = dict(old) if isinstance(old, dict) else {}
    for field, value in change.items():
        if value is None:
            merged.pop(field, None)
        else:
            merged[field] = _merge(merged.get(field), value)
    return merged
