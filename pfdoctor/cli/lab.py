"""`pfdoctor lab`: an Azure to try things on, that Microsoft's own clients accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pfdoctor.cli.common import Common, common_options
from pfdoctor.cli.options import PLACE, output_option

if TYPE_CHECKING:
    from rich.console import Console

    from pfdoctor.bundle.file import Bundle
    from pfdoctor.lab.faults import Fault
    from pfdoctor.lab.server.app import Bug
    from pfdoctor.model.exchange import Ask

_NEEDED = ("anyio", "h11", "starlette", "trustme", "uvicorn")


@click.group(name="lab", short_help="Run an Azure Resource Manager of your own, to try things on.")
def command() -> None:
    """Run an Azure Resource Manager of your own, to try things on.

    A world made of recorded answers, with sign-in, permissions and faults, over HTTPS on this machine alone. pfdoctor,
    azure-identity, azure-ai-ml, the azure-mgmt packages and `az` work with it as with Azure.
    """


@command.command(name="serve", short_help="Serve a world over HTTPS until Ctrl-C.")
@click.option(
    "--bundle", default="demo", show_default=True, metavar="FILE", help="The world: a bundle, or a name of `lab list`."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port on the loopback interface (default: a free one).",
)
@click.option(
    "--latency", type=click.FloatRange(min=0), default=0, metavar="MS", help="Hold each answer back, in milliseconds."
)
@click.option(
    "--propagation",
    type=click.FloatRange(min=0),
    default=0,
    metavar="S",
    help="List new role assignments at once, and let them take effect after so many seconds.",
)
@click.option(
    "--throttle",
    type=click.IntRange(min=1),
    metavar="N",
    help="Let a principal send N requests a second to a subscription; answer more with 429 and Retry-After.",
)
@click.option("--faults", type=PLACE, metavar="FILE", help="Answer some requests wrongly, as this JSON says.")
@click.option("--log", type=PLACE, metavar="FILE", help="Append each request to this file, as a line of JSON.")
@common_options
@click.pass_context
def serve(
    context: click.Context,
    bundle: str,
    port: int,
    latency: float,
    propagation: float,
    throttle: int | None,
    faults: str | None,
    log: str | None,
) -> int:
    """Serve a world over HTTPS until Ctrl-C, and print what points your tools at it.

    It listens on 127.0.0.1 only, with a certificate authority of its own. Any secret signs in.

    \b
    Examples:
      pfdoctor lab serve
      pfdoctor lab serve --bundle case.json --port 8443 --log requests.jsonl
      pfdoctor lab serve --latency 150 --throttle 10
      pfdoctor lab serve --faults faults.json

    \b
    A faults file is a list. The first fault that meets a request spoils its answer:
      [{"request": "GET */registries/*", "status": 503, "retry_after": 2, "times": 3},
       {"request": "* */onlineEndpoints/*/deployments*", "reset": true}]
    Instead of status (with body and headers) or reset there are cut_off, the
    bytes after which the answer ends; hang, the seconds before the connection
    ends without one; and content_type.
    """
    import sys
    import time
    from datetime import UTC, datetime

    from pfdoctor.cli.logs import show_logs
    from pfdoctor.cli.output import put
    from pfdoctor.lab.arm import Lab
    from pfdoctor.lab.clock import Clock
    from pfdoctor.model.errors import CannotStart

    try:
        from pfdoctor.lab.server.announcement import announce
        from pfdoctor.lab.server.front import Conditions
        from pfdoctor.lab.server.run import Place, run
    except ModuleNotFoundError as missing:
        if missing.name not in _NEEDED:
            raise
        raise CannotStart(
            'The lab needs packages that are not installed; run: pip install "pfdoctor[lab]".'
        ) from missing
    common = Common.of(context)
    world = _world(bundle)
    conditions = Conditions(latency / 1000, throttle, _faults(faults))
    arm = Lab(world, propagation=propagation, clock=Clock(datetime.now(UTC)))
    show_logs(common)

    def ready(place: Place) -> None:
        put(announce(world, bundle, place, getattr(sys.stdout, "encoding", None) or "utf-8"))

    run(arm, world, port, conditions, log, time.time, ready, _tell(common))
    return 0


@command.command(name="list")
@output_option
@common_options
def list_worlds(output: str) -> int:
    """List the worlds that ship, for --bundle of `pfdoctor lab serve`."""
    from pfdoctor.cli.output import draw, put
    from pfdoctor.lab import worlds
    from pfdoctor.report import json_report

    found = [{"name": name, "about": _about(worlds.raw(name))} for name in worlds.names()]
    if output == "json":
        put(json_report.dumps({"worlds": found}) + "\n")
    else:
        draw(lambda console: _list(found, console))
    return 0


def _list(found: list[dict[str, str]], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for one in found:
        table.add_row(Text(f"  {one['name']}"), Text(one["about"]))
    console.print(table)


def _about(world: Any) -> str:
    about = world.get("about")
    return about if isinstance(about, str) else ""


def _world(name: str) -> Bundle:
    import os

    from pfdoctor.bundle.file import load
    from pfdoctor.lab import worlds
    from pfdoctor.model.errors import CannotStart

    if name in worlds.names():
        return worlds.load(name)
    if not os.path.dirname(name) and not os.path.exists(name):
        raise CannotStart(f"There is no file {name} and no world of that name; see pfdoctor lab list.")
    return load(name)


def _faults(path: str | None) -> tuple[Fault, ...]:
    import json
    from pathlib import Path

    from pfdoctor.lab.faults import parse
    from pfdoctor.model.errors import CannotStart

    if path is None:
        return ()
    try:
        return parse(json.loads(Path(path).read_text(encoding="utf-8-sig")), path)
    except OSError as error:
        raise CannotStart(f"The faults {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise CannotStart(f"The faults {path} are not JSON in UTF-8: {error}.") from error


def _tell(common: Common) -> Bug:
    """The lab goes on after a bug; whoever watches is told."""
    from pfdoctor.cli.errors import say

    def bug(ask: Ask, error: Exception) -> None:
        say(f"This is a bug of the lab, at {ask.verb} {ask.path}: {type(error).__name__}: {error}.")
        if common.debug:
            import traceback

            traceback.print_exception(error)

    return bug
