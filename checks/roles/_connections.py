"""From a connection that signs in with Entra ID to the draft that says whether the endpoint's identity gets through."""

from collections.abc import Callable
from typing import Any

from pfdoctor.api import (
    ArmId,
    Check,
    Connection,
    Draft,
    Facts,
    Right,
    Severity,
    Unreadable,
    identities_at_run_time,
    no_prompt_flow,
    used_connections,
)

from ._rights import judge

Find = Callable[[Facts, Connection], ArmId]
Read = Callable[[ArmId], Any]


def through(
    check: Check, facts: Facts, connection: Connection, find: Find, read: Read, right: Callable[[ArmId], Right]
) -> Draft:
    """May the identity do `right` on the resource that `find` finds; `read` tells whether that exists (else Missing).

    It is an error where an environment variable shows that the flow uses the connection, else a warning: most flows
    name theirs where Azure is silent.
    """
    if facts.on_kubernetes:
        return check.skipped("On Kubernetes the cluster's identity is used, which pfdoctor does not judge.")
    used = connection.name.lower() in used_connections(facts)
    reason = None if used else no_prompt_flow(facts)
    if reason:
        return check.skipped(f"Connection {connection.name} is not read: {reason}.")
    severity = Severity.ERROR if used else Severity.WARNING
    evidence = [connection.evidence("properties.authType"), connection.evidence("properties.target")]
    try:
        if not connection.auth_type:
            raise Unreadable(
                connection.document.need(f"how connection {connection.name} signs in is not in the answer")
            )
        id = find(facts, connection)
        users = identities_at_run_time(facts)
        for identity in users.identities:
            facts.access_ahead(identity.principal_id, id)
        _refuse_missing(read, id)
    except Unreadable as error:
        message = f"It is not known who may use what connection {connection.name} points to: {error}."
        return check.unknown(message, *error.needs, severity=severity, evidence=evidence)
    return judge(check, facts, users, right(id), evidence=evidence, severity=severity)


def _refuse_missing(read: Read, id: ArmId) -> None:
    """Raises Missing if the resource does not exist: no role counts there. One that may not be read is no reason."""
    try:
        read(id)
    except Unreadable:
        return
