"""A `.prompty` file: settings in YAML between lines of dashes, then a prompt.

https://microsoft.github.io/promptflow/reference/prompty-spec-reference.html
"""

from __future__ import annotations

import re
from pathlib import Path

from pfdoctor.project.connection_use import Use
from pfdoctor.project.reading import read_text
from pfdoctor.project.yaml_file import parse

_SETTINGS = re.compile(r"\A\s*-{3,}[ \t]*\r?\n(.*?)^-{3,}[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_KINDS = {"azure_openai": "AzureOpenAIConnection", "openai": "OpenAIConnection"}


def use_of(path: Path, root: Path) -> Use | None:
    """The connection that the file names, None where it names none, or cannot be read.

    It is not sure: the code that loads the file may put another in its place.
    """
    source, text, _ = read_text(path, root)
    found = _SETTINGS.search(text or "")
    body, _ = (
        parse("\n" * (text or "").count("\n", 0, found.start(1)) + found.group(1), source) if found else (None, ())
    )
    node = body.at("model.configuration.connection") if body is not None else None
    if body is None or node is None or not node.is_text or not node.text or node.hole:
        return None
    kind = _KINDS.get(body.text_at("model.configuration.type"))
    return Use(node.text, source.name, node, (kind,) if kind else (), sure=False)
