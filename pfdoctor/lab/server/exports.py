"""What another shell needs so that its tools work with the lab and not with Azure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab.server.cloud import NAME
from pfdoctor.lab.server.logins import logins, tenant
from pfdoctor.model.clean import clean
from pfdoctor.model.shell import az

SECRET = "any"


def variables(bundle: Bundle, url: str, authority: Path, az: Path) -> dict[str, str]:
    """`authority` is the certificate file to trust, `az` a folder for the settings of a signed-in `az`."""
    target = bundle.target
    return {
        "ARM_CLOUD_METADATA_URL": f"{url}/metadata/endpoints?api-version=2019-05-01",
        "AZURE_AUTHORITY_HOST": url,
        "AZURE_TENANT_ID": clean(tenant(bundle)),
        "AZURE_CLIENT_ID": clean(logins(bundle)[0].client_id),
        "AZURE_CLIENT_SECRET": SECRET,
        "REQUESTS_CA_BUNDLE": str(authority),
        "SSL_CERT_FILE": str(authority),
        "NO_PROXY": "127.0.0.1",
        "AZURE_SUBSCRIPTION_ID": clean(target.subscription),
        "AZUREML_ARM_SUBSCRIPTION": clean(target.subscription),
        "AZUREML_ARM_RESOURCEGROUP": clean(target.resource_group),
        "AZUREML_ARM_WORKSPACE_NAME": clean(target.workspace),
        "AZURE_CONFIG_DIR": str(az),
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
        "AZURE_CORE_COLLECT_TELEMETRY": "false",
    }


def bash(found: Mapping[str, str]) -> str:
    return "".join(f"export {name}={in_bash(value)}\n" for name, value in found.items())


def powershell(found: Mapping[str, str]) -> str:
    return "".join(f"$env:{name} = {in_powershell(value)}\n" for name, value in found.items())


def az_commands(found: Mapping[str, str]) -> tuple[str, ...]:
    """The commands that sign `az` in, in a shell with the variables, which tell it of the lab's cloud."""
    who = {"username": found["AZURE_CLIENT_ID"], "password": SECRET, "tenant": found["AZURE_TENANT_ID"]}
    return az("cloud set", name=NAME), az("login --service-principal", **who)


def in_bash(text: str) -> str:
    """`text` as one word."""
    return shlex.quote(text)


def in_powershell(text: str) -> str:
    """`text` as one word, which stays what it is; PowerShell takes typographic quotes for quotes too."""
    return "'" + "".join(char * 2 if char in "'‘’‚‛" else char for char in text) + "'"
