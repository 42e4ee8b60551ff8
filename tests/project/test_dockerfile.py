from __future__ import annotations

import pytest

from pfdoctor.model.errors import Unreadable
from pfdoctor.project.dockerfile import base_of
from pfdoctor.project.source import Source


@pytest.mark.parametrize(
    ("text", "base", "line"),
    [
        ("FROM a:1\n", "a:1", 1),
        ("# FROM x\nfrom a:1 as one\nFROM b:2\n", "b:2", 3),
        ("FROM a:1 AS one\nFROM one AS two\nFROM TWO\n", "a:1", 1),
        ("ARG V=3\nFROM --platform=$P a:$V\n", "a:3", 2),
        ('ARG V="3"\nFROM a:${V}\n', "a:3", 2),
        ("FROM a:${V:-7}\n", "a:7", 1),
        ("FROM scratch\nARG V=1\nFROM a:${V}\n", "a:${V}", 3),
        ("RUN x\n", "", 1),
    ],
)
def test_the_base_of_the_last_stage(text, base, line):
    found = base_of(Source("Dockerfile"), text)
    assert (found.base, found.line) == (base, line)


@pytest.mark.parametrize("text", ["", "ARG B\nFROM $B\n", "FROM {{IMAGE}}\n"])
def test_a_base_that_is_open_is_unreadable(text):
    with pytest.raises(Unreadable):
        base_of(Source("Dockerfile"), text).known()
