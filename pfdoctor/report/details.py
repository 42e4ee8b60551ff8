"""What a result rests on, in words for a person: why, what came nearest, what is needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.finding import Evidence, Result
from pfdoctor.model.need import Need
from pfdoctor.report.json_report import plain

_ID = re.compile(r"/subscriptions/[^\s'\"`,;()?]+(?:\?\S*)?", re.IGNORECASE)
_REFUSED = (401, 403)


def short(text: str) -> str:
    """`text` with ids of resources cut to their type and name: .../registries/contosoacr."""
    return _ID.sub(lambda found: _short_id(found.group()), text)


def _short_id(text: str) -> str:
    bare = text.rstrip(".:")
    end = text[len(bare) :]
    parts = ArmId(bare.partition("?")[0]).parts
    if len(parts) < 5:
        return text
    if parts[-3].lower() == "providers":
        return "/".join(("...", parts[-4], parts[-1])) + end
    kept = 4 if parts[-2].lower() == "versions" else 2
    return "/".join(("...", *parts[-kept:])) + end


def name_of(source: str) -> str:
    """What a person calls a resource: its name, with the version if it has one; a file by its path."""
    if not source.startswith("/"):
        return source
    parts = ArmId(source).parts
    versioned = len(parts) > 3 and parts[-2].lower() == "versions"
    return f"{parts[-3]}:{parts[-1]}" if versioned else ArmId(source).name


def why(result: Result, longest: int = 60) -> tuple[str, ...]:
    """The reasons of the proof; where access is not the question, the values that were read."""
    if result.proof:
        return _unique(one.reason for one in result.proof.because if one.reason)
    return _unique(described(evidence, longest) for evidence in result.evidence)


def nearest(result: Result) -> tuple[str, ...]:
    """What almost granted the access."""
    return _unique(miss.reason for miss in result.proof.near_misses) if result.proof else ()


def needed(result: Result, said: str) -> tuple[str, ...]:
    """What would settle an unknown: a right and its scope, or the answer that did not come; without what was `said`."""
    return settling(result.needs, said)


def settling(needs: Iterable[Need], said: str) -> tuple[str, ...]:
    """The same of any needs."""
    return _unique(settles for need in needs if (settles := _settles(need, said)))


def unread(needs: Iterable[Need]) -> str:
    """What was not read and why, as one clause for all the results that rest on it."""
    first = next(iter(needs))
    status = f"status {first.status}" if first.status else "no answer"
    why_not = f"refused ({first.status})" if first.status in _REFUSED else first.reason or status
    asked = first.request or first.action
    return why_not if _names(why_not, asked) else f"{asked}: {why_not}"


def described(evidence: Evidence, longest: int = 60) -> str:
    """A value that was read, in at most so many characters; of a file its whole line."""
    name = name_of(evidence.source)
    if evidence.line and evidence.value is not None:
        return f"{name} | {evidence.line}"
    value = plain(evidence.value)
    if value is None:
        return f"{evidence.path} of {name} is not set"
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(shown) > longest:
        shown = short(shown)
    if len(shown) > longest:
        shown = shown[: longest - 3] + "..."
    return f"{evidence.path} of {name} is {shown}" if shown else f"{evidence.path} of {name} is empty"


def _settles(need: Need, message: str) -> str:
    refused = need.status in _REFUSED
    asked = f"{need.action} on {need.scope}" if refused and need.action and need.scope else need.request or need.action
    known = not need.reason or need.reason.lower() in message.lower() or (refused and need.action in need.reason)
    said = [] if known else [need.reason.removeprefix(f"{asked} is ")]
    if need.status and need.status >= 300 and str(need.status) not in message + need.reason:
        said.insert(0, str(need.status))
    if said:
        return f"{asked} ({', '.join(said)})" if asked else need.reason
    return "" if _names(message, asked) else asked or need.reason


def _names(text: str, asked: str) -> bool:
    """Whether `text` holds the whole of `asked`, and not only the beginning of a longer path."""
    return bool(asked) and re.search(re.escape(asked) + r"(?![\w/?-]|\.\w)", text) is not None


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
