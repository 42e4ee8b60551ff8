"""Looks for symptoms in folded text, each until it is found once. Plain substrings: time grows with the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.contexts import ELSEWHERE
from pfdoctor.triage.fold import fold, squeezed, unescaped, unfolded
from pfdoctor.triage.source import PIECE

_WORD = re.compile(rb"[a-z]{4,64}")
_NEAR = 400
"""Bytes before and after within which `unless` looks."""
_BESIDE = 160
"""Bytes before and after within which `near` looks: a sentence or two."""
_BARE = 0.4
"""Part of its line that a message must fill to be alone."""
_ALONE = 0.7
"""What is left of the weight of a message that nothing tells whose it is."""


@cache
def _folded(words: tuple[str, ...]) -> tuple[bytes, ...]:
    """Words as they stand in folded text; many symptoms share theirs."""
    return tuple(fold(word.encode()) for word in words)


@cache
def _words(text: str) -> tuple[bytes, ...]:
    """The words of `text`, the longest first."""
    return tuple(sorted(set(_WORD.findall(text.encode().lower())), key=len, reverse=True))


def _among(words: tuple[bytes, ...], known: bytes | None) -> bool:
    """Whether all words are in a list of words, or are parts of those; without a list they may be."""
    return known is None or all(word in known for word in words)


@dataclass(frozen=True, slots=True)
class Piece:
    """Folded text in which many symptoms are looked for. `words` are all that it has, None where they were not told."""

    text: bytes
    words: bytes | None
    _known: dict[str, bool] = field(default_factory=dict)
    _those: dict[tuple[str, ...], tuple[bytes, ...]] = field(default_factory=dict)

    def has(self, text: str) -> bool:
        """Whether it is anywhere here."""
        found = self._known.get(text)
        if found is None:
            found = _among(_words(text), self.words) and _folded((text,))[0] in self.text
            self._known[text] = found
        return found

    def those_in(self, texts: tuple[str, ...]) -> tuple[bytes, ...]:
        """Those that are anywhere here, folded."""
        found = self._those.get(texts)
        if found is None:
            found = self._those[texts] = _folded(tuple(text for text in texts if self.has(text)))
        return found


@dataclass(frozen=True, slots=True)
class Needle:
    """A symptom as it is searched for."""

    symptom: Symptom
    parts: tuple[bytes, ...]
    unless: tuple[bytes, ...]
    given: tuple[bytes, ...]
    near: tuple[bytes, ...]
    words: tuple[bytes, ...]

    @classmethod
    def of(cls, symptom: Symptom) -> Needle:
        parts = tuple(fold(part.encode()) for part in symptom.text.split(" ... "))
        return cls(
            symptom,
            parts,
            _folded(symptom.unless),
            _folded(symptom.given),
            _folded(symptom.near),
            _words(symptom.text),
        )

    def find(self, piece: Piece) -> tuple[int, int] | None:
        """Where in the folded text it stands: begin and end."""
        text, near = piece.text, piece.those_in(self.symptom.near)
        if self.near and not near:
            return None
        first, begin = self.parts[0], 0
        while (begin := text.find(first, begin)) >= 0:
            end, missing = self._rest(text, begin)
            if missing is None:
                if self._stands(text, begin, end, near):
                    return begin, end
                begin += len(first)
                continue
            # Nothing before the next place of the missing part can match.
            following = text.find(missing, begin + self.symptom.within - len(missing) + 1)
            if following < 0:
                return None
            begin = max(begin + 1, following + len(missing) - self.symptom.within)
        return None

    def _stands(self, text: bytes, begin: int, end: int, near: tuple[bytes, ...]) -> bool:
        """Whether what is close by leaves the match as it is."""
        if any(word in text[max(0, begin - _NEAR) : end + _NEAR] for word in self.unless):
            return False
        beside = text[max(0, begin - _BESIDE) : end + _BESIDE]
        return not near or any(word in beside for word in near)

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
    alone: bool = False

    @property
    def weight(self) -> float:
        return self.symptom.weight * (_ALONE if self.alone else 1)


class Search:
    """Takes a text piece by piece, and keeps the first place of each symptom.

    `before` is text of the same source in which nothing is looked for but the words that tell whose it is.
    """

    def __init__(self, symptoms: Iterable[Symptom], before: bytes = b"") -> None:
        symptoms = tuple(symptoms)
        self._wanted = [Needle.of(symptom) for symptom in symptoms]
        self._elsewhere = set(_folded(ELSEWHERE))
        words = tuple({*ELSEWHERE, *(word for symptom in symptoms for word in symptom.given)})
        self._words = dict(zip(_folded(words), words, strict=True))
        known = fold(before)
        self._seen = {word for word in self._words if word in known}

    def feed(self, piece: bytes) -> Iterator[Hit]:
        """The symptoms that are in this piece and were in none before."""
        plain = unescaped(piece)
        text = squeezed(plain)
        # A long log has few words, and no terminal broke them: most symptoms are out of the question at once.
        words = b" ".join(set(_WORD.findall(plain))) if len(piece) >= PIECE else None
        here = Piece(text, words)
        self._seen |= {folded for folded, word in self._words.items() if folded not in self._seen and here.has(word)}
        nobody = self._seen.isdisjoint(self._elsewhere)
        for needle in tuple(self._wanted):
            alone = bool(needle.given) and self._seen.isdisjoint(needle.given)
            if alone and not (needle.symptom.alone and nobody):
                continue
            if not _among(needle.words, words):
                continue
            place = needle.find(here)
            if place is None:
                continue
            begin, end = unfolded(piece, *place)
            if not alone or _bare(piece, begin, end):
                self._wanted.remove(needle)
                yield _hit(needle.symptom, piece, begin, end, alone)


_CONTEXT = 2_000


def _bare(piece: bytes, begin: int, end: int) -> bool:
    """Whether what stands from `begin` to `end` is most of its line."""
    first = piece.rfind(b"\n", 0, begin) + 1
    last = piece.find(b"\n", end)
    line = piece[first : len(piece) if last < 0 else last]
    return len(fold(piece[begin:end])) >= _BARE * len(fold(line))


def _hit(symptom: Symptom, piece: bytes, begin: int, end: int, alone: bool) -> Hit:
    before, matched, after = (
        part.decode("utf-8", "replace")
        for part in (piece[max(0, begin - _CONTEXT) : begin], piece[begin:end], piece[end : end + _CONTEXT])
    )
    return Hit(symptom, before, matched, after, alone)
