"""A text file of a project, and the places in it.

What stands in it may be a secret: a line is shown with the value of whatever is named like one masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pfdoctor.model.finding import Evidence
from pfdoctor.model.need import Need

_SECRET = r"[\w.-]*(?:key|secret|password|passwd|pwd|token|connection_?string|signature|sas|pat|credential)s?"
_SECRET_NAME = re.compile(_SECRET, re.IGNORECASE)
_SECRET_VALUE = re.compile(rf"(\b{_SECRET}[\"']?\s*[:=]\s*)(?!\s|$|[|>]|{{{{)\S.*", re.IGNORECASE)
_USER_INFO = re.compile(r"(\w://)[^/\s@]+@")
_LONGEST_LINE = 200
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is the path from the project's folder, with slashes; `lines` are as they were read."""

    name: str
    lines: tuple[str, ...] = field(default=(), repr=False)

    def place(self, line: int) -> str:
        return f"{self.name}:{line}"

    def line(self, number: int) -> str:
        """A line as it can be shown, counted from 1; "" where there is none."""
        if not 0 < number <= len(self.lines):
            return ""
        text = self.lines[number - 1].strip()[:_LONGEST_LINE]
        return _USER_INFO.sub(rf"\1{_HIDDEN}@", _SECRET_VALUE.sub(rf"\1{_HIDDEN}", text))

    def evidence(self, line: int, path: str = "", value: Any = None) -> Evidence:
        """What stands on a line: `value` at `path`, masked where its name is a secret's."""
        secret = any(_SECRET_NAME.fullmatch(name) for name in path.split("."))
        return Evidence(self.place(line), path, _masked(value, secret), self.line(line))

    def need(self, line: int, reason: str) -> Need:
        """What would settle a question that this line leaves open."""
        return Need(request=f"read {self.place(line)}", scope=self.name, reason=reason)


def _masked(value: Any, secret: bool) -> Any:
    if isinstance(value, dict):
        return {key: _masked(one, secret or _SECRET_NAME.fullmatch(key) is not None) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, secret) for one in value]
    if value is None or isinstance(value, bool):
        return value
    if secret:
        return _HIDDEN
    return _USER_INFO.sub(rf"\1{_HIDDEN}@", value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file as such. `unread` says that it could not be read here, so nobody knows."""

    source: Source
    line: int
    text: str
    unread: bool = False

    @property
    def place(self) -> str:
        return self.source.place(self.line)
