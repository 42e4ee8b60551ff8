"""What the lab says when it stands: where it is, and how to point other tools at it."""

from __future__ import annotations

import sys

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.server import exports
from pfdoctor.lab.server.logins import Login, logins
from pfdoctor.lab.server.run import Place
from pfdoctor.model.clean import clean, encodable
from pfdoctor.model.shell import quoted


def announce(bundle: Bundle, name: str, place: Place, encoding: str) -> str:
    """The text for a terminal of this encoding. Puts the same into the lab's folder as scripts, or raises OSError."""
    found = exports.variables(bundle, place.url, place.authority, place.folder / "az")
    bash, powershell = place.folder / "lab.sh", place.folder / "lab.ps1"
    bash.write_text(exports.bash(found), encoding="utf-8", newline="\n")
    # Windows PowerShell takes a file without the mark for ANSI.
    powershell.write_text(exports.powershell(found), encoding="utf-8-sig")
    lines = [
        f"The lab serves {clean(name)} at {place.url}. Ctrl-C stops it.",
        "",
        "In another shell, point your tools at it:",
        "",
        f"  . {exports.in_bash(str(bash))}    (bash, zsh)",
        f"  . {exports.in_powershell(str(powershell))}   (PowerShell)",
        "",
        "or, which is the same:",
        "",
        *(exports.powershell if sys.platform == "win32" else exports.bash)(found).splitlines(),
        "",
        f"Now pfdoctor check {quoted(clean(bundle.target.endpoint))} works. az has to sign in:",
        "",
        *exports.az_commands(found),
        "",
        "Any secret signs in. AZURE_CLIENT_ID is who you are:",
        "",
        *(f"  {clean(one.client_id)}  {clean(_described(one))}" for one in logins(bundle)),
    ]
    return "".join(f"{encodable(line, encoding)}\n" for line in lines)


def _described(who: Login) -> str:
    told = [who.type or "type not recorded"]
    if who.object_id and who.object_id != who.client_id:
        told.append(f"object id {who.object_id}")
    if who.is_caller:
        told.append("the one who recorded this world")
    return ", ".join(told)
