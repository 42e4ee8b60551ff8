"""One verdict for several questions that must all be answered yes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from pfdoctor.model.proof import Access, Proof

T = TypeVar("T")


def all_of(proofs: Sequence[Proof]) -> Proof:
    """Denied if any is denied, else unknown if any is unknown, else allowed; with the reasons that decided it.

    Raises ValueError for no proofs at all: nothing asked proves nothing.
    """
    if not proofs:
        raise ValueError("no question was asked")
    for verdict in (Access.DENIED, Access.UNKNOWN, Access.ALLOWED):
        deciding = [proof for proof in proofs if proof.verdict is verdict]
        if deciding:
            break
    return Proof(
        verdict=verdict,
        because=_distinct(node for proof in deciding for node in proof.because),
        near_misses=_distinct(miss for proof in deciding for miss in proof.near_misses),
        needs=_distinct(need for proof in deciding for need in proof.needs),
    )


def _distinct(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
