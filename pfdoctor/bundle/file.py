"""A bundle: the answers that Azure gave, recorded, with the target they are about and the moment they were taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.document import read_json
from pfdoctor.bundle.flattened import refuse_flattened
from pfdoctor.bundle.pages import joined
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.target import Target

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked: the object id and the tenant of the signed-in user or service principal, "" if not recorded."""

    object_id: str = ""
    tenant_id: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """One identity of the directory. `groups` are object ids, transitive; None if nobody recorded them."""

    object_id: str
    client_id: str = ""
    type: str = ""
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ManagementGroup:
    """`id` as Azure spells it (/providers/Microsoft.Management/managementGroups/x, or a subscription); `parent` too."""

    id: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """What stands outside ARM: the principals and the tree of management groups."""

    principals: tuple[Principal, ...] = ()
    management_groups: tuple[ManagementGroup, ...] = ()

    def principal(self, object_id: str) -> Principal | None:
        return next((one for one in self.principals if one.object_id == object_id.lower()), None)


@dataclass(frozen=True, slots=True)
class Bundle:
    """`taken_at` is the clock of everything that is judged from this bundle, so that verdicts do not age."""

    target: Target
    taken_at: datetime
    answers: tuple[Answer, ...] = field(repr=False)
    tool: str = ""
    cloud: str = "AzureCloud"
    caller: Caller = Caller()
    world: Directory = Directory()


def load(path: Path | str) -> Bundle:
    """Read a bundle from a `.json` or `.json.gz` file. Raises CannotStart with one sentence if it cannot be used."""
    return parse(read_json(Path(path)), str(path))


def parse(found: Any, source: str = "the bundle") -> Bundle:
    """Make a bundle of decoded JSON. Fields that are not known are passed over. Raises CannotStart."""
    if not isinstance(found, Mapping) or "pfdoctor_bundle" not in found:
        raise CannotStart(f"{source} is not a pfdoctor bundle, for it has no field pfdoctor_bundle; check the path.")
    _refuse_newer(found["pfdoctor_bundle"], source)
    answers = found.get("answers")
    if not isinstance(answers, list):
        raise CannotStart(f"{source} has no list of answers; record it again.")
    bundle = Bundle(
        target=_target(_mapping(found, "target", source), source),
        taken_at=_moment(found.get("taken_at"), source),
        answers=joined(_answer(item, f"answer {number} of {source}") for number, item in enumerate(answers, 1)),
        tool=_text(found, "tool"),
        cloud=_text(found, "cloud") or "AzureCloud",
        caller=_caller(_mapping(found, "caller", source)),
        world=_directory(_mapping(found, "world", source), source),
    )
    for answer in bundle.answers:
        refuse_flattened(answer.request, answer.api_version, answer.status, answer.body, source)
    return bundle


def _refuse_newer(version: Any, source: str) -> None:
    major = str(version).split(".")[0]
    if isinstance(version, bool) or not major.isdecimal():
        raise CannotStart(
            f"{source} is not a pfdoctor bundle: its pfdoctor_bundle is {version!r}, not a number; record it again."
        )
    if int(major) != FORMAT:
        raise CannotStart(
            f"{source} is a bundle of format {version}, and this pfdoctor reads format {FORMAT}; "
            "use the version of pfdoctor that wrote it, or a newer one."
        )


def _target(found: Mapping[str, Any], source: str) -> Target:
    names = {name: _text(found, name) for name in ("subscription", "resource_group", "workspace", "endpoint")}
    for name, value in names.items():
        if not value:
            raise CannotStart(f"{source} does not name its target: target.{name} is missing; add it.")
    return Target(**names, world="bundle")


def _moment(text: Any, source: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise CannotStart(
            f"{source} does not say when it was taken: taken_at is {text!r}, not a time like 2026-11-22T06:00:00Z;"
            " mend it."
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _answer(found: Any, where: str) -> Answer:
    request = found.get("request") if isinstance(found, Mapping) else None
    if not isinstance(request, str):
        raise CannotStart(f"{where} does not name its request; write it as `GET /subscriptions/...`.")
    status = found.get("status")
    if status is not None and (not isinstance(status, int) or isinstance(status, bool)):
        raise CannotStart(f"{where} ({request}) has the status {status!r}, which is not a number; record it again.")
    partial = found.get("partial")
    if isinstance(partial, Mapping):
        partial = partial.get("value", [])
    try:
        return Answer(
            request=request,
            api_version=_text(found, "api_version") or _version(request),
            status=status or None,
            body=found.get("body"),
            read_at=_text(found, "read_at"),
            partial=None if partial is None else tuple(partial) if isinstance(partial, list) else (partial,),
            error=_error(found.get("error")),
            request_id=_text(found, "request_id"),
        )
    except ValueError as wrong:
        raise CannotStart(f"{where} cannot be read: {wrong}.") from None


def _version(request: str) -> str:
    found = parse_qs(urlsplit(request).query).get("api-version")
    return found[0] if found else ""


def _error(found: Any) -> str:
    if isinstance(found, Mapping):
        return _text(found, "message") or _text(found, "code")
    return found if isinstance(found, str) else ""


def _caller(found: Mapping[str, Any]) -> Caller:
    return Caller(_text(found, "object_id").lower(), _text(found, "tenant_id").lower())


def _directory(found: Mapping[str, Any], source: str) -> Directory:
    principals = [
        Principal(
            object_id=_text(item, "object_id").lower(),
            client_id=_text(item, "client_id").lower(),
            type=_text(item, "type"),
            groups=_groups(item.get("groups")),
        )
        for item in _objects(found, "principals", source)
    ]
    groups = [ManagementGroup(_text(g, "id"), _text(g, "parent")) for g in _objects(found, "management_groups", source)]
    return Directory(tuple(p for p in principals if p.object_id), tuple(g for g in groups if g.id))


def _groups(found: Any) -> tuple[str, ...] | None:
    return tuple(str(one).lower() for one in found) if isinstance(found, list) else None


def _objects(found: Mapping[str, Any], name: str, source: str) -> list[Mapping[str, Any]]:
    items = found.get(name) or []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise CannotStart(f"{source} has a world.{name} that is not a list of objects; record it again.")
    return items


def _mapping(found: Mapping[str, Any], name: str, source: str) -> Mapping[str, Any]:
    value = found.get(name) or {}
    if not isinstance(value, Mapping):
        raise CannotStart(f"{source} has a {name} that is not an object; record it again.")
    return value


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
