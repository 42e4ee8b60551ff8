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
        ("ARG HOST=h NAME='a:1'\nARG ALL=${HOST}/${NAME}\nFROM ${ALL}\n", "h/a:1", 3),
        ("FROM a:1\nRUN <<EOF\nFROM b:2\nEOF\n", "a:1", 1),
        ("FROM a:1\nRUN cat <<< x\nFROM b:2\n", "b:2", 3),
        ("FROM a:1\nRUN echo \\\n  # note\n  FROM b:2\n", "a:1", 1),
        ("FROM \\\n  a:1\n", "a:1", 1),
        ("# escape=`\nRUN c:\\\nFROM a`\n:1\n", "a:1", 3),
        ("RUN x\n", "", 1),
    ],
)
def test_the_base_of_the_last_stage(text, base, line):
    found = base_of(Source("Dockerfile"), text)
    assert (found.base, found.line) == (base, line)


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("FROM a\nexpose 8080 9000/tcp\n", {8080, 9000}),
        ("FROM a\nEXPOSE 7000-7002/udp\n", {7000, 7001, 7002}),
        ("FROM a AS web\nEXPOSE 3000\nFROM b\nEXPOSE 8000\n", {8000}),
        ("FROM a AS one\nEXPOSE 80\nFROM one\n", {80}),
        ("FROM a\nENV PORT=80\nEXPOSE $PORT\n", {80}),
        ("FROM a\nENV PORT 80\nEXPOSE ${PORT}\n", {80}),
        ("ARG PORT=80\nFROM a\nARG PORT\nEXPOSE $PORT\n", {80}),
        ("FROM a\nEXPOSE 80\nEXPOSE $PORT\n", set()),
        ("FROM a\nEXPOSE 99999\n", set()),
        ("FROM a\nEXPOSE 1-65535\n", set()),
    ],
)
def test_the_ports_of_the_last_stage(text, ports):
    assert base_of(Source("Dockerfile"), text).ports == ports


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("FROM a\nCMD x\n", True),
        ("FROM a AS b\nENTRYPOINT x\nFROM b\n", True),
        ("FROM a AS b\nCMD x\nFROM c\n", False),
    ],
)
def test_whether_it_says_what_to_run(text, starts):
    assert base_of(Source("Dockerfile"), text).starts is starts


@pytest.mark.parametrize("text", ["", "ARG B\nFROM $B\n", "FROM {{IMAGE}}\n", "FROM <acr>.azurecr.io/a:1\n"])
def test_a_base_that_is_open_is_unreadable(text):
    with pytest.raises(Unreadable):
        base_of(Source("Dockerfile"), text).known()


@pytest.mark.parametrize(
    "text",
    [
        "ENV A0=aaaaaaaaaa\n" + "".join(f"ENV A{n + 1}={f'$A{n}' * 10}\n" for n in range(30)) + "EXPOSE $A30\n",
        "".join(f"ENV A{n}=8080\n" for n in range(2_000)) + "EXPOSE 80 $A1999\n",
        "".join(f"EXPOSE {n * 900 + 1}-{n * 900 + 900}\n" for n in range(70)),
    ],
)
def test_what_grows_without_end_is_left_open(text):
    assert base_of(Source("Dockerfile"), f"FROM a\n{text}").ports == set()


def test_a_base_of_variables_of_variables_is_open():
    text = "ARG A0=aaaaaaaaaa\n" + "".join(f"ARG A{n + 1}={f'$A{n}' * 10}\n" for n in range(30)) + "FROM $A30\n"
    with pytest.raises(Unreadable):
        base_of(Source("Dockerfile"), text).known()
