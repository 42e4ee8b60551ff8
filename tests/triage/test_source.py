"""Whatever encoding a text is in, and wherever it is cut."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.triage.source import OVERLAP, PIECE, encoding_of, pieces

JAPANESE = "エラー: デプロイ スキーマをフェッチできません。ワークスペース シークレット一覧へのアクセスが拒否されました"


def read(data):
    return list(pieces(io.BytesIO(data)))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932", "shift_jis"]
)
def test_japanese_is_read_in_every_encoding_it_comes_in(first, encoding):
    assert b"".join(read(JAPANESE.encode(encoding))).decode() == JAPANESE
    assert first(JAPANESE.encode(encoding)) == "missing-connection-secrets-reader"


def test_western_text_is_not_taken_for_japanese():
    assert encoding_of("Accès refusé à l'écriture de la clé".encode("cp1252")) == "cp1252"


@given(st.binary(max_size=300))
def test_any_bytes_at_all_can_be_read(data):
    for piece in read(data):
        piece.decode("utf-8", "replace")


def test_nothing_is_kept_of_nothing():
    assert read(b"") == []


def test_pieces_overlap_so_that_nothing_is_cut_in_two():
    data = bytes(range(32, 127)) * (3 * PIECE // 95)
    found = read(data)
    assert len(found) > 2
    assert b"".join([found[0], *(piece[OVERLAP:] for piece in found[1:])]) == data
    assert max(map(len, found)) <= PIECE + OVERLAP


@pytest.mark.parametrize("offset", [PIECE - 30, PIECE - 1, PIECE, 2 * PIECE - 10])
def test_a_symptom_across_two_pieces_is_found(first, offset):
    assert first("." * offset + " Access denied to list workspace secret " + "." * PIECE) == (
        "missing-connection-secrets-reader"
    )


class Slowly(io.RawIOBase):
    """A pipe that hands out a few bytes at a time."""

    def __init__(self, data):
        self.data = data

    def read(self, size=-1):
        taken, self.data = self.data[:7], self.data[7:]
        return taken


def test_a_pipe_that_hands_out_little_at_a_time_is_read_to_its_end():
    assert b"".join(pieces(Slowly(JAPANESE.encode("utf-16")))).decode() == JAPANESE
