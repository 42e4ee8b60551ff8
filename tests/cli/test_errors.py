from __future__ import annotations

import io
import os
import sys

import pytest

from pfdoctor.cli.errors import Terminated, guarded
from pfdoctor.model.errors import CannotStart, Missing, Unreadable
from pfdoctor.model.need import Need

BUG = """
from pfdoctor.cli.errors import guarded
import sys
def broken():
    raise KeyError("a\\x1b[31mname")
sys.exit(guarded(broken))
"""


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CannotStart("Sign in first."), 2, "pfdoctor: Sign in first.\n"),
        (CannotStart("no \x1b[2Jendpoint"), 2, "pfdoctor: no endpoint\n"),
        (Unreadable(Need("GET /x", reason="not in this bundle")), 2, "pfdoctor: not in this bundle\n"),
        (Missing("/x", Need("GET /x")), 2, "pfdoctor: /x does not exist\n"),
        (KeyboardInterrupt(), 130, ""),
        (Terminated(), 143, ""),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_what_an_exception_means(capsys, error, code, said):
    def command():
        raise error

    assert guarded(command) == code
    assert capsys.readouterr().err == said


def test_a_result_is_the_exit_code():
    assert guarded(lambda: 3) == 3


def test_a_bug_leaves_a_report_to_send(pfdoctor, tmp_path):
    done = pfdoctor(code=BUG, XDG_STATE_HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path))
    assert done.returncode == 4
    assert done.stderr.startswith("pfdoctor: this is a bug of pfdoctor (KeyError: ")
    assert "\x1b" not in done.stderr
    report = next(tmp_path.rglob("bug-*.txt")).read_text(encoding="utf-8")
    assert report.startswith("pfdoctor ")
    assert "python " in report
    assert "KeyError" in report
    assert "in broken" in report


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself these signals there")
@pytest.mark.parametrize(("number", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_ends_at_once_even_while_threads_wait(pfdoctor, number, code):
    start = f"""
import os, signal, threading, time
from pfdoctor.cli.errors import Terminated, guarded, leave
Terminated.on_signal()
threading.Thread(target=time.sleep, args=(300,)).start()
def command():
    os.kill(os.getpid(), signal.{number})
    time.sleep(300)
leave(guarded(command))
"""
    done = pfdoctor(code=start)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def test_nothing_is_flushed_into_a_reader_that_went_away(pfdoctor):
    code = """
import os, sys
from pfdoctor.cli.output import put
read, write = os.pipe()
os.close(read)
os.dup2(write, 1)
put("x" * 100000)
put("more")
sys.exit(3)
"""
    done = pfdoctor(code=code)
    assert (done.returncode, done.stderr) == (3, "")


def test_a_sentence_that_cannot_be_written_harms_nobody(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert guarded(lambda: (_ for _ in ()).throw(CannotStart("日本"))) == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device here is always full")
@pytest.mark.parametrize("arguments", [["explain", "acr-pull"], ["checks", "-o", "json"]])
def test_an_output_that_cannot_be_written_is_no_bug(pfdoctor, arguments):
    start = f"""
import os
os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
from pfdoctor.cli.main import run
os._exit(run({arguments}))
"""
    done = pfdoctor(code=start)
    assert done.returncode == 2
    assert done.stderr.startswith("pfdoctor: The output could not be written: ")


def test_no_output_at_all_is_no_bug(pfdoctor):
    done = pfdoctor("checks", code="import sys; sys.stdout = None; from pfdoctor.cli.main import main; main()")
    assert (done.returncode, done.stderr) == (2, "pfdoctor: The output could not be written: stdout is closed.\n")
