"""What `az` was told: the defaults of `az configure`, and the subscription it is signed in to.

https://learn.microsoft.com/cli/azure/azure-cli-configuration
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class AzConfig:
    """`folder` is where `az` keeps its files. A file that cannot be read says nothing, as if it were not there."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def of(cls, environment: Mapping[str, str], home: Path) -> AzConfig:
        return cls(Path(environment.get("AZURE_CONFIG_DIR") or home / ".azure"), environment)

    @property
    def profile(self) -> Path:
        return self.folder / "azureProfile.json"

    def default(self, key: str) -> str:
        """A value of `az configure --defaults KEY=...`, "" if there is none; AZURE_DEFAULTS_KEY overrides it."""
        return self.environment.get(f"AZURE_DEFAULTS_{key.upper()}") or _read(self.folder / "config", "defaults", key)

    @property
    def cloud(self) -> str:
        return (
            self.environment.get("AZURE_CLOUD_NAME") or _read(self.folder / "config", "cloud", "name") or "AzureCloud"
        )

    def subscription(self) -> str:
        """The id of the account's default subscription in the cloud `az` is set to, "" if nobody is signed in."""
        try:
            # az writes this file with a byte order mark.
            profile = json.loads(self.profile.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError):
            return ""
        accounts = profile.get("subscriptions") if isinstance(profile, dict) else None
        for account in accounts if isinstance(accounts, list) else ():
            if isinstance(account, dict) and account.get("isDefault") and self._here(account):
                found: Any = account.get("id")
                return found if isinstance(found, str) else ""
        return ""

    def _here(self, account: Mapping[str, Any]) -> bool:
        return str(account.get("environmentName") or self.cloud).lower() == self.cloud.lower()


def _read(path: Path, section: str, key: str) -> str:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8-sig")
    except (Error, OSError, UnicodeDecodeError):
        return ""
    return parser.get(section, key, fallback="").strip()
