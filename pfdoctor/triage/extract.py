"""What a text names that can be looked up: ids, actions, scopes, hosts, codes. Shapes, never single values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pfdoctor.model.diagnosis import Extract

_GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_GAP = r"[\s\\\"'`:=(]{1,12}"
_REGISTRY = r"[a-z0-9-]{5,60}\.azurecr\.(?:io|cn|us)"
_NAME = r"[A-Za-z0-9][\w.-]{0,80}"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("object id", rf"\bobject ?id{_GAP}({_GUID})"),
        ("object id", rf"\b(?:oid|principal(?: ?id)?){_GAP}({_GUID})"),
        ("client id", rf"\b(?:client_?id|appid){_GAP}({_GUID})"),
        ("action", r"(?<!providers/)(?<![\w/])(Microsoft\.[A-Za-z]{2,40}(?:/[A-Za-z*][\w*.-]{0,60}){1,8})"),
        ("scope", r"(/subscriptions/[\w.*<>-]{1,64}(?:/[\w.()*<>{}-]{1,120}){0,24})"),
        ("registry", rf"\b({_REGISTRY})"),
        ("image", rf"\b({_REGISTRY}/(?!v2\b)[\w./-]{{1,200}}(?::[\w.-]{{1,128}}|@sha256:[0-9a-f]{{64}}))"),
        ("x-request-id", rf"\bx-request-id{_GAP}([\w-]{{8,64}})"),
        (
            "request id",
            rf"(?<![\w-])(?:x-ms-(?:client-)?request-id|apim-request-id|request[-_ ]?id){_GAP}([\w-]{{8,64}})",
        ),
        ("correlation id", rf"\b(?:x-ms-)?correlation(?:[-_ ]request)?[-_ ]?id{_GAP}([\w-]{{8,64}})"),
        ("correlation id", rf"\btra(?:ce|cking)[-_ ]?id{_GAP}([\w-]{{8,64}})"),
        ("endpoint", r"\bhttps?://([a-z][a-z0-9-]{1,60})\.[a-z0-9]{2,30}\.inference\.ml\.azure\.(?:com|us|cn)\b"),
        (
            "region",
            r"\.([a-z][a-z0-9]{2,29})\.(?:inference\.ml\.azure|api\.azureml|modelmanagement\.azureml|experiments\.azureml)\.",
        ),
        ("region", rf"\b(?:location|region){_GAP}([a-z]{{4,20}}\d?)\b"),
        ("deployment", rf"\bazureml-model-deployment{_GAP}({_NAME})"),
        ("model status code", rf"\bms-azureml-model-error-statuscode{_GAP}(\d{{3}})\b"),
        ("status code", rf"\bstatus[-_ ]?code{_GAP}([45]\d\d)\b"),
        ("status code", r"\bHTTP(?:/[\d.]{1,3}| Error| status)?[ :]{1,3}([45]\d\d)\b"),
        ("status code", r"\b(?:status|error code){_GAP}([45]\d\d)\b".replace("{_GAP}", _GAP)),
        ("connection", rf"\bconnections?/({_NAME})(?:/listsecrets\b|[?\"'\s])"),
        ("connection", rf"\bconnection{_GAP}[\"'`]({_NAME})[\"'`\\]"),
        ("connection", rf"\boverriding connection ({_NAME})\b"),
        ("namespace", r"\bnot registered (?:to use|with)(?: namespace)?[\s\"'`]{1,4}(Microsoft\.[A-Za-z]{2,40})"),
        ("module", r"\bNo module named [\"'\\]{0,8}([\w.]{1,80})"),
        ("environment variable", r"\(KeyError\) [\"'\\]{0,8}([A-Za-z_]\w{1,80})"),
        ("VM size", r"\b(Standard_[A-Z]\w{1,40})\b"),
        ("time", r"\b(20\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(?::[0-5]\d)?(?:\.\d{1,9})?Z?)"),
    )
)
_MOST = 5
"""Values of one kind that are worth showing."""


def extracts(texts: Iterable[str]) -> tuple[Extract, ...]:
    """The values in `texts`, by kind in a fixed order, each once, the first few of each kind."""
    found: dict[str, dict[str, str]] = {kind: {} for kind, _ in _SHAPES}
    for text in texts:
        for kind, value in _values(plain(text)):
            known = found[kind]
            if len(known) < _MOST:
                known.setdefault(value.lower(), value)
    return tuple(Extract(kind, value) for kind, values in found.items() for value in values.values())


def _values(text: str) -> Iterator[tuple[str, str]]:
    for kind, shape in _SHAPES:
        for match in shape.finditer(text):
            yield kind, _VERB.sub("", match.group(1).rstrip("./"))


_VERB = re.compile(r"(?<=[^/])/list(?:secrets|keys)$", re.IGNORECASE)
"""What a URL asks of a resource, which is not part of its id."""
_ESCAPED_BLANK = re.compile(r"\\{1,16}[nrt]")


def plain(text: str) -> str:
    """`text` with its escaped line breaks as blanks, so that they end a value."""
    return _ESCAPED_BLANK.sub(" ", text)
