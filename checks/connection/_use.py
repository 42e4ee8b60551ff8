"""How much a connection matters to the endpoint, as far as Azure shows it."""

from pfdoctor.api import Connection, Facts, Severity, looks_like_prompt_flow, no_prompt_flow, used_connections


def not_read(facts: Facts, connection: Connection) -> str | None:
    """Why no deployment reads the connection, or None where one may."""
    if facts.on_kubernetes:
        return "pfdoctor does not judge connections of Kubernetes endpoints."
    reason = no_prompt_flow(facts)
    if reason and connection.name.lower() not in used_connections(facts):
        return f"Connection {connection.name} is not read: {reason}."
    return None


def severity(facts: Facts, connection: Connection) -> Severity:
    """Error where it is known to be used or a prompt flow shows, whose files would name it; else warning."""
    used = connection.name.lower() in used_connections(facts)
    shown = used or any(looks_like_prompt_flow(facts, one) for one in facts.deployments)
    return Severity.ERROR if shown else Severity.WARNING
