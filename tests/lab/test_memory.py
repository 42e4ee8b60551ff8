"""Requests without end, none like another, leave nothing behind."""

from __future__ import annotations

import gc

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
PROVIDERS = f"{S}/resourceGroups/rg/providers"


def test_reads_leave_nothing_behind(get):
    def kept(first, count):
        """How many objects there are after so many more requests."""
        for number in range(first, first + count):
            get(f"{PROVIDERS}/Microsoft.Made{number}/up/{number}", "reader")
            get(f"{PROVIDERS}/Microsoft.Storage/storageAccounts/a{number}", "member")
            get(f"/subscriptions/{number}")
        gc.collect()
        return len(gc.get_objects())

    # The first round fills what is kept for speed.
    kept(0, 1100)
    before = kept(10_000, 1100)
    assert kept(20_000, 1100) - before < 500
