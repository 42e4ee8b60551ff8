from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from pfdoctor.bundle.file import load, parse
from pfdoctor.model.errors import CannotStart

WHOLE = {
    "pfdoctor_bundle": 1,
    "taken_at": "2026-11-22T06:00:00Z",
    "target": {"subscription": "s", "resource_group": "g", "workspace": "w", "endpoint": "e"},
    "caller": {"object_id": "ME", "tenant_id": "T"},
    "answers": [{"request": "GET /subscriptions/s", "status": 200, "body": {"id": "/subscriptions/s"}, "new": 1}],
    "world": {"principals": [{"object_id": "A", "groups": ["G"]}, {"object_id": "B"}], "management_groups": []},
    "later": {"field": True},
}


def test_reads_all_that_a_bundle_says():
    bundle = parse(WHOLE)
    assert bundle.taken_at == datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert (bundle.target.endpoint, bundle.target.world, bundle.caller.object_id) == ("e", "bundle", "me")
    assert [one.groups for one in bundle.world.principals] == [("g",), None]


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("b.json", lambda text: text.encode()),
        ("b.json", lambda text: text.encode("utf-8-sig")),
        ("b.json", lambda text: text.encode("utf-16")),
        ("b.json.gz", lambda text: gzip.compress(text.encode())),
    ],
)
def test_reads_a_file_as_tools_write_it(tmp_path, name, encode):
    (tmp_path / name).write_bytes(encode(json.dumps(WHOLE)))
    assert load(tmp_path / name) == parse(WHOLE)


@pytest.mark.parametrize("version", [1, 1.7, "1.2"])
def test_reads_newer_minor_formats(version):
    assert parse(WHOLE | {"pfdoctor_bundle": version}).answers


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"pfdoctor_bundle": 2}, "format 2"),
        ({"pfdoctor_bundle": True}, "not a number"),
        ({"taken_at": "yesterday"}, "taken_at"),
        ({"taken_at": None}, "taken_at"),
        ({"target": {"subscription": "s", "resource_group": "g", "workspace": "w"}}, "target.endpoint"),
        ({"target": ["s"]}, "target"),
        ({"answers": {}}, "list of answers"),
        ({"answers": ["GET /x"]}, "answer 1 of"),
        ({"answers": [{"request": "/subscriptions/s"}]}, "not like `GET"),
        ({"answers": [{"request": "GET https://[x/", "status": 200}]}, "answer 1 of"),
        ({"answers": [{"request": "GET /s", "status": "200"}]}, "not a number"),
        ({"world": {"principals": "all"}}, "world.principals"),
    ],
)
def test_refuses_in_one_sentence(change, told):
    with pytest.raises(CannotStart, match=told) as refused:
        parse(WHOLE | change)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("found", [{}, [], None, "text", {"answers": []}])
def test_refuses_what_is_no_bundle(found):
    with pytest.raises(CannotStart, match="not a pfdoctor bundle"):
        parse(found)
