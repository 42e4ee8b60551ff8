"""What pip installs by a conda file: a path in an environment, or written into it.

Azure is sent the text of the file and nothing beside it.
https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from pfdoctor.project.environment_file import EnvironmentFile
from pfdoctor.project.node import Node
from pfdoctor.project.reading import read_text
from pfdoctor.project.requirements import Requirements, parse
from pfdoctor.project.source import Source
from pfdoctor.project.yaml_file import parse as parse_yaml


def pip_section(environment: EnvironmentFile, root: Path) -> Requirements | None:
    """The lines of `pip:`, None where there is no conda file. What cannot be read is among its problems."""
    written = environment.body.at("conda_file")
    if written is None or written.hole:
        return None
    if written.mapping:
        return _of(written, written.source)
    path = environment.folder / written.text
    if not os.path.isfile(path):
        return None
    source, text, problems = read_text(path, root)
    node, more = parse_yaml(text, source) if text is not None else (None, ())
    return _of(node, source) if node is not None else Requirements(source, (), (*problems, *more))


def _of(body: Node, source: Source) -> Requirements:
    listed = body.at("dependencies")
    sections = [item.at("pip") for item in (listed.items if listed else ())]
    items = [item for section in sections if section is not None for item in section.items]
    lines = tuple(replace(line, number=item.line) for item in items for line in parse(item.text))
    return Requirements(source, lines)
