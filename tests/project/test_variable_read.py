from __future__ import annotations

import pytest

from pfdoctor.project.project import open_project


@pytest.fixture(name="needed")
def _needed(tmp_path):
    """The variables that the code of a flow needs."""

    def make(code, helper=""):
        (tmp_path / "flow.flex.yaml").write_text("entry: main:run\n", encoding="utf-8")
        (tmp_path / "main.py").write_text("import os\n" + code + "\n", encoding="utf-8")
        (tmp_path / "helper.py").write_text("import os\n" + helper + "\n", encoding="utf-8")
        return [read.name for read in open_project(tmp_path).flows[0].needed_variables]

    return make


@pytest.mark.parametrize(
    "code",
    [
        "X = os.environ['X']",
        "from os import environ as e\nX = e['X']",
        "class Settings:\n  x = os.environ['X']",
        "with open('a') as f:\n  x = os.environ['X']",
        "def run(q):\n  return os.environ['X']",
        "def run(q):\n  return ask(q)\ndef ask(q):\n  return f(key=os.environ['X'])",
        "def run(q):\n  return Client(q)\nclass Client:\n  def __init__(self, q):\n    self.key = os.environ['X']",
        "class run:\n  def __call__(self, q):\n    return os.environ['X']",
        "if os.environ['X'] == '1':\n  pass",
        "for one in os.environ['X'].split(','):\n  pass",
        "a = os.environ['X'] or 'b'",
        "try:\n  pass\nfinally:\n  a = os.environ['X']",
    ],
)
def test_what_is_read_without_a_default_is_needed(needed, code):
    assert needed(code) == ["X"]


@pytest.mark.parametrize(
    "code",
    [
        "X = os.environ.get('X')",
        "X = os.getenv('X', 'y')",
        "X = os.environ[name]",
        "os.environ['X'] = 'y'\nX = os.environ['X']",
        "os.environ.setdefault('X', 'y')\nX = os.environ['X']",
        "os.environ.update(read())\nX = os.environ['X']",
        "for name in config:\n  os.environ[name] = '1'\nX = os.environ['X']",
        "import dotenv\ndotenv.load_dotenv()\nX = os.environ['X']",
        "if 'X' in os.environ:\n  X = os.environ['X']",
        "if 'X' not in os.environ:\n  raise Exception\nX = os.environ['X']",
        "try:\n  X = os.environ['X']\nexcept KeyError:\n  X = ''",
        "import contextlib\nwith contextlib.suppress(KeyError):\n  X = os.environ['X']",
        "if local():\n  X = os.environ['X']",
        "X = os.environ['X'] if local() else ''",
        "a = b or os.environ['X']",
        "a = [os.environ['X'] for _ in b]",
        "a = lambda: os.environ['X']",
        "def other():\n  return os.environ['X']",
        "def run(q):\n  if not q:\n    return ''\n  return os.environ['X']",
        "if __name__ == '__main__':\n  X = os.environ['X']",
        "X = environ['X']",
        "import environ as os\nX = os.other['X']",
        "X = os.environ['X'\n",
    ],
)
def test_what_may_do_without_is_not(needed, code):
    assert needed(code) == []


def test_what_is_imported_and_called_is_read_too(needed):
    helper = "A = os.environ['A']\ndef ask():\n  return os.environ['B']\ndef other():\n  return os.environ['C']"
    assert sorted(needed("from helper import ask\ndef run(q):\n  return ask()", helper)) == ["A", "B"]
    assert sorted(needed("from helper import *\ndef run(q):\n  return ask()", helper)) == ["A", "B"]
    assert sorted(needed("import helper as h\ndef run(q):\n  return h.ask()", helper)) == ["A", "B"]
    assert needed("def run(q):\n  try:\n    from helper import ask\n  except Exception:\n    pass", helper) == []


def test_functions_that_call_each_other_end(needed):
    assert needed("def run(q):\n  a(q)\ndef a(q):\n  run(q)\n  os.environ['X']") == ["X"]
