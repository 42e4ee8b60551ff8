"""The entry point: `pfdoctor`, and nothing heavy until a command needs it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from pfdoctor.cli.common import common_options
from pfdoctor.cli.errors import Terminated, guarded, leave
from pfdoctor.cli.group import LazyGroup

_COLLECT_AFTER = 50_000
"""Objects made, less those freed, before Python looks for cycles among them."""
_EXAMPLES = """\b
Examples:
  pfdoctor check my-endpoint --demo        see what a sick endpoint looks like, without Azure
  pfdoctor check my-endpoint               workspace from config.json or `az configure`
  pfdoctor check my-endpoint -w my-workspace -g my-group -d blue -v
  pfdoctor check --bundle case.json -o json
  pfdoctor can my-endpoint --all           what its identity may do, and through which role
  pfdoctor fix my-endpoint --grant-roles   mend it; --emit markdown asks an administrator
  pfdoctor explain acr-pull

\b
Exit codes of check: 0 healthy, 1 something failed, 2 could not start, 3 something is unknown,
4 a check crashed.

\b
Completion: eval "$(_PFDOCTOR_COMPLETE=bash_source pfdoctor)" for bash, zsh_source for zsh;
_PFDOCTOR_COMPLETE=fish_source pfdoctor | source for fish.
"""


@click.group(cls=LazyGroup, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@common_options
def cli() -> None:
    """A doctor for Azure Machine Learning managed online endpoints, above all those deployed from prompt flow.

    It reads, and explains what it read. Only fix and undo change anything, and only what you saw.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (by default the process's own); the exit code."""

    given = list(sys.argv[1:] if arguments is None else arguments)

    def command() -> int:
        code = cli.main(args=given, prog_name="pfdoctor", standalone_mode=False)
        return code if isinstance(code, int) else 0

    return guarded(command, debug="--debug" in given)


def main() -> None:
    """Raises SystemExit with the exit code, always."""
    Terminated.on_signal()
    # A run is short and keeps what it reads: looking for cycles in it took a third of the time of a large one.
    gc.set_threshold(_COLLECT_AFTER)
    leave(run())


if __name__ == "__main__":
    main()
