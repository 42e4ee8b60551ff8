"""The file that describes the endpoint says what Azure accepts, and what a flow needs.

The identity is chosen when the endpoint is created and can never be changed: `system_assigned` (the default) or
`user_assigned` with the ids of identities. An endpoint without one can read neither image nor connections.

`enforce_access_to_default_secret_stores` has the value `enabled`, as a text, and works for a system-assigned identity
alone; with a user-assigned one Azure refuses the endpoint.

`auth_mode` is `key`, `aml_token` or `aad_token`. A name has 3 to 32 letters, digits and dashes, begins with a letter
and does not end with a dash; it is unique in the region. Traffic adds up to 100, or to 0.

What else `az ml` refuses fails on its line, by the schemas of the installed azure-ai-ml, which take one user-assigned
identity at most; a field that they do not know is a warning, as a newer release may know it.

Endpoints on Kubernetes are not judged. With an ENDPOINT, the identity in the file is compared with the one it has.

How to confirm by hand: read the file beside the page below; Azure's own validation comes when it is deployed.

How to mend: change the file. An endpoint that exists with another identity must be deleted and created again,
which takes minutes, and its deployments 15 more.
Tell an administrator, for a new identity: the roles that `pfdoctor can ENDPOINT --all` lists, on the new one.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-endpoint-online
"""

import re
from collections.abc import Iterator, Mapping

from pfdoctor.api import (
    Check,
    Draft,
    EndpointFile,
    Facts,
    Project,
    Severity,
    broken,
    failed_at,
    misshapen,
    refused,
)

check = Check(
    id="endpoint-settings",
    title="The endpoint's file says what Azure accepts",
    severity="error",
    after=("workspace-ready",),
    proves="name, identity, authentication, enforcement and traffic of the file are ones that Azure takes",
    does_not_prove="that the name is free, that the identities exist, or that they may do anything",
    symptoms=("enforce_access_to_default_secret_stores", "InvalidEndpointName", "The sum of traffic"),
)

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,30}[A-Za-z0-9]", re.ASCII)
SHAPES = {"identity": Mapping, "traffic": Mapping, "properties": Mapping}
IDENTITIES = ("system_assigned", "user_assigned")
AUTH_MODES = ("key", "aml_token", "aad_token")
IDENTITY_ID = re.compile(r"(?:azureml:)?/+subscriptions/[^/]+/.*/userAssignedIdentities/[^/]+/?", re.IGNORECASE)
FLAG = "enforce_access_to_default_secret_stores"


@check.files(lambda project: project.endpoints, "endpoint files")
def run(_: Project, endpoint: EndpointFile, facts: Facts | None) -> Iterator[Draft]:
    found = list(broken(check, endpoint, tolerant=True))
    if endpoint.root is not None and endpoint.kubernetes:
        found.append(check.skipped(f"{endpoint.source.name} is for Kubernetes, which pfdoctor does not judge."))
    elif endpoint.root is not None:
        found += misshapen(check, endpoint.body, SHAPES)
        found += [*_name(endpoint), *_identity(endpoint), *_flag(endpoint), *_access(endpoint), *_traffic(endpoint)]
        found += _against(endpoint, facts) if facts is not None else []
        found += [*_open(endpoint), *refused(check, "endpoint", endpoint.body, found)]
    yield from found
    if not found:
        yield check.passed(f"{endpoint.name} is described as Azure accepts it, with {endpoint.identity_type} identity.")


def _open(endpoint: EndpointFile) -> Iterator[Draft]:
    for path in ("name", "identity.type", "auth_mode"):
        node = endpoint.body.at(path)
        if node is not None and node.hole:
            need = node.source.need(node.line, f"{node.text} is still to be filled in")
            yield check.unknown(f"The {path} of {endpoint.source.name} is not known yet.", need, subject=node.place)


