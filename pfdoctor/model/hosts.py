"""Hosts, and whether they are open to the public network, as several resource types write it."""

from __future__ import annotations


def host_of(url: str) -> str:
    """The host of a URL or of a bare host name, in lower case, without port."""
    without_scheme = url.split("://", 1)[-1]
    return without_scheme.split("/", 1)[0].split("@")[-1].split(":", 1)[0].strip().lower()


def open_to_public(public_network_access: str | None) -> bool:
    """Not set means enabled; a network security perimeter closes the public side too."""
    return (public_network_access or "Enabled").lower() not in ("disabled", "securedbyperimeter")
