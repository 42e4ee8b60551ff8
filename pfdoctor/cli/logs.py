"""What `--debug` shows: each step as it is logged, on stderr. azure-core logs requests without their tokens.

https://learn.microsoft.com/azure/developer/python/sdk/azure-sdk-logging
"""

from __future__ import annotations

import logging
import sys

from pfdoctor.cli.common import Common


class _Harmless(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        from pfdoctor.bundle.secrets import redact
        from pfdoctor.model.clean import clean

        lines = redact(super().format(record)).splitlines()
        return "\n".join(clean(line, getattr(sys.stderr, "encoding", None) or "utf-8") for line in lines)


def show_logs(common: Common) -> None:
    """Show them if that was asked for; else let no library write warnings to stderr of its own accord."""
    if not common.debug:
        logging.getLogger().addHandler(logging.NullHandler())
        return
    handler = logging.StreamHandler()
    handler.setFormatter(_Harmless("%(relativeCreated)6d ms %(name)s: %(message)s"))
    for name, level in (("pfdoctor", logging.DEBUG), ("azure", logging.INFO)):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