def _name(endpoint: EndpointFile) -> Iterator[Draft]:
    node = endpoint.body.at("name")
    if node is not None and not node.hole and not NAME.fullmatch(node.text):
        message = f"{node.text!r} is no name for an endpoint: 3 to 32 letters, digits and dashes, a letter first."
        yield failed_at(check, endpoint.body, "name", message)


def _identity(endpoint: EndpointFile) -> Iterator[Draft]:
    written = endpoint.body.at("identity.type")
    if written is not None and written.hole:
        return
    kinds = [kind.strip() for kind in endpoint.identity_type.split(",")]
    if not all(kind in IDENTITIES for kind in kinds):
        what = "has no identity" if kinds == ["none"] else f"has the identity type {endpoint.identity_type}"
        message = f"{endpoint.name} {what}; it needs {' or '.join(IDENTITIES)}."
        yield failed_at(check, endpoint.body, "identity.type", message)
    if "user_assigned" in kinds and not endpoint.user_assigned:
        message = f"{endpoint.name} is to have a user-assigned identity, but the file names none."
        yield failed_at(check, endpoint.body, "identity.user_assigned_identities", message)
    for node in endpoint.user_assigned:
        if not node.hole and not IDENTITY_ID.fullmatch(node.text):
            message = f"{node.text or 'An item of the list'} is not the resource id of a user-assigned identity."
            yield check.failed(
                message, subject=node.place, evidence=[node.source.evidence(node.line, "resource_id", node.text)]
            )


def _flag(endpoint: EndpointFile) -> Iterator[Draft]:
    flag = endpoint.enforcement
    if flag is None or flag.hole:
        return
    path = f"properties.{FLAG}"
    if flag.text.lower() not in ("enabled", "disabled"):
        message = f"{FLAG} is {flag.text}; Azure knows the texts enabled and disabled."
        yield failed_at(check, endpoint.body, path, message, Severity.WARNING)
    elif flag.text.lower() == "enabled" and "user_assigned" in endpoint.identity_type:
        message = f"{FLAG} is not allowed with a user-assigned identity, so {endpoint.name} cannot be created."
        yield failed_at(check, endpoint.body, path, message)


def _access(endpoint: EndpointFile) -> Iterator[Draft]:
    mode = endpoint.body.at("auth_mode")
    if mode is not None and not mode.hole and endpoint.auth_mode not in AUTH_MODES:
        yield failed_at(check, endpoint.body, "auth_mode", f"auth_mode {mode.text} is none of {', '.join(AUTH_MODES)}.")
    public = endpoint.body.at("public_network_access")
    if public is not None and not public.hole and public.text.lower() not in ("enabled", "disabled"):
        message = f"public_network_access {public.text} is neither enabled nor disabled."
        yield failed_at(check, endpoint.body, "public_network_access", message)


def _traffic(endpoint: EndpointFile) -> Iterator[Draft]:
    traffic = endpoint.body.at("traffic")
    shares = [node.number for node in traffic.mapping.values()] if traffic else []
    known = [share for share in shares if share is not None]
    if known and len(known) == len(shares) and sum(known) not in (0, 100):
        message = f"The traffic of {endpoint.name} adds up to {sum(known)}, not 100."
        yield failed_at(check, endpoint.body, "traffic", message)


def _against(endpoint: EndpointFile, facts: Facts) -> Iterator[Draft]:
    written = endpoint.body.at("identity.type")
    if endpoint.name.lower() != facts.target.endpoint.lower() or (written is not None and written.hole):
        return
    meant = {kind.strip().replace("_", "") for kind in endpoint.identity_type.split(",")}
    if meant != set(facts.endpoint.identity_type):
        kinds = sorted(facts.endpoint.identity_type)
        has = " and ".join(kind.replace("assigned", "-assigned") for kind in kinds) or "none"
        message = f"{endpoint.name} exists with another identity ({has}), which cannot be changed."
        yield failed_at(check, endpoint.body, "identity.type", message, Severity.WARNING)
