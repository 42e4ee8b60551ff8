"""Changing one setting of a YAML file. Only the lines that say it are touched, so that comments, order and layout stay.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import difflib
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from pfdoctor.model.errors import PfdoctorError

_BOM = "\ufeff"
_WIDEST = 10_000
"""Columns; what is written is never broken into several lines."""


class NotEdited(PfdoctorError):
    """A file is not changed, because it is not what the change was made for."""


def edited(text: str, setting: str, value: Any) -> str:
    """The text with the setting (`a.b`) at its value. Raises NotEdited if nothing else could be sure to stay."""
    mark = _BOM if text.startswith(_BOM) else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.removeprefix(_BOM).replace("\r\n", "\n")
    try:
        before = _plain(plain)
        changed = _set(plain, YAML(pure=True).compose(plain), setting.split("."), value)
        after = _plain(changed)
    except (YAMLError, ValueError, TypeError) as error:
        raise NotEdited(f"it is no YAML that can be changed safely: {str(error).splitlines()[0]}") from error
    if after != _with(before, setting.split("."), value):
        raise NotEdited("more of it would change than what is to be changed")
    return mark + changed.replace("\n", newline)


def value_of(text: str, setting: str) -> Any:
    """What the setting is now, None if it is not there. Raises NotEdited for what is no YAML."""
    try:
        found = _plain(text.removeprefix(_BOM))
    except (YAMLError, ValueError) as error:
        raise NotEdited("it is no YAML") from error
    for name in setting.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def diff(name: str, before: str, after: str) -> str:
    """What a person reads before they agree."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=2)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Patch:
    """The lines of a file that a change replaced, from line `at` (from 0), and a digest of the file as it then was."""

    at: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    digest: str


def patch_of(before: str, after: str) -> Patch:
    """What has to be known to take a change back, and no more of the file than that."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    begin = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    rest = min(len(old), len(new)) - begin
    same = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return Patch(begin, tuple(old[begin : len(old) - same]), tuple(new[begin : len(new) - same]), _digest(after))


def taken_back(text: str, patch: Patch) -> str:
    """The text as it was before. Raises NotEdited if it is not as the change left it."""
    lines = text.splitlines(keepends=True)
    end = patch.at + len(patch.new)
    if _digest(text) != patch.digest or tuple(lines[patch.at : end]) != patch.new:
        raise NotEdited("it was changed since")
    return "".join([*lines[: patch.at], *patch.old, *lines[end:]])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read(path: Path) -> str:
    """The text of a file, with its line ends as they are. Raises NotEdited."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise NotEdited(f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise NotEdited("it is not in UTF-8") from error


def write(path: Path, text: str) -> None:
    """Replace a file in one step, so that a crash leaves the old one or the new one. Raises NotEdited.

    A symbolic link stays one: what it leads to is replaced.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name}.pfdoctor")
    try:
        beside.write_bytes(text.encode("utf-8"))
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise NotEdited(f"it cannot be written ({error.strerror})") from error


def _set(text: str, node: Node | None, path: list[str], value: Any) -> str:
    if not isinstance(node, MappingNode) or node.flow_style or not node.value:
        raise ValueError("there is no block of settings to write into")
    name, *rest = path
    held = next((inner for key, inner in node.value if isinstance(key, ScalarNode) and key.value == name), None)
    if held is None:
        return _inserted(text, node, _wrapped(path, value))
    if rest:
        return _set(text, held, rest, value)
    if not isinstance(held, ScalarNode) or held.style in ("|", ">") or isinstance(value, Mapping):
        raise ValueError(f"{name} is there already, in another shape")
    begin, end = held.start_mark.index, held.end_mark.index
    written = _scalar(value)
    return text[:begin] + (written if end > begin else f" {written}") + text[end:]


def _inserted(text: str, mapping: MappingNode, wanted: Mapping[str, Any]) -> str:
    """The text with one more setting, behind the last line of the block that it belongs to."""
    column = mapping.value[0][0].start_mark.column
    block = "".join(" " * column + line + "\n" for line in _dumped(wanted).splitlines())
    lines = text.splitlines(keepends=True)
    place = _last_line(mapping) + 1
    if lines[place - 1].endswith("\n"):
        return "".join([*lines[:place], block, *lines[place:]])
    return "".join([*lines[:place], "\n", block.rstrip("\n")])


def _last_line(node: Node) -> int:
    """The number of the last line on which something of the node stands, from 0."""
    if isinstance(node, ScalarNode) or not node.value or getattr(node, "flow_style", False):
        end = node.end_mark
        return int(end.line) - (1 if end.column == 0 and end.line > node.start_mark.line else 0)
    last = node.value[-1]
    return max(_last_line(one) for one in last) if isinstance(last, tuple) else _last_line(last)


def _wrapped(path: list[str], value: Any) -> dict[str, Any]:
    name, *rest = path
    return {name: _wrapped(rest, value) if rest else value}


def _dumped(value: Any) -> str:
    yaml = YAML(pure=True)
    yaml.width = _WIDEST
    yaml.default_flow_style = False
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def _scalar(value: Any) -> str:
    return _dumped({"x": value}).removeprefix("x:").strip()


def _plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text) or {}


def _with(data: Any, path: list[str], value: Any) -> Any:
    name, *rest = path
    found = dict(data) if isinstance(data, Mapping) else {}
    found[name] = _with(found.get(name), rest, value) if rest else value
    return found
