"""What a run of `fix` did, written down before and after each request, so that a crash loses nothing.

One file a run, one JSON object a line; each line is on the disk before the next request leaves. A run that was killed
may have made the change that it noted last: whoever reads the journal has to look.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pfdoctor.fix.plan_file import change_as_json, change_of, target_as_json
from pfdoctor.model.errors import CannotStart
from pfdoctor.model.plan import Change, Step
from pfdoctor.model.target import Target

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one step.

    `before` is what was there, `after` what the change left, `state` the last event: intended, done, failed, undoing,
    undone, left. `created` says that the step made something that was not there.
    """

    step: str
    title: str
    change: Change
    before: Any = None
    after: Any = None
    created: bool = False
    state: str = "intended"
    error: str = ""

    @property
    def may_be_undone(self) -> bool:
        """True if something of it may be in Azure now that was not there before the run."""
        return self.state in ("intended", "undoing") or (self.state == "done" and self.created)


@dataclass(frozen=True, slots=True)
class Run:
    """One run as its journal tells it. `began` is in UTC, as text."""

    id: str
    began: str
    target: Target
    steps: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """Appends to one run's file. Raises CannotStart if the file cannot be written: nothing may be changed then."""

    path: Path

    @property
    def run(self) -> str:
        return self.path.stem

    def write(self, event: str, step: str, now: datetime, **more: Any) -> None:
        self._append({"event": event, "step": step, "at": now.isoformat(), **more})

    def intend(self, step: Step, before: Any, now: datetime) -> None:
        """To be called before the request leaves."""
        self.write("intended", step.id, now, title=step.title, before=before, **change_as_json(step.change))

    def _append(self, record: Mapping[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=True, allow_nan=False) + "\n"
        try:
            with self.path.open("r+b") as file:
                # A crash may have left half a line, of an event whose request never left.
                file.seek(file.read().rfind(b"\n") + 1)
                file.truncate()
                file.write(line.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            problem = f"The journal {self.path} cannot be written ({error.strerror}), so nothing more is done."
            raise CannotStart(problem) from error


def begin(folder: Path, target: Target, now: datetime) -> Journal:
    """A journal for a new run. Raises CannotStart."""
    run = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        journal = Journal(folder / f"{run}.jsonl")
        journal.path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise CannotStart(f"The journal folder {folder} cannot be written ({error.strerror}).") from error
    journal._append(
        {
            "format": FORMAT,
            "run": run,
            "began": now.isoformat(),
            "target": target_as_json(target),
        }
    )
    return journal


def runs(folder: Path, refused: Callable[[CannotStart], object] | None = None) -> tuple[Run, ...]:
    """The runs, the latest first; `refused` hears why others could not be read.

    Raises CannotStart if the folder cannot be read.
    """
    found = []
    try:
        names = sorted(os.listdir(folder), reverse=True)
    except FileNotFoundError:
        names = []
    except OSError as error:
        raise CannotStart(f"The journal folder {folder} cannot be read ({error.strerror}).") from error
    for name in names:
        if name.endswith(".jsonl"):
            try:
                found.append(read(folder / name))
            except CannotStart as error:
                if refused is not None:
                    refused(error)
    return tuple(found)


def read(path: Path) -> Run:
    """One run. A last line that was cut off by a crash is passed over. Raises CannotStart."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise CannotStart(f"The journal {path} cannot be read ({error.strerror}).") from error
    try:
        head, *events = [json.loads(line) for line in _whole(lines)]
        subscription, group, workspace, endpoint = (str(head["target"][name]) for name in _TARGET)
        if head["format"] != FORMAT:
            raise ValueError(f"it is of format {head['format']}")
        target = Target(subscription, group, workspace, endpoint)
        return Run(str(head["run"]), str(head["began"]), target, _steps(events))
    except (ValueError, TypeError, KeyError) as error:
        raise CannotStart(f"The journal {path} is not understood ({error}); look at it by hand.") from error


_TARGET = ("subscription", "resource_group", "workspace", "endpoint")


def _whole(lines: list[bytes]) -> Iterator[bytes]:
    *whole, last = lines
    yield from (line for line in whole if line.strip())
    if last.strip():
        try:
            json.loads(last)
        except ValueError:
            return
        yield last


def _steps(events: list[Any]) -> tuple[Done, ...]:
    found: dict[str, Done] = {}
    for event in events:
        name, step = str(event["event"]), str(event["step"])
        if name == "intended":
            found[step] = Done(step, str(event["title"]), change_of(event), event.get("before"))
            continue
        old = found[step]
        after = event.get("after", old.after)
        created = bool(event.get("created", old.created))
        error = str(event.get("error", ""))
        found[step] = Done(step, old.title, old.change, old.before, after, created, name, error)
    return tuple(found.values())
