from __future__ import annotations

import pytest

from pfdoctor.bundle.filters import Filter, read_filter


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", Filter()),
        ("atScope()", Filter(at_scope=True)),
        ("ATSCOPE() and assignedTo('AB')", Filter(at_scope=True, assigned_to="ab")),
        ("principalId  eq 'AB'", Filter(principal_id="ab")),
        ("roleName eq 'It''s and so'", Filter(role_name="it's and so")),
        ("type eq 'CustomRole' and atScopeAndBelow()", Filter(role_type="customrole")),
        ("asTarget()", Filter(as_target=True)),
    ],
)
def test_reads(text, read):
    assert read_filter(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "atScope",
        "principalId ne 'x'",
        "atScope() or asTarget()",
        "atScope() and",
        "atScope()atScope()",
        "and atScope()",
        "assignedTo('a') and assignedTo('b')",
    ],
)
def test_does_not_guess(text):
    assert read_filter(text) is None
