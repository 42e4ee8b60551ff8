"""Looks for symptoms in folded text, each until it is found once. Plain substrings: time grows with the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.fold import fold, squeezed, unescaped, unfolded
from pfdoctor.triage.source import PIECE

_WORD = re.compile(rb"[a-z]{4,64}")
_NEAR = 400
"""Bytes before and after within which `unless` looks."""


def _words(text: str) -> tuple[bytes, ...]:
    """The words of `text`, the longest first."""
    return tuple(sorted(set(_WORD.findall(text.encode().lower())), key=len, reverse=True))


def _among(words: tuple[bytes, ...], known: bytes | None) -> bool:
    """Whether all words are in a list of words, or are parts of those; without a list they may be."""
    return known is None or all(word in known for word in words)


@dataclass(frozen=True, slots=True)
class Needle:
    """A symptom as it is searched for."""

    symptom: Symptom
    parts: tuple[bytes, ...]
    unless: tuple[bytes, ...]
    given: tuple[bytes, ...]
    words: tuple[bytes, ...]

    @classmethod
    def of(cls, symptom: Symptom) -> Needle:
        parts = tuple(fold(part.encode()) for part in symptom.text.split(" ... "))
        return cls(
            symptom,
            parts,
            tuple(fold(word.encode()) for word in symptom.unless),
            tuple(fold(word.encode()) for word in symptom.given),
            _words(symptom.text),
        )

    def find(self, text: bytes) -> tuple[int, int] | None:
        """Where in the folded `text` it stands: begin and end."""
        first, begin = self.parts[0], 0
        while (begin := text.find(first, begin)) >= 0:
            end, missing = self._rest(text, begin)
            if missing is None:
                if not any(word in text[max(0, begin - _NEAR) : end + _NEAR] for word in self.unless):
                    return begin, end
                begin += len(first)
                continue
            # Nothing before the next place of the missing part can match.
            following = text.find(missing, begin + self.symptom.within - len(missing) + 1)
            if following < 0:
                return None
            begin = max(begin + 1, following + len(missing) - self.symptom.within)
        return None

    def _rest(self, text: bytes, begin: int) -> tuple[int, bytes | None]:
        """Where the last part ends, and the part that is missing, if one is."""
        end = begin + len(self.parts[0])
        for part in self.parts[1:]:
            at = text.find(part, end, begin + self.symptom.within)
            if at < 0:
                return end, part
            end = at + len(part)
        return end, None


@dataclass(frozen=True, slots=True)
class Hit:
    """A symptom that was found: the words of the text, and some of what stands before and after them."""

    symptom: Symptom
    before: str
    matched: str
    after: str


class Search:
    """Takes a text piece by piece, and keeps the first place of each symptom.

    `before` is text of the same source in which nothing is looked for but the words that tell whose it is.
    """

    def __init__(self, symptoms: Iterable[Symptom], before: bytes = b"") -> None:
        symptoms = tuple(symptoms)
        self._wanted = [Needle.of(symptom) for symptom in symptoms]
        self._words = {fold(word.encode()): _words(word) for symptom in symptoms for word in symptom.given}
        known = fold(before)
        self._seen = {word for word in self._words if word in known}

    def feed(self, piece: bytes) -> Iterator[Hit]:
        """The symptoms that are in this piece and were in none before."""
        plain = unescaped(piece)
        text = squeezed(plain)
        # A long log has few words, and no terminal broke them: most symptoms are out of the question at once.
        words = b" ".join(set(_WORD.findall(plain))) if len(piece) >= PIECE else None
        self._seen |= {
            word
            for word, parts in self._words.items()
            if word not in self._seen and _among(parts, words) and word in text
        }
        for needle in tuple(self._wanted):
            if needle.given and self._seen.isdisjoint(needle.given):
                continue
            if not _among(needle.words, words):
                continue
            place = needle.find(text)
            if place is not None:
                self._wanted.remove(needle)
                yield _hit(needle.symptom, piece, *unfolded(piece, *place))


_CONTEXT = 2_000


def _hit(symptom: Symptom, piece: bytes, begin: int, end: int) -> Hit:
    before, matched, after = piece[max(0, begin - _CONTEXT) : begin], piece[begin:end], piece[end : end + _CONTEXT]
    return Hit(symptom, *(part.decode("utf-8", "replace") for part in (before, matched, after)))
