from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.bundle.document import decode, read_json
from pfdoctor.model.errors import CannotStart

TEXT = (
    json.dumps({"a": ["ä", True, None, -1.5, 1e-20, {"b": "c d"}], "e": {}}, ensure_ascii=False)[:-1]
    + ', "f": "\\u00e4x"}'
)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{\n"a": oops}', "not JSON: .* in line 2"),
        (b'{"a": 1} more', "not JSON"),
        (b"<html>Sign in</html>", "not JSON"),
        (b'{\n"a":\n[1, "b', "cut short: it ends in line 3, after byte 13"),
        (b"", "empty"),
        (b" \n", "empty"),
        (b'{"a": "\xff\xfe\xfa"}', "not text in UTF-8: byte 7"),
        (b'{"a": "\xc3', "cut short"),
        (b"[" * 200_000, "not JSON that can be read"),
    ],
)
def test_says_what_is_wrong_and_where(raw, told):
    with pytest.raises(CannotStart, match=told):
        decode(raw, "the file")


@given(st.integers(1, len(TEXT.encode()) - 1))
def test_a_document_cut_anywhere_is_cut_short(place):
    with pytest.raises(CannotStart, match="cut short"):
        decode(TEXT.encode()[:place], "the file")


@pytest.mark.parametrize(
    ("raw", "told"), [(gzip.compress(b"{}" * 50, mtime=0)[:-9], "cut short"), (b"\x1f\x8bnonsense", "damaged")]
)
def test_broken_gzip(tmp_path, raw, told):
    (tmp_path / "b.json.gz").write_bytes(raw)
    with pytest.raises(CannotStart, match=told):
        read_json(tmp_path / "b.json.gz")


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(CannotStart, match="there is no file"):
        read_json(tmp_path / "none.json")
    with pytest.raises(CannotStart, match="cannot be read"):
        read_json(tmp_path)
