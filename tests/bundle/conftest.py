from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import Bundle, parse
from pfdoctor.model.exchange import Ask, Reply

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-0000000000aa"


def document(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "pfdoctor_bundle": 1,
        "taken_at": "2026-11-22T06:00:00Z",
        "target": {"subscription": SUBSCRIPTION[15:], "resource_group": "rg", "workspace": "ws", "endpoint": "ep"},
        "answers": list(answers),
        **more,
    }


def answer(path: str, body: Any = None, status: int | None = 200, **more: Any) -> dict[str, Any]:
    return {"request": f"GET {path}", "api_version": "2022-04-01", "status": status, "body": body, **more}


@pytest.fixture
def bundle_of() -> Callable[..., Bundle]:
    """A bundle of (path, body) answers, or of whole answer objects."""

    def make(*answers: Any, **more: Any) -> Bundle:
        return parse(document(*(one if isinstance(one, dict) else answer(*one) for one in answers), **more))

    return make


@pytest.fixture
def ask_of(bundle_of: Callable[..., Bundle]) -> Callable[..., Callable[[str], Reply]]:
    """What a bundle of these answers replies to a GET."""

    def make(*answers: Any, **more: Any) -> Callable[[str], Reply]:
        world = answerer(bundle_of(*answers, **more))
        return lambda url: world(Ask.from_url("GET", url))

    return make
