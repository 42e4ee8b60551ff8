"""ARM ids, paths of requests and azureml:// addresses, renamed segment by segment: types stay, names go.

https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pfdoctor.snapshot.hosts import host
from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.vocabulary import DATASTORES, KEPT_TYPES, KINDS, PUBLIC_ML_REGISTRIES, SEGMENTS

ID = re.compile(r"/(?:subscriptions|resourcegroups|providers)/", re.IGNORECASE)
_NUMBER = re.compile(r"v?\d+(?:[._-]\d+)*(?:-preview)?", re.IGNORECASE | re.ASCII)
_HEX = re.compile(r"[0-9a-f]{16,64}", re.IGNORECASE | re.ASCII)
_SYSTEM = re.compile(r"(__SYS_PE_)(.+)(_[a-z]+)", re.IGNORECASE)


def path_of(names: Names, path: str) -> str:
    """A path with its names replaced. Names of Azure's own stay: regions, versions, `default` below a resource."""
    return "/".join(_renamed(names, path.split("/")))


def _renamed(names: Names, parts: list[str]) -> Iterator[str]:
    before, kind, names_next = "", "", False
    shared = False
    for part in parts:
        low = part.lower()
        if not part:
            yield part
        elif before == "subscriptions":
            before = ""
            yield names.name(part, "subscription")
        elif before == "resourcegroups":
            before = ""
            yield names.name(part, "group")
        elif before == "providers":
            before, kind, names_next = "", low, False
            yield part
        elif low in ("subscriptions", "resourcegroups", "providers") and not names_next:
            before, kind, names_next = low, "", False
            yield part
        elif kind and not names_next:
            kind, names_next = f"{kind}/{low}", True
            yield part
        elif kind:
            names_next = False
            shared = shared or _is_shared(kind, low)
            yield part if shared else named(names, kind, part)
        elif not before and low in SEGMENTS:
            before = low
            yield part
        elif before in SEGMENTS:
            shared = shared or _is_shared(f"microsoft.machinelearningservices/{before}", low)
            yield part if shared else named(names, before, part)
            before = "" if before != "paths" else before
        elif low in KEPT_TYPES:
            before = low
            yield part
        elif before in KEPT_TYPES:
            yield _version(names, part) if before == "versions" else part
            before = ""
        else:
            yield part if _is_word(low) else named(names, "", part)


def _is_shared(kind: str, name: str) -> bool:
    return kind == "microsoft.machinelearningservices/registries" and name.startswith(PUBLIC_ML_REGISTRIES)


def _is_word(low: str) -> bool:
    """Segments of Azure's between types and names, as `resource` in a path of mlflow."""
    return low in ("mlflow", "v1.0", "v2.0", "api", "discovery", "*", "history") or bool(_NUMBER.fullmatch(low))


def named(names: Names, kind: str, name: str) -> str:
    """The token of a resource's own name; `kind` is the type with its provider, in lower case, or its last part."""
    last = kind.rpartition("/")[2]
    token = KINDS.get(kind) or SEGMENTS.get(kind, "")
    low = name.lower()
    if last == "locations":
        names.regions.add(low)
    if name == "*" or (last in KEPT_TYPES and last != "versions") or last == "operations":
        return name
    if GUID.fullmatch(name):
        return names.guid(name)
    if last == "versions":
        return _version(names, name)
    if (low == "default" and not token) or (last == "datastores" and low in DATASTORES):
        return name
    if last == "environments" and low.startswith(("azureml-", "cliv2anonymousenvironment")):
        return name
    if last == "connections":
        names.connections.add(name)
    if low.startswith("__sys_"):
        return _system_rule(names, name)
    return names.name(name, token or "name")


def _version(names: Names, name: str) -> str:
    if _NUMBER.fullmatch(name) or name.lower() == "latest":
        return name
    return names.hexadecimal(name) if _HEX.fullmatch(name) else names.name(name, "version")


def _system_rule(names: Names, name: str) -> str:
    """A rule that the service makes is called by the resource it leads to, or by a service tag."""
    if name.lower().startswith("__sys_st_"):
        return name
    found = _SYSTEM.fullmatch(name)
    return f"{found[1]}{names.name(found[2])}{found[3]}" if found else names.name(name, "private")


def azureml(names: Names, text: str) -> str:
    """azureml://registries/..., azureml://HOST/mlflow/..., azureml:NAME:VERSION."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        prefix, _, short = text.partition(":")
        if short.startswith("/"):
            return f"{prefix}:{path_of(names, short)}"
        name, mark, version = short.partition(":")
        return f"{prefix}:{named(names, 'environments', name)}{mark}{_version(names, version) if version else ''}"
    first, slash, tail = rest.partition("/")
    if "." in first:
        return f"{scheme}://{host(names, first)}{slash}{path_of(names, tail)}"
    return f"{scheme}://{path_of(names, rest)}"
