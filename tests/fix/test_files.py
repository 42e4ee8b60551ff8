from __future__ import annotations

import pytest

from pfdoctor.fix.files import NotEdited, diff, edited, patch_of, taken_back, value_of, write

ROUTES = {"liveness_route": {"path": "/health", "port": 8080}}


@pytest.mark.parametrize(
    ("text", "setting", "value", "after"),
    [
        ("name: a\n", "image", "x:1", "name: a\nimage: x:1\n"),
        ("# c\nname: a  # d\n\nb:\n- 1\n", "image", "x", "# c\nname: a  # d\n\nb:\n- 1\nimage: x\n"),
        (
            "environment:\n  image: old # why\nnodes: []\n",
            "environment.image",
            "new",
            "environment:\n  image: new # why\nnodes: []\n",
        ),
        ("environment:\n    a: 1\nz: 2\n", "environment.image", "n", "environment:\n    a: 1\n    image: n\nz: 2\n"),
        ("a: 'q'\nb: \"r\"\n", "c", 1, "a: 'q'\nb: \"r\"\nc: 1\n"),
        ("a: 1\r\nb: 2\r\n", "c", 3, "a: 1\r\nb: 2\r\nc: 3\r\n"),
        ("\ufeffa: 1\n", "c", 3, "\ufeffa: 1\nc: 3\n"),
        ("a: 1", "c", 3, "a: 1\nc: 3"),
        (
            "nodes:\n  - name: x\n    type: llm\n  - name: y\n",
            "c",
            3,
            "nodes:\n  - name: x\n    type: llm\n  - name: y\nc: 3\n",
        ),
        ("a: >-\n  long text\n  folded\nb: |\n  kept\n", "c", 3, "a: >-\n  long text\n  folded\nb: |\n  kept\nc: 3\n"),
    ],
)
def test_one_setting_is_changed_and_nothing_else(text, setting, value, after):
    assert edited(text, setting, value) == after
    assert value_of(after, setting) == value
    assert taken_back(after, patch_of(text, after)) == text


def test_only_the_lines_of_the_change_are_kept_for_taking_it_back():
    text = "secret: x\nimage: old\nz: 1\n"
    patch = patch_of(text, edited(text, "image", "new"))
    assert (patch.old, patch.new) == (("image: old\n",), ("image: new\n",))


def test_what_was_changed_since_is_not_taken_back():
    after = edited("a: 1\n", "b", 2)
    with pytest.raises(NotEdited):
        taken_back(after + "c: 3\n", patch_of("a: 1\n", after))


@pytest.mark.shared
def test_in_real_files_one_place_is_touched(shared):
    for file in sorted((shared / "corpus").rglob("*.y*ml")):
        text = file.read_bytes().decode("utf-8", "replace")
        try:
            after = edited(text, "environment.image", "x:1") if len(text) < 50_000 else text
        except NotEdited:
            continue
        assert len(patch_of(text, after).old) <= 1, file.name
        assert taken_back(after, patch_of(text, after)) == text


def test_the_routes_go_into_an_environment():
    after = edited("name: e\nimage: i\n", "inference_config", ROUTES)
    assert value_of(after, "inference_config") == ROUTES
    assert after.startswith("name: e\nimage: i\ninference_config:\n")


@pytest.mark.parametrize("text", ["a: [", "- 1\n", "a: 1\na: 2\n", "{{HOLE}}: x\n: y", "just text"])
def test_what_cannot_be_written_back_is_left_alone(text):
    with pytest.raises(NotEdited):
        edited(text, "b", 1)


def test_the_diff_shows_the_line():
    assert "+b: 1" in diff("env.yaml", "a: 1\n", "a: 1\nb: 1\n").splitlines()


def test_a_file_is_replaced_at_once(tmp_path):
    file = tmp_path / "env.yaml"
    file.write_text("a: 1\n")
    write(file, "b: 2\n")
    assert [one.name for one in tmp_path.iterdir()] == ["env.yaml"]
    assert file.read_text() == "b: 2\n"


def test_a_link_stays_a_link(tmp_path):
    file, link = tmp_path / "file.yaml", tmp_path / "link.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    try:
        link.symlink_to(file)
    except OSError:
        pytest.skip("no symbolic links here")
    write(link, "a: 2\n")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "a: 2\n"
