"""Makes the pages that are not written by hand, from what `pfdoctor explain` and `--help` print: mkdocs calls it.

https://www.mkdocs.org/user-guide/configuration/#hooks
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pfdoctor.cli.group import COMMANDS
from pfdoctor.cli.main import cli
from pfdoctor.engine.catalogue import load
from pfdoctor.engine.check import Check
from pfdoctor.model.diagnosis import Diagnosis
from pfdoctor.report.areas import heading, place
from pfdoctor.triage.triage import symptoms_of, wordings
from pfdoctor.triage.vocabulary import DIAGNOSES

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
_LINK = re.compile(r"(?<=\]\()(?!https://|#)[^)\s]+(?=\))")
_CODE = re.compile(r"(`[^`]*`)")
_SECTION = re.compile(r"How to (?:confirm by hand|mend)")
_TELL = re.compile(r"(?<=\S)\s+(?=(?:Tell (?:an?|the|whoever|support)\b|Nobody else is needed))")
_MARKUP = re.compile(r"([*_\[\]|])")
_WIDTH = 100


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages that are made into the navigation, checks by area."""
    checks = [{heading(area): [f"checks/{one.id}.md" for one in found]} for area, found in _areas()]
    diagnoses = [f"diagnoses/{id}.md" for id in DIAGNOSES]
    config.nav = [
        *({title: name} for title, name in (("Home", "index.md"), ("From symptom to command", "symptoms.md"))),
        {"Checks": ["checks/index.md", *checks]},
        {"Diagnoses": diagnoses},
        *(
            {title: f"{name}.md"}
            for title, name in (("Commands", "commands"), ("For programs", "contracts"), ("The lab", "lab"))
        ),
        {"Contributing": "CONTRIBUTING.md"},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    from mkdocs.structure.files import File

    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """The text of a page as it is shown here."""
    by_hand = (ROOT / "docs" / page.file.src_uri).exists()
    return from_top(markdown) if by_hand else markdown


def from_top(text: str) -> str:
    """A page of `docs/`, whose links are for readers of the repository, with the links of the documentation."""
    return text.replace("](../", "](")


def pages() -> dict[str, str]:
    """Every page and file that is made, by its path in the documentation."""
    checks = load().checks
    made = dict(_copied())
    made["checks/index.md"] = _index()
    made |= {f"checks/{one.id}.md": _check(one) for one in checks}
    made |= {f"diagnoses/{one.id}.md": _diagnosis(one) for one in DIAGNOSES.values()}
    made["symptoms.md"] = _symptoms()
    made["commands.md"] = _commands()
    return made


def _areas() -> list[tuple[str, list[Check]]]:
    checks = load().checks
    areas = sorted({one.area for one in checks}, key=place)
    return [(area, [one for one in checks if one.area == area]) for area in areas]


def _copied() -> Iterator[tuple[str, str]]:
    """README and CONTRIBUTING, and the files that they link to, at the same places."""
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        yield "index.md" if name == "README.md" else name, _LINK.sub(lambda link: _moved(link.group()), text)
        for linked in _LINK.findall(text):
            if not linked.endswith(".md"):
                yield linked, (ROOT / linked).read_text(encoding="utf-8")


def _moved(link: str) -> str:
    return "index.md" if link == "README.md" else link.removeprefix("docs/")


def _check(check: Check) -> str:
    blocks = [f"# {check.id}", f"**{check.title}**", *_runbook(check.runbook.split("\n", 1)[1])]
    seen = [f'- "{_plain(str(symptom))}"' for symptom in check.symptoms]
    after = ", ".join(f"[{id}]({id}.md)" for id in check.after)
    told = [
        ("Severity", check.severity),
        ("Proves", _plain(check.proves)),
        ("Does not prove", _plain(check.does_not_prove)),
        ("Looked at after", after),
    ]
    blocks += ["## What the verdict says", _list(told)]
    blocks += ["## How the failure shows", "\n".join(seen)] if seen else []
    blocks += ["## Ask pfdoctor", _shell(f"pfdoctor check ENDPOINT --only {check.id}", f"pfdoctor explain {check.id}")]
    return "\n\n".join(blocks) + "\n"


def _runbook(text: str) -> Iterator[str]:
    """The paragraphs, those on confirming and mending under a heading each; indented code stays code."""
    for paragraph in re.split(r"\n[ \t]*\n", text.strip("\n")):
        if paragraph.startswith(("    ", "https://")):
            yield f"<{paragraph}>" if paragraph.startswith("https://") else paragraph
            continue
        section = _SECTION.match(paragraph)
        if section:
            rest = paragraph[section.end() :].lstrip(": \n").removeprefix(", ")
            yield f"## {section.group()}"
            paragraph = rest[:1].upper() + rest[1:]
        for part in _TELL.split(paragraph):
            yield _plain(part)


def _diagnosis(one: Diagnosis) -> str:
    checks = ", ".join(f"[{id}](../checks/{id}.md)" for id in one.checks)
    seen = [f'- "{_plain(text)}"' for text in wordings(symptoms_of(load().checks), one.id)]
    blocks = [f"# {one.id}", f"**{_plain(one.title)}**", _plain(one.meaning)]
    blocks += ["## How to confirm by hand", _plain(one.confirm), "## How to mend", _plain(one.mend)]
    told = [
        ("How long it takes", _plain(one.takes)),
        ("Tell an administrator", _plain(one.tell or "Nobody else is needed.")),
        ("Checked by", checks),
    ]
    blocks += [
        _list(told),
        "## How it shows",
        "\n".join(seen),
        "## Ask pfdoctor",
        _shell(*_asked(one)),
        f"<{one.docs}>",
    ]
    return "\n\n".join(blocks) + "\n"


def _asked(one: Diagnosis) -> Iterator[str]:
    if one.checks:
        yield f"pfdoctor check ENDPOINT --only {','.join(one.checks)}"
    yield f"pfdoctor explain {one.id}"


def _index() -> str:
    blocks = ["# Checks", "`pfdoctor checks` lists them, `pfdoctor explain ID` prints what the page of a check says."]
    for area, found in _areas():
        rows = [(f"[{one.id}]({one.id}.md)", one.severity, _plain(one.title)) for one in found]
        blocks += [f"## {heading(area)}", _table(("Check", "Severity", "What it says"), rows)]
    return "\n\n".join(blocks) + "\n"


def _symptoms() -> str:
    known = symptoms_of(load().checks)
    rows = []
    for one in DIAGNOSES.values():
        words = wordings(known, one.id)[:3]
        shown = "<br>".join(f'"{_plain(text)}"' for text in words)
        rows.append((shown, f"[{one.id}](diagnoses/{one.id}.md): {_plain(one.title)}", f"`{next(_asked(one))}`"))
    return (
        "# From symptom to command\n\n"
        "What a user reports, the cause behind it, and the command that confirms it. `pfdoctor triage FILE` looks for\n"
        "all of these words at once, and for many more; ` ... ` stands for whatever lies between.\n\n"
        + _table(("What is seen", "What it is", "What to type"), rows)
        + "\n"
    )


def _commands() -> str:
    blocks = ["# Commands", "What `pfdoctor COMMAND --help` prints."]
    for name in COMMANDS:
        blocks += [f"## pfdoctor {name}", f"```text\n{_help(name)}\n```"]
    return "\n\n".join(blocks) + "\n"


def _help(name: str) -> str:
    top = click.Context(cli, info_name="pfdoctor")
    command = cli.get_command(top, name)
    assert command is not None
    return command.get_help(click.Context(command, info_name=name, parent=top, terminal_width=_WIDTH))


def _plain(text: str) -> str:
    """Text in which only code is markup."""
    parts = _CODE.split(text)
    return "".join(part if part.startswith("`") else _MARKUP.sub(r"\\\1", html.escape(part, False)) for part in parts)


def _list(told: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- **{label}**: {text}" for label, text in told if text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines: list[Any] = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shell(*commands: str) -> str:
    return "```sh\n" + "\n".join(commands) + "\n```"
