"""Rulings and holders for a person: what, on what, through which role, or what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console

from pfdoctor.model.finding import Outcome, Severity
from pfdoctor.model.need import Need
from pfdoctor.model.proof import Access, Proof
from pfdoctor.model.ruling import Grant, Holders, Origin, Proposal, Ruling
from pfdoctor.model.target import Target
from pfdoctor.rbac.scope import words
from pfdoctor.report import details
from pfdoctor.report.layout import Page

_MARKS: dict[Access, Outcome | Severity] = {
    Access.ALLOWED: Outcome.PASSED,
    Access.DENIED: Severity.ERROR,
    Access.UNKNOWN: Outcome.UNKNOWN,
}
_MAY = {Access.ALLOWED: "may", Access.DENIED: "may not", Access.UNKNOWN: "may or may not"}
_BY = {Origin.AZURE: "by Azure itself", Origin.HAND: "by hand", Origin.UNKNOWN: "by Azure or by hand"}
_WORLDS = {"bundle": "recorded", "demo": "demo", "files": "local files"}
_SHOWN = 3
"""Reasons of one kind that are shown without -v."""


def write(target: Target, rulings: Sequence[Ruling], console: Console, *, cost: str, verbose: bool = False) -> None:
    """The answer to one question, with its whole proof."""
    page = Page(console)
    _header(page, target, cost)
    page.blank()
    for one in rulings:
        page.marked(_MARKS[one.verdict], (_who(one), "bold"), (_MAY[one.verdict], ""), (one.doing, ""))
        _about(page, one, short=True)
        if verbose or one.verdict is not Access.UNKNOWN:
            _tree(page, one.proof, verbose)
        _grants(page, one.grants, verbose, short=True)
        _missing(page, one, verbose)


def write_all(target: Target, rulings: Sequence[Ruling], console: Console, *, cost: str, verbose: bool = False) -> None:
    """The table of all that the endpoint's identities need."""
    page = Page(console)
    _header(page, target, cost)
    for who, members in groupby(rulings, key=lambda one: one.principal):
        page.heading(f"{who.name} ({who.kind} identity, {who.principal_id})")
        for one in members:
            page.marked(_MARKS[one.verdict], (one.doing, "bold"))
            if one.when:
                page.labelled("needed", (f"if {one.when}", ""))
            _about(page, one)
            _grants(page, one.grants, verbose)
            if verbose:
                _tree(page, one.proof, verbose)
            _missing(page, one, verbose)
    counted = [(sum(one.verdict is verdict for one in rulings), verdict) for verdict in Access]
    page.blank()
    page.parts(page.text((f"{number} {verdict}", "bold")) for number, verdict in counted if number)


def write_holders(found: Holders, console: Console, *, cost: str, verbose: bool = False) -> None:
    """Who may do it: the certain ones, those who may, and those who are blocked."""
    page = Page(console)
    right = found.right
    page.parts(
        (page.text((", ".join(right.actions), "bold")), page.text((words(right.scope), "")), page.text((cost, "")))
    )
    page.blank()
    for note in found.notes:
        page.paragraph(page.text((f"Note: {note}.", "dim")))
    for one in found.holders:
        name = one.name or one.principal_id
        known = f"{one.type or 'of a type not told'}{', ' + one.principal_id if one.name else ''}"
        page.marked(_MARKS[one.verdict], (name, "bold"), (f"({known})", "dim"))
        _grants(page, one.grants, verbose)
        if verbose or one.verdict is Access.DENIED:
            _tree(page, one.proof, verbose)
        _needs(page, one.proof.needs, verbose)
    if not found.holders:
        page.paragraph(page.text(("Nobody is known to hold it.", "")))
    _needs(page, found.needs, verbose)


def cost(requests: int, seconds: float) -> str:
    """What it took, in words."""
    return f"{requests} request{'' if requests == 1 else 's'}, {seconds:.1f} s"


def _header(page: Page, target: Target, cost: str) -> None:
    told = [(target.endpoint, "bold"), (f"workspace {target.workspace}" if target.workspace else "", "")]
    told += [(target.resource_group, ""), (_WORLDS.get(target.world, ""), "cyan"), (cost, "")]
    page.parts(page.text(piece) for piece in told if piece[0])


def _who(one: Ruling) -> str:
    return one.principal.name or one.principal.principal_id


def _about(page: Page, one: Ruling, short: bool = False) -> None:
    """`short` leaves out what the line above it says already."""
    right = one.right
    if right and not (short and all(action in one.doing for action in right.actions)):
        for action in right.actions:
            page.labelled("action", (action, ""), ("(data)" if right.data else "", "dim"))
    if right and not short:
        page.labelled("on", (words(right.scope), ""))
    for note in one.notes:
        page.labelled("note", (note, ""))
    if one.automatic and one.verdict is not Access.ALLOWED:
        page.labelled("note", ("Azure grants this by itself when it creates the endpoint", ""))


def _tree(page: Page, proof: Proof, verbose: bool) -> None:
    """The derivation, a line for each of its nodes."""
    for node in proof.because:
        page.labelled(node.rule, (node.reason if verbose else details.short(node.reason), ""))
        if verbose and node.id:
            page.labelled("", (node.id, "dim"))


def _grants(page: Page, grants: Iterable[Grant], verbose: bool, short: bool = False) -> None:
    for one in grants:
        through = f"held by group {one.group}" if one.group else ""
        by = _BY[one.origin] if one.origin else ""
        since = f"on {one.created_on:%Y-%m-%d}" if one.created_on else ""
        granted = " ".join(part for part in ("granted", by, since) if part) if by or since else ""
        said = ", ".join(part for part in (f"{one.role} at {words(one.scope)}", through) if part)
        page.labelled("through", (said, ""), (f"({granted})" if granted else "", "dim"))
        if one.condition:
            page.labelled("under", (one.condition, "yellow"))
        if one.why and (verbose or short or one.origin is Origin.UNKNOWN):
            page.labelled("", (one.why, "dim"))
        if verbose:
            page.labelled("", (one.id, "dim"))


def _missing(page: Page, one: Ruling, verbose: bool) -> None:
    misses = one.proof.near_misses
    for number, miss in enumerate(misses if verbose else misses[:_SHOWN]):
        page.labelled("" if number else "nearest", (details.short(miss.reason), ""))
    _needs(page, one.proof.needs, verbose)
    if one.proposal:
        _proposal(page, one.proposal)
        if one.check and one.right and one.right.role is None:
            page.labelled("", ("a custom role with this action alone would be smaller", "dim"))


def _proposal(page: Page, one: Proposal) -> None:
    page.labelled("grant", (f"{one.role} on {words(one.scope)}", "green"))
    if one.excess:
        shown = ", ".join(one.excess[:_SHOWN])
        more = len(one.excess) - _SHOWN
        page.labelled("", (f"it also allows {shown}{f' and {more} more' if more > 0 else ''}", "dim"))


def _needs(page: Page, needs: Iterable[Need], verbose: bool) -> None:
    """What would settle it: a right to read, or what only the request itself could tell."""
    texts = [text for one in needs for text in (details.settling((one,), "") if one.action else (one.reason,))]
    for number, text in enumerate(dict.fromkeys(texts)):
        page.labelled("" if number else "needs", (text if verbose else details.short(text), ""))
