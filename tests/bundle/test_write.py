from __future__ import annotations

import pytest

from pfdoctor.bundle.file import load
from pfdoctor.bundle.write import dump

ANSWERS = [
    ("/subscriptions/s", {"id": "/subscriptions/s", "displayName": "ä"}),
    {"request": "GET /subscriptions/a", "status": None, "error": "reset", "read_at": "2026-11-22T05:00:00Z"},
    {"request": "GET /subscriptions/b/list", "status": 429, "body": {"error": {}}, "partial": [{"id": "/x"}]},
]
WORLD = {
    "principals": [{"object_id": "p", "groups": []}, {"object_id": "q"}],
    "management_groups": [{"id": "/m", "parent": "/"}],
}


@pytest.mark.parametrize("name", ["b.json", "b.json.gz"])
def test_what_was_written_is_read(tmp_path, bundle_of, name):
    bundle = bundle_of(*ANSWERS, world=WORLD)
    dump(bundle, tmp_path / name)
    read = load(tmp_path / name)
    assert (read.target, read.taken_at, read.world) == (bundle.target, bundle.taken_at, bundle.world)
    assert sorted(read.answers, key=str) == sorted(bundle.answers, key=str)


@pytest.mark.parametrize("name", ["b.json", "b.json.gz"])
def test_the_same_bundle_gives_the_same_bytes(tmp_path, bundle_of, name):
    written = []
    for answers in (ANSWERS, ANSWERS[::-1]):
        dump(bundle_of(*answers), tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_compressed_bundle_holds_no_time(tmp_path, bundle_of):
    dump(bundle_of(), tmp_path / "b.json.gz")
    assert (tmp_path / "b.json.gz").read_bytes()[4:8] == bytes(4)
