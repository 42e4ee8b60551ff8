"""What `snapshot` does, in its order: read, take out secrets, replace names, write, tell."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pfdoctor import __version__
from pfdoctor.bundle.file import Bundle, Caller, load
from pfdoctor.bundle.scrub import scrub
from pfdoctor.bundle.write import dump
from pfdoctor.cli.common import Common
from pfdoctor.cli.errors import say
from pfdoctor.cli.progress import progress
from pfdoctor.cli.world import Given, open_world
from pfdoctor.model.errors import CannotStart, Missing, Unreadable

if TYPE_CHECKING:
    from pfdoctor.facts.facts import Facts


_READS_LOGS = ("container-logs",)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    given: Given
    file: str | None
    logs: bool = False
    redact: bool = True


def snapshot(asked: Asked, common: Common) -> int:
    """The exit code. Raises CannotStart."""
    file = _file(asked.file)
    if asked.given.bundle is not None and (asked.logs or asked.given.deployments):
        raise CannotStart("--bundle cleans a bundle as it is, so --logs and --deployment do not fit.")
    bundle = _recorded(asked.given, common) if asked.given.bundle is not None else _record(asked, common)
    bundle, removed = scrub(bundle)
    failures = sum(not answer.succeeded for answer in bundle.answers)
    read = f"{len(bundle.answers)} answers, {failures} of them failures"
    lines = [f"secrets taken out: {_listed(removed)}" if removed else "no secrets were found to take out"]
    if asked.redact:
        bundle, more = _redacted(bundle, file)
        lines += more
    try:
        dump(bundle, file)
    except OSError as error:
        raise CannotStart(f"{file} could not be written: {error.strerror}.") from error
    for line in (f"{file}: {read}", *lines, f"look before you send it: pfdoctor check --bundle {file}"):
        say(line)
    return 0


def _file(given: str | None) -> Path:
    """Raises CannotStart if the bundle cannot be written there, before any time was spent."""
    if given is None:
        raise CannotStart("Nothing says where the bundle goes; give --to FILE, as --to case.json.gz.")
    file = Path(given)
    if not file.name.lower().endswith((".json", ".json.gz")):
        raise CannotStart(f"{given} is not the name of a bundle, which ends in .json or .json.gz.")
    if os.path.isdir(file) or not os.path.isdir(file.parent):
        raise CannotStart(f"{given} cannot be written; check the folder.")
    return file


def _listed(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))


def _recorded(given: Given, common: Common) -> Bundle:
    open_world(given, common)
    return load(given.bundle or "")


def _record(asked: Asked, common: Common) -> Bundle:
    """Ask all that check, can and fix ask. Raises CannotStart."""
    from pfdoctor.azure.recorder import Recorder
    from pfdoctor.engine.catalogue import load as load_checks
    from pfdoctor.engine.run import run
    from pfdoctor.facts.opening import open_facts
    from pfdoctor.fix import planner

    recorder = Recorder()
    session, target = open_world(asked.given, common, recorder)
    with progress() as tell, closing(open_facts(session, target, asked.given.deployments, whole=True)) as facts:
        unasked = () if asked.logs else ("container-logs",)
        results = run(load_checks().select(skip=unasked), facts, tell)
        planner.make(results, facts, target)
        _ask_more(facts)
        if asked.logs:
            _read_logs(facts)
    caller = Caller(session.caller, session.tenant)
    return Bundle(
        replace(target, world="bundle"),
        session.now,
        recorder.answers(),
        tool=__version__,
        cloud=session.cloud.name,
        caller=caller,
    )


def _ask_more(facts: Facts) -> None:
    """What `can --all` asks besides. What cannot be read is recorded as such."""
    from pfdoctor.facts.questions import answer_all

    with suppress(CannotStart, Missing, Unreadable):
        answer_all(facts)


def _read_logs(facts: Facts) -> None:
    from pfdoctor.azure.deployment_logs import CONTAINERS

    try:
        deployments = facts.deployments
    except (Missing, Unreadable) as error:
        say(f"no logs were read, for the deployments could not be listed: {error}")
        return
    for deployment in deployments:
        for container in CONTAINERS:
            try:
                lines = facts.log(deployment, container).count("\n")
                say(f"log of {deployment.name}, {container}: {lines} lines")
            except (Missing, Unreadable) as error:
                say(f"the log of {deployment.name}, {container}, was not read: {error}")


def _redacted(bundle: Bundle, file: Path) -> tuple[Bundle, list[str]]:
    """The bundle without names, and what to say of it."""
    from pfdoctor.snapshot.redact import redact

    salt = secrets.token_bytes(32)
    found = redact(bundle, salt)
    place = _keep_map({"bundle": file.name, "salt": salt.hex(), "names": dict(found.names)}, file, bundle)
    lines = [f"{len(found.names)} names replaced; the map stays with you, so do not send it: {place}"]
    if found.literals:
        kept = ", ".join(repr(one) for one in found.literals)
        lines.append(f"kept as they are, for conditions of role assignments are about them: {kept}")
    return found.bundle, lines


def _keep_map(found: Mapping[str, Any], file: Path, bundle: Bundle) -> Path:
    """Write the map where only this user reads it. Raises CannotStart."""
    from platformdirs import user_state_path

    folder = user_state_path("pfdoctor", appauthor=False) / "redactions"
    stem = file.name.partition(".")[0]
    place = folder / f"{stem}-{bundle.taken_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            json.dump(found, stream, indent=1, ensure_ascii=True)
    except OSError as error:
        raise CannotStart(f"The map of the names could not be kept at {place}: {error.strerror}.") from error
    return place


def emit_script(given: Given, dialect: str, file: str | None, common: Common, *, logs: bool) -> int:
    """Write the collector. The exit code. Raises CannotStart."""
    from pfdoctor.cli.output import prepare, put
    from pfdoctor.snapshot.collect_powershell import emit as powershell
    from pfdoctor.snapshot.collect_sh import emit as sh

    out = prepare(file)
    _, target = open_world(given, common)
    put((sh if dialect == "sh" else powershell)(target, logs=logs), out)
    if out is not None:
        say(f"{out} is to be run where `az login` was done; it writes case.json, or the file named after it.")
    return 0
