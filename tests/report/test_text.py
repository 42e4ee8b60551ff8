from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.finding import Evidence, Fix, Safety
from pfdoctor.model.need import Need

NARROW = """\
 my-endpoint · workspace contoso-ml · rg-contoso · 9 checks, 22 requests, 1.3 s

 Roles of the endpoint's identity
  ✗ acr-pull            id-pf may not pull from contosoacr
      why     no assignment of id-pf or its groups allows
              Microsoft.ContainerRegistry/registries/pull/read there
      nearest AcrPull on contosoacrdev, another registry
      fix     grant AcrPull on contosoacr
    ✗ deployment-state  blue is Failed (follows from acr-pull)

 Could not be read
  ? 2 checks            GET .../contoso-openai/roleAssignments: refused (403)
      for     openai-user, connection-auth
      needs   Microsoft.Authorization/roleAssignments/read on
              .../accounts/contoso-openai

 Deployments
  # quota               crashed: KeyError: 'limit'

 Warnings
  ! inference-config    .../environments/pf/versions/3 has no inference_config
      why     properties.inferenceConfig of pf:3 is not set
      fix     register a new version (by hand)
              az ml %s

 Passed
  ✓ workspace           workspace-ready
  ✓ deployment          instance-count (2)

 Skipped
  – roles               search-index-data-reader

 3 failed (2 errors, 1 warning) · 1 crashed · 2 unknown · 3 passed · 1 skipped
 next: pfdoctor fix my-endpoint --grant-roles
""" % ("x" * 90)


def test_a_narrow_terminal(sick, draw):
    assert draw(sick) == NARROW


def test_a_wide_terminal_has_everything_on_fewer_lines(sick, draw):
    wide = draw([one for one in sick if one.outcome != "crashed"], 140).splitlines()
    assert wide[-1].endswith(" 1 skipped          next: pfdoctor fix my-endpoint --grant-roles")
    assert "      needs   Microsoft.Authorization/roleAssignments/read on .../accounts/contoso-openai" in wide


def test_a_stream_that_holds_ascii_only(sick, draw):
    plain = draw(sick, encoding="ascii")
    assert "  x  acr-pull            id-pf may not pull from contosoacr\n" in plain
    assert "  ok workspace           workspace-ready\n" in plain
    assert " 3 failed (2 errors, 1 warning) - 1 crashed - 2 unknown - 3 passed - 1 skipped\n" in plain


def test_colour_only_where_there_is_a_terminal(sick, draw):
    assert "\x1b" not in draw(sick)
    assert "\x1b[1;31m✗" in draw(sick, colour="standard")


@pytest.mark.parametrize(
    ("severity", "mark", "heading"),
    [("error", "\x1b[1;31m✗", "Roles"), ("warning", "\x1b[33m!", "Warnings"), ("info", "\x1b[36mi", "Notes")],
)
def test_a_failure_looks_as_grave_as_it_is(make, draw, severity, mark, heading):
    told = draw([make("a", "failed", severity=severity)], colour="standard")
    assert mark in told
    assert heading in told


def test_a_warning_among_errors_says_that_it_is_one(make, draw):
    cause = make("cause", "failed", "it is so")
    told = draw([cause, make("effect", "failed", "it may be so", severity="warning", caused_by=cause.id)])
    assert "    ! effect  warning: it may be so (follows from cause)\n" in told


def test_notes_of_one_check_are_told_once_and_with_verbose_each(make, draw):
    notes = [make("a", "failed", f"{name} is small", subject=f"/x/{name}", severity="info") for name in ("b", "c")]
    assert "  i a  b is small (also: c)\n" in draw(notes)
    assert "c is small" in draw(notes, verbose=True)


def test_verbose_shows_the_proof_and_whole_ids(sick, draw):
    told = draw(sick, verbose=True)
    assert "      R5      no assignment of id-pf" in told
    assert "providers/Microsoft.ContainerRegistry/registries/contosoacr\n" in told
    assert "✓ workspace-ready           workspace-ready is well" in told
    assert "– search-index-data-reader  no connection to a search service" in told
    assert "403 0f0f" in told
    assert "      to      00000000-aaaa\n" in told


@pytest.mark.parametrize(
    "name",
    [
        "acr\x1b[2J\x1b[1;1Hpwned",
        "acr\x1b]0;title\x07pwned",
        "acr\x9b31mpwned",
        "acr\u202epwned",
        "acr\r\npwned",
        "[bold]pwned[/bold]",
        ":skull: pwned",
        "acr\ud800pwned",
    ],
)
def test_hostile_names_reach_the_terminal_as_plain_text(make, draw, name):
    fix = Fix("run-command", Safety.MANUAL, name, commands=(name,))
    told = draw(
        [make("acr-pull", "failed", name, evidence=(Evidence(name, name, name),), fixes=(fix,))], colour="standard"
    )
    shown = told.replace("\x1b[", "")
    assert "pwned" in told
    assert not set(shown) & set("\x1b\x9b\u202e\r\x07\ud800")
    assert ("[bold]pwned[/bold]" in told) == (name == "[bold]pwned[/bold]")
    assert "💀" not in told


TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)


@given(message=TEXTS, subject=TEXTS, outcome=st.sampled_from(["passed", "failed", "unknown", "skipped", "crashed"]))
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_whatever_is_said_no_unseen_character_is_printed(make, draw, message, subject, outcome, encoding):
    more = {"needs": (Need(message, message, subject, 403, subject, message),)} if outcome == "unknown" else {}
    result = make(
        f"c{message}", outcome, message, subject=subject, evidence=(Evidence(subject, message, message),), **more
    )
    told = draw([result], encoding=encoding, verbose=True)
    assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in told)


def test_nothing_to_do_next_when_all_is_well(make, draw):
    assert draw([make("acr-pull", "passed")]).endswith("\n 1 passed\n")
