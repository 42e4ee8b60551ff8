"""The areas of checks as a reader meets them: their headings, and which comes before which."""

from __future__ import annotations

HEADINGS = {
    "workspace": "Workspace",
    "identity": "The endpoint's identity",
    "roles": "Roles of the endpoint's identity",
    "environment": "Environment",
    "flow": "Flow",
    "connection": "Connections",
    "network": "Network",
    "deployment": "Deployments",
    "caller": "Your own rights",
}
"""Causes come before what they cause; areas of plug-ins follow."""


def heading(area: str) -> str:
    return HEADINGS.get(area) or area.replace("-", " ").replace("_", " ").capitalize()


def place(area: str) -> tuple[int, str]:
    """A sort key: the areas known here in their order, then others by name."""
    known = list(HEADINGS)
    return (known.index(area) if area in HEADINGS else len(known), area)
