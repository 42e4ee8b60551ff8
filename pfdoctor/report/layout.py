"""Lines on a terminal: rows with a mark, and paragraphs that hang from a label.

Everything written is a `rich.text.Text`, never a markup string, and goes through `clean` first, without secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pfdoctor.bundle.secrets import redact
from pfdoctor.model.clean import clean
from pfdoctor.model.finding import Outcome, Result, Severity
from pfdoctor.report.marks import Marks, marks_for, style, style_of

WIDEST = 120
"""Columns beyond which a line is tiring to read, however wide the terminal is."""
_LABEL = 8
_NARROWEST = 24

Piece = tuple[str, str]
"""A text and its rich style."""


@dataclass(frozen=True, slots=True)
class Page:
    """Writes to `console`; `column` is where the text of a row begins. `own`: no text on it comes from elsewhere."""

    console: Console
    column: int = 30
    own: bool = False

    @property
    def marks(self) -> Marks:
        return marks_for(self.console.encoding)

    @property
    def width(self) -> int:
        return min(self.console.width, WIDEST)

    def clean(self, text: str) -> str:
        return clean(text if self.own else redact(text), self.console.encoding)

    def clean_line(self, line: str) -> str:
        """A line of a file, with its indentation."""
        return " " * (len(line) - len(line.lstrip(" "))) + self.clean(line)

    def text(self, *pieces: Piece) -> Text:
        """Pieces joined by single spaces, the empty ones left out."""
        cleaned = [(self.clean(text), style) for text, style in pieces]
        return Text(" ").join(Text(text, style) for text, style in cleaned if text)

    def lead(self, name: str, indent: int = 2, style: str = "bold") -> Text:
        """What stands to the left of a paragraph."""
        return Text(" " * indent) + Text(self.clean(name), style)

    def literal(self, line: str) -> Text:
        """A line with its own indentation, one further in."""
        return Text(" " * (1 + len(line) - len(line.lstrip()))) + self.text((line, ""))

    def blank(self) -> None:
        self.console.print()

    def line(self, text: Text) -> None:
        """One line, however long: the terminal may wrap it, and a copy of it stays whole."""
        self.console.print(text, soft_wrap=True, highlight=False)

    def heading(self, text: str) -> None:
        self.blank()
        self.line(Text(" ") + Text(self.clean(text), "bold"))

    def row(self, result: Result, name: str, *said: Piece, depth: int = 0) -> None:
        """The mark of `result`, a name, and what is said about it; `depth` steps to the right."""
        mark = Text(self.marks.sign(result), style_of(result))
        lead = Text(" " * (2 + 2 * depth)) + mark + Text(" " + self.clean(name), "bold")
        self.hang(lead, self.text(*said), self.column)

    def marked(self, kind: Outcome | Severity, *said: Piece) -> None:
        """A row without a name."""
        self.hang(Text("  ") + Text(self.marks.of(kind), style(kind)), self.text(*said), 3 + self.marks.width)

    def labelled(self, label: str, *said: Piece, depth: int = 0) -> None:
        """A paragraph that hangs from a label under a row."""
        indent = 2 + 2 * depth + self.marks.width + 3
        self.hang(Text(" " * indent) + Text(label, "dim"), self.text(*said), indent + _LABEL)

    def command(self, label: str, command: str, depth: int = 0) -> None:
        """A command on one line, to be copied."""
        indent = 2 + 2 * depth + self.marks.width + 3
        self.line(Text(" " * indent) + Text(label.ljust(_LABEL), "dim") + Text(self.clean(command), "cyan"))

    def parts(self, parts: Iterable[Text]) -> None:
        """Short texts joined by dots on as few lines as hold them, none of them broken."""
        line = Text()
        for part in parts:
            joined = Text(" ") + part if not line else line + Text(f" {self.marks.dot} ") + part
            if line and joined.cell_len > self.width:
                self.line(line)
                joined = Text("   ") + part
            line = joined
        self.line(line)

    def paragraph(self, body: Text) -> None:
        for part in _wrap(body, self.width - 1):
            part.rstrip()
            self.line(Text(" ") + part)

    def hang(self, lead: Text, body: Text, column: int) -> None:
        """`body` wrapped between `column` and the right edge, `lead` to its left; on a line of its own if too long."""
        if self.width - column < _NARROWEST:
            column = min(column, 8)
        if lead.cell_len >= column:
            self.line(lead)
            lead = Text()
        for part in _wrap(body, self.width - column):
            lead.pad_right(column - lead.cell_len)
            whole = lead + part
            whole.rstrip()
            self.line(whole)
            lead = Text()


def _wrap(text: Text, width: int) -> Iterator[Text]:
    """Lines of whole words. A longer word overflows: ids and commands are there to be copied, and what a terminal
    folds comes out of the copy whole."""
    breaks: list[int] = []
    begin = 0
    for word in re.finditer(r"\S+", text.plain):
        if word.start() > begin and cell_len(text.plain[begin : word.end()]) > width:
            begin = word.start()
            breaks.append(begin)
    yield from text.divide(breaks)
