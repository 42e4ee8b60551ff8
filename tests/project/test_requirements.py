from __future__ import annotations

import pytest

from pfdoctor.project.requirements import parse, read


def only(text):
    (line,) = parse(text)
    return line.kind, line.name, line.version


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pandas", ("package", "pandas", "")),
        ("pandas >= 2, < 3 ; python_version > '3.9'", ("package", "pandas", ">= 2, < 3")),
        ("promptflow[azure, executable]==1.0  # pinned", ("package", "promptflow[azure,executable]", "==1.0")),
        ("ruamel.yaml", ("package", "ruamel.yaml", "")),
        ("a==1 \\\n    --hash=sha256:00", ("package", "a", "==1")),
        ("-i https://host/simple", ("index", "https://host/simple", "")),
        ("--extra-index-url=https://host/simple", ("index", "https://host/simple", "")),
        ("-r other.txt", ("include", "other.txt", "")),
        ("-rother.txt", ("include", "other.txt", "")),
        ("--requirement other.txt", ("include", "other.txt", "")),
        ("-e .", ("local", ".", "")),
        ("-e git+https://github.com/a/b#egg=b", ("url", "git+https://github.com/a/b#egg=b", "")),
        ("./package", ("local", "./package", "")),
        ("package/x-1.0-py3-none-any.whl", ("local", "package/x-1.0-py3-none-any.whl", "")),
        ("x @ https://host/x.zip", ("url", "https://host/x.zip", "")),
        ("x@ file:///srv/x.whl", ("local", "x@ file:///srv/x.whl", "")),
        ("https://host/x.whl", ("url", "https://host/x.whl", "")),
        ("C:\\wheels\\x.whl", ("local", "C:\\wheels\\x.whl", "")),
        ("libs/mine", ("local", "libs/mine", "")),
        (".[dev]", ("local", ".[dev]", "")),
        ("pandas (>=1.0)", ("package", "pandas", ">=1.0")),
        ("-e git+ssh://git@host/a#egg=a", ("url", "git+ssh://git@host/a#egg=a", "")),
        ('--index-url "https://host/simple"', ("index", "https://host/simple", "")),
        ("x @ https://host/x.zip ; python_version > '3'", ("url", "https://host/x.zip", "")),
    ],
)
def test_a_line_is_what_pip_takes_it_for(text, line):
    assert only(text) == line


@pytest.mark.parametrize("text", ["", "# all", "   # comment", "--pre", "--no-binary :all:", "--hash=x"])
def test_what_names_nothing_is_left_out(text):
    assert list(parse(text)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("-i https://a/s --trusted-host b --extra-index-url=https://c/s", ["https://a/s", "https://c/s"]),
        ("a # b \\\nc\n", ["a"]),
        ("a \\\n# b\nc\n", ["a", "c"]),
        ("a\\", ["a"]),
        ("-c b.txt\na", ["a"]),
    ],
)
def test_options_and_continuations_are_read_as_pip_does(text, names):
    assert [line.name for line in parse(text)] == names


@pytest.mark.parametrize(
    ("text", "hole"),
    [
        ("-i ${INDEX}", True),
        ("-i https://${HOST}/simple", True),
        ("-i https://${USER}:${PAT}@host/simple", False),
        ("${WHEEL}", True),
        ("pandas", False),
    ],
)
def test_a_variable_hides_what_is_meant_but_not_a_host_that_is_written(text, hole):
    assert next(parse(text)).hole is hole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_windows_writes_is_read_as_pip_does(tmp_path, encoding):
    path = tmp_path / "requirements.txt"
    path.write_text("pandas\n", encoding=encoding)
    assert [line.name for line in read(path, tmp_path).of("package")] == ["pandas"]


def test_lines_are_counted_where_they_begin():
    assert [line.number for line in parse("a\n\n# x\nb \\\n  ==1\nc\n")] == [1, 4, 6]


@pytest.mark.parametrize(("name", "package"), [("Prompt_Flow.Tools[x]", "prompt-flow-tools"), ("a", "a")])
def test_names_compare_as_pypi_does(name, package):
    assert next(parse(name)).package == package
