"""What the documentation says, page by page, made as mkdocs makes it but without mkdocs."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]


def _hooks():
    spec = importlib.util.spec_from_file_location("documentation_hooks", ROOT / "docs" / "hooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    text: str
    tokens: list

    def inline(self, kind):
        """The tokens of one kind within the text, in tables and lists too."""
        return [child for token in self.tokens for child in token.children or () if child.type == kind]

    @property
    def links(self):
        return [str(token.attrs["href"]) for token in self.inline("link_open")]

    @property
    def code(self):
        """Code spans, and the lines of code blocks."""
        blocks = [token.content for token in self.tokens if token.type in ("fence", "code_block")]
        lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
        return [token.content for token in self.inline("code_inline")] + lines

    @property
    def prose(self):
        return " ".join(token.content for token in self.inline("text"))


@pytest.fixture(scope="session")
def hooks():
    return _hooks()


@pytest.fixture(scope="session")
def made(hooks):
    """Everything that is made, by its path."""
    return hooks.pages()


@pytest.fixture(scope="session")
def pages(hooks, made):
    """Every page, by its path."""
    written = {path.name: hooks.from_top(path.read_text(encoding="utf-8")) for path in (ROOT / "docs").glob("*.md")}
    assert not set(written) & set(made)
    parser = MarkdownIt("commonmark").enable("table")
    texts = {name: text for name, text in (made | written).items() if name.endswith(".md")}
    return [Page(name, text, parser.parse(text)) for name, text in sorted(texts.items())]
