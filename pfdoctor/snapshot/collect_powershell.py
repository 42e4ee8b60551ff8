"""A collector for PowerShell, Windows PowerShell 5.1 included: `az rest` alone.

Parameters go through files, because `az` is a batch file on Windows, which reads `&`, `%` and brackets once more.
https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-powershell
"""

from __future__ import annotations

import base64

from pfdoctor.model.target import Target
from pfdoctor.snapshot.collection import KEPT, REASONS, STATUSES, VERSIONS, filled, head

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""All of these end a text in single quotes.
https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules"""


def emit(target: Target, *, logs: bool = False) -> str:
    """The script, for whoever may read the endpoint of the target."""
    values = {
        "HEAD": quote(head(target)),
        "SUBSCRIPTION": quote(target.subscription),
        "GROUP": quote(target.resource_group),
        "WORKSPACE": quote(target.workspace),
        "ENDPOINT": quote(target.endpoint),
        "LOGS": "$true" if logs else "$false",
        "KEPT": ", ".join(map(quote, KEPT)),
        "STATUSES": "; ".join(f"{quote(phrase)} = {code}" for phrase, code in STATUSES.items()),
        **{f"TEXT_{name}": text for name, text in REASONS.items()},
        **{f"V_{name}": quote(version) for name, version in VERSIONS.items()},
    }
    return filled("collect.ps1", values)


def quote(text: str) -> str:
    """`text` as one word, whatever is in it."""
    if text.isascii() and text.isprintable():
        return "'" + "".join(one * 2 if one in _QUOTES else one for one in text) + "'"
    # What is not plain is written as its bytes: an odd space or quote would end the word or hide in it.
    coded = base64.b64encode(text.encode("utf-8")).decode("ascii")
    return f"([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{coded}')))"
