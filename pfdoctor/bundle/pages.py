"""Lists whose pages were recorded one by one, as `az rest` prints them, put together to the answers they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.matching import Key, key_of


def joined(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Each list as one answer where all its pages are there; others stay as they are, page by page."""
    given = tuple(answers)
    by_key = {answer.key: answer for answer in given}
    following = {link for answer in given if (link := _next(answer)) and link in by_key}
    return tuple(_whole(answer, by_key) for answer in given if answer.key not in following)


def _whole(first: Answer, by_key: Mapping[Key, Answer]) -> Answer:
    items: list[Any] = []
    page: Answer | None = first
    seen: set[Key] = set()
    while page is not None and page.succeeded and isinstance(page.body, Mapping):
        values = page.body.get("value")
        if not isinstance(values, list) or page.key in seen:
            break
        items += values
        seen.add(page.key)
        link = _next(page)
        if link is None:
            return first if page is first else replace(first, body={"value": items})
        page = by_key.get(link)
    if page is None or page is first:
        return first
    return replace(first, status=page.status, body=page.body, partial=tuple(items), error=page.error)


def _next(answer: Answer) -> Key | None:
    link = answer.body.get("nextLink") if isinstance(answer.body, Mapping) and answer.status == 200 else None
    try:
        return key_of(f"GET {link}") if isinstance(link, str) and link else None
    except ValueError:
        return None
