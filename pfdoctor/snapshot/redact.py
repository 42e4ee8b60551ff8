"""A bundle without names, GUIDs, addresses and hosts; what matched before still matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.file import Bundle, Caller, Directory
from pfdoctor.model.target import Target
from pfdoctor.snapshot.conditions import Conditions
from pfdoctor.snapshot.hosts import host
from pfdoctor.snapshot.ids import path_of
from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.text import Texts
from pfdoctor.snapshot.values import Values, built_in_roles

_PLAIN_QUERY = frozenset(("containertype", "listviewtype", "includeall", "category", "$top", "$orderby", "$expand"))


@dataclass(frozen=True, slots=True)
class Redacted:
    """`names` says what was replaced by what, `literals` what had to stay because a condition is about it."""

    bundle: Bundle
    names: Mapping[str, str]
    literals: tuple[str, ...]


def redact(bundle: Bundle, salt: bytes) -> Redacted:
    """The bundle as a stranger may see it. Secrets are another matter: see pfdoctor.bundle.scrub."""
    names = Names(salt)
    for answer in bundle.answers:
        bodies = [answer.body, {"value": list(answer.partial or ())}]
        for guid, everyones in (one for body in bodies for one in built_in_roles(body)):
            (names.roles.add if everyones else names.roles.discard)(guid)
    # Names are known only when all has been read once; which of them must stay, when all have tokens.
    first = _Redactor(names)
    first.bundle(bundle)
    pinned = first.conditions.pin()
    literals = {one.text for one in first.conditions.kept} | pinned
    again = Names(
        salt,
        kept=names.kept,
        roles=names.roles,
        regions=names.regions,
        connections=names.connections,
        guids=names.guids,
        repositories=names.repositories,
        _kinds={name: kind for name, kind in names.known.items() if name not in names.kept},
    )
    found = _Redactor(again).bundle(bundle)
    return Redacted(found, again.map, tuple(sorted(literals)))


class _Redactor:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.text = Texts(names)
        self.conditions = Conditions(names, self.text)
        self.values = Values(names, self.text, self.conditions)

    def bundle(self, bundle: Bundle) -> Bundle:
        names = self.names
        target = bundle.target
        return replace(
            bundle,
            target=Target(
                names.name(target.subscription, "subscription"),
                names.name(target.resource_group, "group"),
                names.name(target.workspace, "workspace"),
                names.name(target.endpoint, "endpoint"),
                target.world,
            ),
            caller=Caller(names.name(bundle.caller.object_id), names.name(bundle.caller.tenant_id)),
            world=self._world(bundle.world),
            answers=tuple(self._answer(answer) for answer in bundle.answers),
        )

    def _world(self, world: Directory) -> Directory:
        name = self.names.name
        principals = tuple(
            replace(
                one,
                object_id=name(one.object_id),
                client_id=name(one.client_id),
                groups=None if one.groups is None else tuple(name(group) for group in one.groups),
            )
            for one in world.principals
        )
        groups = tuple(
            replace(one, id=path_of(self.names, one.id), parent=path_of(self.names, one.parent))
            for one in world.management_groups
        )
        return Directory(principals, groups)

    def _answer(self, answer: Answer) -> Answer:
        path = answer.key.path
        partial = answer.partial
        return replace(
            answer,
            request=self._request(answer.request),
            body=self.text(answer.body) if isinstance(answer.body, str) else self.values.body(answer.body, path),
            partial=None if partial is None else tuple(self.values.body(item, path) for item in partial),
            error=self.text(answer.error),
            request_id=GUID.sub(lambda found: self.names.guid(found[0]), answer.request_id),
        )

    def _request(self, request: str) -> str:
        verb, _, url = request.strip().partition(" ")
        split = urlsplit(url)
        base = f"{split.scheme}://{host(self.names, split.netloc)}" if split.netloc else ""
        found = f"{verb} {base}{path_of(self.names, split.path)}"
        if not split.query:
            return found
        pairs = [
            (name, self._parameter(name.lower(), value))
            for name, value in parse_qsl(split.query, keep_blank_values=True)
        ]
        query = urlencode(pairs, quote_via=quote, safe="$'(),")
        return f"{found}?{query}"

    def _parameter(self, name: str, value: str) -> str:
        if name in _PLAIN_QUERY or name == "api-version":
            return value
        if name == "$filter":
            before, word, role = value.partition("roleName eq '")
            known = role.rstrip("'").lower() in self.names.known
            value = before + word + (self.names.name(role.rstrip("'")) + "'" if word and known else role)
        return GUID.sub(lambda found: self.names.guid(found[0]), value) if name == "$filter" else self.text(value)
