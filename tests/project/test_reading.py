from __future__ import annotations

import os

import pytest

from pfdoctor.project.project import open_project
from pfdoctor.project.reading import read_text


@pytest.fixture(name="place")
def _place(tmp_path):
    (tmp_path / "outside.txt").write_text("secret==1\n", encoding="utf-8")
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def link(place, target):
    try:
        os.symlink(target, place)
    except OSError:
        pytest.skip("this system lets nobody make links")


@pytest.mark.parametrize("name", ["link.txt", "../outside.txt", "folder/outside.txt"])
def test_nothing_outside_the_folder_is_read(place, name):
    link(place / "link.txt", place.parent / "outside.txt")
    link(place / "folder", place.parent)
    source, text, (problem,) = read_text(place / name, place)
    assert (source.lines, text, problem.unread) == ((), None, True)


def test_a_link_within_the_folder_is_read(place):
    (place / "a.txt").write_text("a", encoding="utf-8")
    link(place / "link.txt", "a.txt")
    assert read_text(place / "link.txt", place)[1] == "a"


def test_a_file_that_is_a_link_out_of_the_folder_is_told_and_not_read(place):
    (place.parent / "e.yaml").write_text("name: e\nimage: x\ninference_config: {}\n", encoding="utf-8")
    link(place / "e.yaml", place.parent / "e.yaml")
    found = open_project(place)
    assert [one.source.name for one in found.unread] == ["e.yaml"]
    assert not found.environments


def test_a_requirements_file_includes_nothing_from_outside(place):
    (place / "flow.dag.yaml").write_text("nodes: []\n", encoding="utf-8")
    (place / "requirements.txt").write_text("-r ../outside.txt\n", encoding="utf-8")
    found = open_project(place)
    files = found.requirements(found.flows[0])
    assert [bool(file.problems) for file in files] == [False, True]
    assert not files[1].lines


def test_of_endless_includes_the_rest_is_unread(place):
    (place / "flow.dag.yaml").write_text("nodes: []\n", encoding="utf-8")
    (place / "requirements.txt").write_text("-r r0.txt\n", encoding="utf-8")
    for number in range(25):
        (place / f"r{number}.txt").write_text(f"-r r{number + 1}.txt\n", encoding="utf-8")
    found = open_project(place)
    assert any(file.problems for file in found.requirements(found.flows[0]))
