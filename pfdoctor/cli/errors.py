"""The one place where exceptions end: a sentence on stderr, an exit code, and for our own bugs a report to send.

https://clig.dev/#errors
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

import click

from pfdoctor.model.errors import PfdoctorError

COULD_NOT_START = 2
CRASHED = 4
INTERRUPTED = 130
CLOSED_PIPE = 141
TERMINATED = 143


class Terminated(BaseException):
    """The process was asked to end by SIGTERM."""

    @classmethod
    def on_signal(cls) -> None:
        """Raise it in the main thread when the signal comes, on platforms that have it."""

        def handler(*_: object) -> None:
            raise cls

        signal.signal(signal.SIGTERM, handler)


def guarded(command: Callable[[], int], debug: bool = False) -> int:
    """What `command` returns; else what its exception means as an exit code, said on stderr.

    `debug` shows the traceback of what is a bug.
    """
    try:
        code = command()
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        return _usage(error)
    except PfdoctorError as error:
        say(str(error))
        return COULD_NOT_START
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except BrokenPipeError:
        silence(sys.stdout)
        return CLOSED_PIPE
    except Exception as error:  # noqa: BLE001
        return _bug(error, debug)
    return code


def leave(code: int) -> NoReturn:
    """End the process; at once if it was told to, without waiting for requests under way: they only read."""
    if code in (INTERRUPTED, TERMINATED):
        os._exit(code)
    raise SystemExit(code)


def say(sentence: str) -> None:
    """One line on stderr, harmless whatever Azure put into it, and without secrets."""
    from pfdoctor.bundle.secrets import redact
    from pfdoctor.model.clean import clean

    try:
        stream = sys.stderr
        click.echo(f"pfdoctor: {clean(redact(sentence), getattr(stream, 'encoding', None) or 'utf-8')}", file=stream)
    except OSError:
        return


def silence(stream: object) -> None:
    """Send what is still to be flushed nowhere, as its reader has gone away."""
    try:
        number = stream.fileno()  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def _usage(error: click.ClickException) -> int:
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return COULD_NOT_START
    hint = f" (see {context.command_path} --help)" if context else ""
    say(f"{message}{hint}.")
    return COULD_NOT_START


def _bug(error: Exception, debug: bool) -> int:
    from pfdoctor.cli.bug_report import write

    if debug:
        import traceback

        traceback.print_exception(error)
    path = write(error)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    where = f"please send {path}" if path else "no bug report could be written; run again with --debug"
    say(f"this is a bug of pfdoctor ({what}); {where}.")
    return CRASHED
