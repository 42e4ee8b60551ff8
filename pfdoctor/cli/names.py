"""Names that a user or a file gave, refused while a sentence can still say which one is wrong."""

from __future__ import annotations

from pfdoctor.model.errors import CannotStart

_NEVER_IN_NAMES = frozenset("/\\?#%&<>\"'")
"""No resource's name holds these, and in a URL they would change what is asked for.
https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"""


def checked(name: str, kind: str, source: str) -> str:
    """`name` as it is. Raises CannotStart if no resource can have it; `source` says where it came from."""
    if not name.strip():
        raise CannotStart(f"The {kind} from {source} is empty.")
    if name != name.strip():
        raise CannotStart(f"The {kind} {name!r} from {source} begins or ends with a blank; write it without.")
    if not name.isprintable() or _NEVER_IN_NAMES & set(name):
        raise CannotStart(f"The {kind} {name!r} from {source} is not a name that Azure allows.")
    return name
